#pragma once

#include <plumb/passes.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace plumb::render {

/// Which passes a renderer makes, what they need, and where their arrays lie in its output memory.
struct Plan {
    struct Output {
        const PassInfo* info = nullptr;
        std::uint32_t row = 0;  ///< in the pass table
        std::uint64_t bytes_per_view = 0;
    };

    Size size;
    std::vector<Output> outputs;  ///< in the order of the pass table, each once
    std::vector<std::string> names;
    std::uint32_t pass_mask = 0;  ///< bit i: row i of the pass table
    PassNeeds needs = PassNeeds::none;

    /// Byte offset of output `i` in the memory of `view_count` views; total bytes for i == outputs.size().
    [[nodiscard]] std::uint64_t offset(std::size_t i, std::uint32_t view_count) const;
    [[nodiscard]] bool need(PassNeeds part) const noexcept { return contains(needs, part); }
    /// Whether flow classes are asked for, in either direction.
    [[nodiscard]] bool has_neighbours() const noexcept { return need(PassNeeds::next) || need(PassNeeds::previous); }
};

/// @throws Error  invalid_argument for an edge outside 1..16384, an unknown or missing pass
Plan make_plan(Size size, const std::vector<std::string>& passes);

}  // namespace plumb::render
