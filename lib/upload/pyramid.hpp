#pragma once

#include "scene/scene_data.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumb::upload {

/// Averages of a picture at half its size, a quarter and so on down to one texel, one after the other, 8 bits a
/// channel. Sizes are halved and rounded down; a texel is the mean of what it covers. Alpha is averaged for itself.
///
/// @param is_srgb  colours are averaged as light and stored as sRGB codes; else the codes are averaged
std::vector<std::byte> pyramid_of(const scene::Image& image, bool is_srgb);

inline constexpr std::uint8_t reads_linear = 1, reads_srgb = 2;

/// How pictures are read, by index: a set of the two. A picture that no material uses counts as
/// sRGB: a shot can make it a base colour.
std::vector<std::uint8_t> readings_of_images(const scene::SceneData& data);

}  // namespace plumb::upload
