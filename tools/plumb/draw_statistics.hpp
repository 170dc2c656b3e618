#pragma once

#include <plumb/plumb.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace plumb::program {

/// How often values fell into equal parts of [min, max]; a part for each number where they are few whole numbers.
struct Histogram {
    double min = 0, max = 0;
    bool is_whole = false;  ///< part i holds the number min + i alone
    std::vector<std::uint64_t> counts;
};

/// The values that one component of one draw had in a run.
struct DrawColumn {
    std::string key;
    std::size_t component = 0;
    std::size_t component_count = 1;
    std::vector<double> values;  ///< of the frames that drew it; at least one
    std::string definition{};    ///< what the recipe says of this component, JSON; empty if unknown

    /// The key, with the component in brackets where there are several.
    [[nodiscard]] std::string name() const;
    [[nodiscard]] double min() const;
    [[nodiscard]] double max() const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] Histogram histogram(std::size_t part_count) const;
};

/// Collects the draws of shots, in the order in which they first come.
class DrawStatistics {
public:
    void add(const Shot& shot);
    /// Gives the columns their definitions; of a vector whose components have one each, each its own.
    void define(const std::vector<DrawInfo>& draws);
    [[nodiscard]] const std::vector<DrawColumn>& columns() const { return columns_; }

private:
    std::map<std::pair<std::string, std::size_t>, std::size_t> places_;
    std::vector<DrawColumn> columns_;
};

/// The columns as an SVG picture with a histogram each.
/// @param title  stands above all of them
std::string plan_svg(const std::string& title, const std::vector<DrawColumn>& columns);

}  // namespace plumb::program
