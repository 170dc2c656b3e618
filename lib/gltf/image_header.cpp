#include "gltf/image_header.hpp"

#include <array>
#include <cstring>
#include <memory>

#include <spng.h>
#include <turbojpeg.h>
#include <webp/decode.h>

namespace plumb::gltf {

namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view magic, std::size_t offset = 0) {
    return bytes.size() >= offset + magic.size() && std::memcmp(bytes.data() + offset, magic.data(), magic.size()) == 0;
}

ImageHeader read_png(std::span<const std::byte> bytes) {
    const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(0), spng_ctx_free);
    if (!context) return {0, 0, "out of memory"};
    spng_ihdr header{};
    int error = spng_set_png_buffer(context.get(), bytes.data(), bytes.size());
    if (error == 0) error = spng_get_ihdr(context.get(), &header);
    if (error != 0) return {0, 0, spng_strerror(error)};
    return {header.width, header.height, {}};
}

ImageHeader read_jpeg(std::span<const std::byte> bytes) {
    const std::unique_ptr<void, int (*)(tjhandle)> decoder(tjInitDecompress(), tjDestroy);
    if (!decoder) return {0, 0, "out of memory"};
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int color_space = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const int error = tjDecompressHeader3(decoder.get(), data, static_cast<unsigned long>(bytes.size()), &width,
                                          &height, &subsampling, &color_space);
    if (error != 0 || width <= 0 || height <= 0) return {0, 0, tjGetErrorStr2(decoder.get())};
    return {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
}

ImageHeader read_webp(std::span<const std::byte> bytes) {
    int width = 0;
    int height = 0;
    if (WebPGetInfo(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &width, &height) == 0)
        return {0, 0, "its WebP header is broken"};
    return {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), {}};
}

}  // namespace

std::string_view media_type(ImageFormat format) {
    switch (format) {
        case ImageFormat::png:
            return "image/png";
        case ImageFormat::jpeg:
            return "image/jpeg";
        case ImageFormat::webp:
            return "image/webp";
        case ImageFormat::unknown:
            break;
    }
    return "";
}

ImageFormat image_format(std::span<const std::byte> bytes) {
    if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) return ImageFormat::png;
    if (starts_with(bytes, "\xff\xd8\xff")) return ImageFormat::jpeg;
    if (starts_with(bytes, "RIFF") && starts_with(bytes, "WEBP", 8)) return ImageFormat::webp;
    return ImageFormat::unknown;
}

ImageHeader read_image_header(std::span<const std::byte> bytes, ImageFormat format) {
    switch (format) {
        case ImageFormat::png:
            return read_png(bytes);
        case ImageFormat::jpeg:
            return read_jpeg(bytes);
        case ImageFormat::webp:
            return read_webp(bytes);
        case ImageFormat::unknown:
            break;
    }
    return {0, 0, "its format is not known"};
}

}  // namespace plumb::gltf
