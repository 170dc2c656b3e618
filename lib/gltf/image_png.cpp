#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <spng.h>

#include <memory>
#include <string>

namespace plumb::gltf {

namespace {

struct FreeContext {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};

void check(int result, const char* what) {
    if (result != 0)
        throw Error(ErrorCode::bad_asset, std::string("PNG cannot be read: ") + what + ": " + spng_strerror(result));
}

/// Ancillary chunks larger than this are of no use to a texture.
constexpr std::size_t chunk_bytes_limit = 64U << 20;

std::vector<std::uint8_t> rounded_to_8_bits(const std::vector<std::uint16_t>& wide) {
    std::vector<std::uint8_t> narrow(wide.size());
    for (std::size_t i = 0; i < wide.size(); ++i)
        narrow[i] = static_cast<std::uint8_t>((wide[i] * 255U + 32'767U) / 65'535U);
    return narrow;
}

}  // namespace

DecodedImage decode_png(std::span<const std::byte> bytes, const ImageBounds& bounds) {
    const std::unique_ptr<spng_ctx, FreeContext> context(spng_ctx_new(0));
    if (!context) throw Error(ErrorCode::out_of_memory, "PNG decoder cannot be created");
    check(spng_set_chunk_limits(context.get(), chunk_bytes_limit, chunk_bytes_limit), "limits");
    check(spng_set_png_buffer(context.get(), bytes.data(), bytes.size()), "buffer");
    spng_ihdr header{};
    check(spng_get_ihdr(context.get(), &header), "header");
    check_image_size(header.width, header.height, bounds);

    DecodedImage result;
    result.image.width = header.width;
    result.image.height = header.height;
    const std::size_t values = std::size_t{4} * header.width * header.height;
    if (header.bit_depth == 16) {
        std::vector<std::uint16_t> wide(values);
        check(spng_decode_image(context.get(), wide.data(), values * 2, SPNG_FMT_RGBA16, SPNG_DECODE_TRNS), "pixels");
        result.image.rgba = rounded_to_8_bits(wide);
    } else {
        result.image.rgba.resize(values);
        check(spng_decode_image(context.get(), result.image.rgba.data(), values, SPNG_FMT_RGBA8, SPNG_DECODE_TRNS),
              "pixels");
    }
    return result;
}

}  // namespace plumb::gltf
