#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plumb::gltf {

enum class ImageFormat : std::uint8_t { unknown, png, jpeg, webp };

/// "image/png" and so on; empty for unknown.
std::string_view media_type(ImageFormat format);

/// By the magic bytes alone.
ImageFormat image_format(std::span<const std::byte> bytes);

struct ImageHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string reason;  ///< why the header cannot be read; empty if it can
};

/// Reads the size from the header without decoding.
ImageHeader read_image_header(std::span<const std::byte> bytes, ImageFormat format);

}  // namespace plumb::gltf
