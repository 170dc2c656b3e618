#pragma once

#include "recipe/distribution.hpp"
#include "recipe/place.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb::recipe {

/// A choice or sequence: which of `count` entries.
Distribution parse_selector(const Place& place, std::size_t count);

/// A number of a recipe, or a short vector of them: written out, drawn from a distribution, or one of a list.
class Quantity {
public:
    using Values = std::array<double, max_joint_dimensions>;

    /// @throws Error  with pointer, for a distribution whose numbers do not make sense
    explicit Quantity(const Place& place);
    /// A number that is not drawn.
    explicit Quantity(double value) : size_(1), constants_{value} {}
    explicit Quantity(Distribution distribution) : size_(1), components_{std::move(distribution)} {}

    /// How many numbers; 1 to max_joint_dimensions.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_constant() const noexcept { return components_.empty() && !selector_; }
    /// How many entries there are to choose from; 0 unless it is one of a list.
    [[nodiscard]] std::size_t option_count() const noexcept { return options_.size(); }
    [[nodiscard]] Distribution::Range range(std::size_t component = 0) const;

    /// What is drawn: `size()` numbers, or the index of an option.
    void draw(const DrawAddress& address, std::span<double> drawn) const;
    /// The numbers that belong to what was drawn.
    [[nodiscard]] Values values(std::span<const double> drawn) const;
    [[nodiscard]] const Values& constants() const noexcept { return constants_; }
    [[nodiscard]] std::size_t drawn_count() const noexcept { return selector_ ? 1 : size_; }

private:
    void add_component(const Place& place);

    std::size_t size_ = 1;
    Values constants_{};
    std::vector<Distribution> components_;
    std::vector<Values> options_;
    std::optional<Distribution> selector_;
};

/// A text of a recipe: written out or one of a list.
struct TextQuantity {
    explicit TextQuantity(const Place& place);

    std::vector<std::string> options;  ///< at least one
    std::optional<Distribution> selector;
    std::vector<Place> places;  ///< of the options, for complaints
};

}  // namespace plumb::recipe
