#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <webp/decode.h>

#include <string>

namespace plumb::gltf {

DecodedImage decode_webp(std::span<const std::byte> bytes, const ImageBounds& bounds) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    WebPBitstreamFeatures features;
    if (const VP8StatusCode status = WebPGetFeatures(data, bytes.size(), &features); status != VP8_STATUS_OK)
        throw Error(ErrorCode::bad_asset, "WebP cannot be read: header, status " + std::to_string(status));
    if (features.has_animation != 0) throw Error(ErrorCode::unsupported, "WebP is animated; a texture is one picture");
    check_image_size(static_cast<std::uint32_t>(features.width), static_cast<std::uint32_t>(features.height), bounds);

    DecodedImage result;
    result.image.width = static_cast<std::uint32_t>(features.width);
    result.image.height = static_cast<std::uint32_t>(features.height);
    result.image.rgba.resize(std::size_t{4} * result.image.width * result.image.height);
    if (WebPDecodeRGBAInto(data, bytes.size(), result.image.rgba.data(), result.image.rgba.size(),
                           features.width * 4) == nullptr)
        throw Error(ErrorCode::bad_asset, "WebP cannot be read: pixels are broken or cut short");
    return result;
}

}  // namespace plumb::gltf
