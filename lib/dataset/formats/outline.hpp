#pragma once

#include <plumb/annotate.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace plumb::dataset {

/// Corner of pixels: (0, 0) is the upper left corner of the image.
struct PixelCorner {
    std::uint32_t x = 0, y = 0;
    friend bool operator==(const PixelCorner&, const PixelCorner&) = default;
};

/// A closed outline along pixel edges, without the first corner again at the end; a corner at every turn and nowhere
/// else. Clockwise as seen (y down) around pixels of the mask, counter-clockwise around holes. No outline crosses
/// itself; pixels that touch by a corner alone belong to different outlines.
using Outline = std::vector<PixelCorner>;

/// Twice the area, negative for holes.
std::int64_t doubled_area(const Outline& outline) noexcept;

/// All outlines of a mask, by their uppermost leftmost corner, from top to bottom and left to right.
/// @param is_set  of the pixel in column x, row y; called for pixels of `box` alone
std::vector<Outline> outlines_of(const PixelBox& box,
                                 const std::function<bool(std::uint32_t x, std::uint32_t y)>& is_set);

/// One closed outline made of all of them: each further one is joined by a bridge, walked there and back, between a
/// pair of near corners. Filled by the even-odd or the non-zero rule it is the same area as the outlines together.
/// @param outlines  at least one
Outline joined(const std::vector<Outline>& outlines);

}  // namespace plumb::dataset
