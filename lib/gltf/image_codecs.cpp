#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace plumb::gltf {

namespace {

template <std::size_t count>
bool starts_with(std::span<const std::byte> bytes, const std::array<std::uint8_t, count>& magic) {
    return bytes.size() >= count &&
           std::equal(magic.begin(), magic.end(), bytes.begin(),
                      [](std::uint8_t expected, std::byte found) { return std::byte{expected} == found; });
}

constexpr std::array<std::uint8_t, 8> png_magic{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::array<std::uint8_t, 3> jpeg_magic{0xFF, 0xD8, 0xFF};
constexpr std::array<std::uint8_t, 4> riff_magic{'R', 'I', 'F', 'F'};
constexpr std::array<std::uint8_t, 4> webp_magic{'W', 'E', 'B', 'P'};

}  // namespace

void check_image_size(std::uint32_t width, std::uint32_t height, const ImageBounds& bounds) {
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (width == 0 || height == 0)
        throw Error(ErrorCode::bad_asset, "image of " + size + " pixels; at least 1 x 1 is needed");
    if (width > bounds.edge || height > bounds.edge)
        throw Error(ErrorCode::bad_asset,
                    "image of " + size + " pixels; the limit image_edge is " + std::to_string(bounds.edge));
    if (std::uint64_t{width} * height > bounds.pixels)
        throw Error(ErrorCode::bad_asset,
                    "image of " + size + " pixels; the limit image_pixels is " + std::to_string(bounds.pixels));
}

DecodedImage decode_image(std::span<const std::byte> bytes, const ImageBounds& bounds) {
    if (starts_with(bytes, png_magic)) return decode_png(bytes, bounds);
    if (starts_with(bytes, jpeg_magic)) return decode_jpeg(bytes, bounds);
    if (starts_with(bytes, riff_magic) && bytes.size() >= 12 && starts_with(bytes.subspan(8), webp_magic))
        return decode_webp(bytes, bounds);
    throw Error(ErrorCode::unsupported, "image is neither PNG nor JPEG nor WebP by its first bytes");
}

}  // namespace plumb::gltf
