#pragma once

#include "scene/scene_data.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace plumb::gltf {

/// Bounds that a decoder keeps before it allocates.
struct ImageBounds {
    std::uint32_t edge = 16'384;         ///< pixels, each of width and height
    std::uint64_t pixels = 270'000'000;  ///< width times height
};

/// Throws Error{bad_asset} unless 1 <= width, height <= edge and their product <= pixels.
void check_image_size(std::uint32_t width, std::uint32_t height, const ImageBounds& bounds);

/// Decoded picture without a name; `note` is what the decoder complained about though it could read everything.
struct DecodedImage {
    scene::Image image;
    std::string note;
};

/// Decoders of one file each: RGBA, 8 bits, rows from the top; 16 bits are rounded to 8.
/// @throws Error  bad_asset if the bytes are broken or out of bounds, unsupported for a kind that cannot be shown;
///                messages do not name the file
DecodedImage decode_png(std::span<const std::byte> bytes, const ImageBounds& bounds);
DecodedImage decode_jpeg(std::span<const std::byte> bytes, const ImageBounds& bounds);
DecodedImage decode_webp(std::span<const std::byte> bytes, const ImageBounds& bounds);

/// Chooses the decoder by the bytes' magic number.
DecodedImage decode_image(std::span<const std::byte> bytes, const ImageBounds& bounds);

}  // namespace plumb::gltf
