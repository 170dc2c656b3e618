#pragma once

#include "shared/scene.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::upload {

/// Where to look for the draw that owns a reference: references are told apart into blocks of equal size, so small that
/// few draws meet in one.
struct DrawGuide {
    /// The draw that owns the first reference of each block, and past the end: one more, the last draw.
    std::vector<std::uint32_t> draws;
    std::uint32_t shift = 0;  ///< a block has 2^shift references
};

/// @param draws            of one set, by first_reference
/// @param reference_count  that the draws have in sum
DrawGuide draw_guide(std::span<const shared::Draw> draws, std::uint64_t reference_count);

}  // namespace plumb::upload
