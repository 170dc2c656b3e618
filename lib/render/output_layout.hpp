#pragma once

#include "render/plan.hpp"

#include <cstdint>

namespace plumb::render {

/// Where views lie in memory that holds `view_count` of them: array after array, each with all views, then the counted
/// pixels of all views.
struct OutputLayout {
    const Plan* plan = nullptr;
    std::uint32_t view_count = 0;
    std::uint64_t count_bytes = 0;  ///< of the counted pixels of one view

    /// Byte offset of view `view` in array `i`.
    [[nodiscard]] std::uint64_t array(std::size_t i, std::uint32_t view) const {
        return plan->offset(i, view_count) + view * plan->arrays[i].bytes_per_view;
    }
    /// Byte offset of the counted pixels of view `view`.
    [[nodiscard]] std::uint64_t counts(std::uint32_t view) const {
        return plan->offset(plan->arrays.size(), view_count) + view * count_bytes;
    }
    [[nodiscard]] std::uint64_t bytes() const { return counts(view_count); }
};

}  // namespace plumb::render
