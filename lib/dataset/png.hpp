#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plumb::dataset {

enum class PngLayout : std::uint8_t { grey8, grey16, rgb8, rgba8, rgb16 };

/// Picture to encode; rows from the top, no padding, 16-bit values in the machine's own byte order.
struct PngImage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    PngLayout layout = PngLayout::rgb8;
    std::span<const std::byte> pixels;
    bool is_srgb = false;                                    ///< colour, marked with an sRGB chunk
    std::vector<std::pair<std::string, std::string>> texts;  ///< tEXt chunks: keyword (1..79 characters) and text
};

/// A PNG file. The same picture gives the same bytes.
/// @throws Error  internal with the encoder's reason
std::vector<std::byte> encode_png(const PngImage& image);

}  // namespace plumb::dataset
