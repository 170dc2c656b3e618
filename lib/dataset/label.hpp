#pragma once

#include "dataset/colours.hpp"

#include <cstdint>
#include <string_view>

namespace plumb::dataset {

inline constexpr std::uint32_t label_letter_width = 6;   ///< px at scale 1, with the gap
inline constexpr std::uint32_t label_letter_height = 7;  ///< px at scale 1

/// Draws `text` with its upper left corner at column x, row y; clipped at the image's edges. Lower-case letters, digits
/// and underscores, as pass names are written; other characters leave a gap.
void draw_label(RgbImage& image, std::uint32_t x, std::uint32_t y, std::uint32_t scale, std::string_view text);

}  // namespace plumb::dataset
