#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>
#include <spng.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace plumb::gltf {
namespace {

using Bytes = std::vector<std::byte>;

Bytes copy(const void* data, std::size_t size) {
    Bytes bytes(size);
    std::memcpy(bytes.data(), data, size);
    return bytes;
}

struct PngKind {
    std::uint8_t depth;
    std::uint8_t color;
};

/// A 2 x 1 PNG of the given kind with the given packed row.
Bytes encode_png(PngKind kind, std::vector<std::uint8_t> row, const std::function<void(spng_ctx*)>& add_chunks = {}) {
    spng_ctx* context = spng_ctx_new(SPNG_CTX_ENCODER);
    spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
    spng_ihdr header{2, 1, kind.depth, kind.color, 0, 0, 0};
    EXPECT_EQ(spng_set_ihdr(context, &header), 0);
    if (add_chunks) add_chunks(context);
    EXPECT_EQ(spng_encode_image(context, row.data(), row.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE), 0);
    std::size_t size = 0;
    int problem = 0;
    void* buffer = spng_get_png_buffer(context, &size, &problem);
    EXPECT_EQ(problem, 0);
    const Bytes bytes = copy(buffer, size);
    std::free(buffer);
    spng_ctx_free(context);
    return bytes;
}

void expect_pixels(const Bytes& png, const std::vector<std::uint8_t>& expected) {
    const DecodedImage decoded = decode_image(png, {});
    EXPECT_EQ(decoded.image.width, 2U);
    EXPECT_EQ(decoded.image.height, 1U);
    EXPECT_EQ(decoded.image.rgba, expected);
    EXPECT_TRUE(decoded.note.empty());
}

TEST(ImagePng, EveryColourTypeAndDepthBecomesRgba8) {
    expect_pixels(encode_png({1, SPNG_COLOR_TYPE_GRAYSCALE}, {0x40}), {0, 0, 0, 255, 255, 255, 255, 255});
    expect_pixels(encode_png({2, SPNG_COLOR_TYPE_GRAYSCALE}, {0x60}), {85, 85, 85, 255, 170, 170, 170, 255});
    expect_pixels(encode_png({4, SPNG_COLOR_TYPE_GRAYSCALE}, {0x1F}), {17, 17, 17, 255, 255, 255, 255, 255});
    expect_pixels(encode_png({8, SPNG_COLOR_TYPE_GRAYSCALE}, {7, 200}), {7, 7, 7, 255, 200, 200, 200, 255});
    expect_pixels(encode_png({8, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA}, {7, 9, 200, 0}), {7, 7, 7, 9, 200, 200, 200, 0});
    expect_pixels(encode_png({8, SPNG_COLOR_TYPE_TRUECOLOR}, {1, 2, 3, 4, 5, 6}), {1, 2, 3, 255, 4, 5, 6, 255});
    expect_pixels(encode_png({8, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA}, {1, 2, 3, 4, 5, 6, 7, 8}), {1, 2, 3, 4, 5, 6, 7, 8});
}

TEST(ImagePng, SixteenBitsAreRounded) {
    // 0x0080 is 0.498 of an 8-bit step and rounds to 0, 0x0081 to 1; 0xFEFF to 254, 0xFFFF to 255.
    std::vector<std::uint16_t> row{0x0080, 0x0081, 0xFEFF, 0xFFFF, 0x8000, 0, 0x7FFF, 0x0101};
    std::vector<std::uint8_t> bytes(row.size() * 2);
    std::memcpy(bytes.data(), row.data(), bytes.size());
    expect_pixels(encode_png({16, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA}, bytes), {0, 1, 254, 255, 128, 0, 127, 1});
}

TEST(ImagePng, PaletteWithTransparency) {
    const auto add_chunks = [](spng_ctx* context) {
        spng_plte palette{};
        palette.n_entries = 2;
        palette.entries[0] = {10, 20, 30, 255};
        palette.entries[1] = {40, 50, 60, 255};
        EXPECT_EQ(spng_set_plte(context, &palette), 0);
        spng_trns transparency{};
        transparency.n_type3_entries = 2;
        transparency.type3_alpha[0] = 128;
        transparency.type3_alpha[1] = 255;
        EXPECT_EQ(spng_set_trns(context, &transparency), 0);
    };
    expect_pixels(encode_png({8, SPNG_COLOR_TYPE_INDEXED}, {1, 0}, add_chunks), {40, 50, 60, 255, 10, 20, 30, 128});
}

TEST(ImagePng, EveryTruncationIsRefused) {
    const Bytes png = encode_png({8, SPNG_COLOR_TYPE_TRUECOLOR}, {1, 2, 3, 4, 5, 6});
    // The last check sum and the end marker carry no pixels.
    for (std::size_t size = 8; size + 16 < png.size(); ++size)
        EXPECT_THROW((void)decode_png(std::span(png).first(size), {}), Error) << size;
}

TEST(ImagePng, BoundsAreKept) {
    const Bytes png = encode_png({8, SPNG_COLOR_TYPE_TRUECOLOR}, {1, 2, 3, 4, 5, 6});
    EXPECT_NO_THROW((void)decode_png(png, {.edge = 2, .pixels = 2}));
    for (const ImageBounds bounds : {ImageBounds{.edge = 1, .pixels = 2}, ImageBounds{.edge = 2, .pixels = 1}}) {
        try {
            (void)decode_png(png, bounds);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_asset);
            EXPECT_NE(std::string(error.what()).find("limit image_"), std::string::npos) << error.what();
        }
    }
}

Bytes encode_jpeg(const std::vector<std::uint8_t>& pixels, int size, int format, int subsampling) {
    void* handle = tjInitCompress();
    unsigned char* buffer = nullptr;
    unsigned long length = 0;
    EXPECT_EQ(tjCompress2(handle, pixels.data(), size, 0, size, format, &buffer, &length, subsampling, 100, 0), 0);
    const Bytes bytes = copy(buffer, length);
    tjFree(buffer);
    tjDestroy(handle);
    return bytes;
}

TEST(ImageJpeg, ColourAndGreyBecomeRgba) {
    std::vector<std::uint8_t> rgb;
    for (int i = 0; i < 64; ++i) rgb.insert(rgb.end(), {200, 100, 50});
    const DecodedImage color = decode_image(encode_jpeg(rgb, 8, TJPF_RGB, TJSAMP_444), {});
    ASSERT_EQ(color.image.rgba.size(), 256U);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(color.image.rgba[i], (std::array{200, 100, 50, 255})[i], 2) << i;
    const DecodedImage grey =
        decode_image(encode_jpeg(std::vector<std::uint8_t>(64, 77), 8, TJPF_GRAY, TJSAMP_GRAY), {});
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(grey.image.rgba[i], (std::array{77, 77, 77, 255})[i], 2) << i;
}

TEST(ImageJpeg, TruncatedOnesAreRefused) {
    const Bytes jpeg = encode_jpeg(std::vector<std::uint8_t>(64 * 64 * 3, 90), 64, TJPF_RGB, TJSAMP_444);
    // Without its last two bytes, the end marker, everything is there.
    for (std::size_t size = 3; size + 2 < jpeg.size(); size += 7)
        EXPECT_THROW((void)decode_jpeg(std::span(jpeg).first(size), {}), Error) << size;
}

TEST(ImageJpeg, FourInksAreUnsupportedByName) {
    const Bytes jpeg = encode_jpeg(std::vector<std::uint8_t>(64 * 4, 90), 8, TJPF_CMYK, TJSAMP_444);
    try {
        (void)decode_jpeg(jpeg, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unsupported);
        EXPECT_NE(std::string(error.what()).find("CMYK"), std::string::npos);
    }
}

TEST(ImageWebp, LosslessPixelsAreExact) {
    const std::vector<std::uint8_t> pixels{1, 2, 3, 255, 250, 251, 252, 128};
    std::uint8_t* buffer = nullptr;
    const std::size_t size = WebPEncodeLosslessRGBA(pixels.data(), 2, 1, 8, &buffer);
    ASSERT_GT(size, 0U);
    const Bytes webp = copy(buffer, size);
    WebPFree(buffer);
    const DecodedImage decoded = decode_image(webp, {});
    EXPECT_EQ(decoded.image.width, 2U);
    EXPECT_EQ(decoded.image.rgba, pixels);
    EXPECT_THROW((void)decode_webp(std::span(webp).first(webp.size() - 4), {}), Error);
    EXPECT_THROW((void)decode_webp(std::span(webp).first(14), {}), Error);
}

TEST(ImageCodecs, UnknownBytesAreUnsupported) {
    try {
        (void)decode_image(Bytes(64, std::byte{7}), {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::unsupported);
    }
}

}  // namespace
}  // namespace plumb::gltf
