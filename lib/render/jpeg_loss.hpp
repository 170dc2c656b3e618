#pragma once

#include <plumb/shot.hpp>

#include <cstdint>
#include <span>

namespace plumb::render {

/// Replaces a picture by what is left of it after baseline JPEG compression with halved chroma (4:2:0).
/// @param pixels   rows from the top, 3 or 4 bytes a pixel; alpha is kept
/// @param quality  1..100, as libjpeg scales its tables
/// @throws Error   out_of_memory; internal if the codec fails
void lose_to_jpeg(std::span<std::uint8_t> pixels, Size size, std::uint32_t quality);

}  // namespace plumb::render
