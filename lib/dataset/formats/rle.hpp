#pragma once

#include <plumb/frame.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace plumb::dataset {

/// Lengths of runs of a mask that is walked column by column, from the top of each: outside, inside, outside, ..; the
/// first one may be 0. Runs go on from the bottom of a column to the top of the next.
using RunLengths = std::vector<std::uint32_t>;

/// The masks of ids 1 .. `count` in an image of ids, at index id - 1.
/// @param ids  rows from the top; each at most `count`
std::vector<RunLengths> masks_of_ids(std::span<const std::uint32_t> ids, Size size, std::uint32_t count);

/// The mask of pixels of `box` that `is_set` says are set, in an image of `size`.
RunLengths mask_of(const PixelBox& box, const std::function<bool(std::uint32_t x, std::uint32_t y)>& is_set, Size size);

/// Run lengths as COCO packs them into text.
///
/// Source: rleToString in cocoapi's maskApi.c: each length but the first three less the one before the last, in groups
/// of 5 bits from the low end, bit 0x20 where more follow, each plus 48.
std::string pack(const RunLengths& lengths);

}  // namespace plumb::dataset
