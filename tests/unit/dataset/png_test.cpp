#include "dataset/png_pass.hpp"

#include "made_frame.hpp"

#include <spng.h>

#include <limits>

namespace plumb {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// A PNG taken apart by the library that others read with.
struct Decoded {
    spng_ihdr header{};
    std::vector<std::uint8_t> bytes;
    std::map<std::string, std::string> texts;

    explicit Decoded(const std::vector<std::byte>& png) {
        spng_ctx* const context = spng_ctx_new(0);
        EXPECT_EQ(spng_set_png_buffer(context, png.data(), png.size()), 0);
        EXPECT_EQ(spng_get_ihdr(context, &header), 0);
        std::size_t size = 0;
        EXPECT_EQ(spng_decoded_image_size(context, SPNG_FMT_PNG, &size), 0);
        bytes.resize(size);
        EXPECT_EQ(spng_decode_image(context, bytes.data(), size, SPNG_FMT_PNG, 0), 0);
        EXPECT_EQ(spng_decode_chunks(context), 0);
        std::uint32_t count = 0;
        EXPECT_EQ(spng_get_text(context, nullptr, &count), 0);
        std::vector<spng_text> list(count);
        EXPECT_EQ(spng_get_text(context, list.data(), &count), 0);
        for (const spng_text& text : list) texts[text.keyword] = std::string(text.text, text.length);
        spng_ctx_free(context);
    }
    [[nodiscard]] std::vector<std::uint16_t> words() const {
        std::vector<std::uint16_t> values(bytes.size() / 2);
        std::memcpy(values.data(), bytes.data(), bytes.size());
        return values;
    }
};

TEST(Png, ColourIsStoredAsItIs) {
    std::vector<std::uint8_t> rgba(5 * 3 * 4);
    for (std::size_t i = 0; i < rgba.size(); ++i) rgba[i] = static_cast<std::uint8_t>(i * 37);
    const Frame frame = test::FrameMaker({5, 3}).add("rgb", rgba).make();
    const Decoded decoded(dataset::png_pass(frame["rgb"]).bytes);
    EXPECT_EQ(decoded.header.width, 5U);
    EXPECT_EQ(decoded.header.height, 3U);
    EXPECT_EQ(decoded.header.color_type, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA);
    EXPECT_EQ(decoded.bytes, rgba);
    EXPECT_EQ(decoded.texts.at("plumb:pass"), "rgb");
}

TEST(Png, CodesAreGrey8) {
    const std::vector<std::uint8_t> codes{0, 1, 2, 6};
    const Frame frame = test::FrameMaker({2, 2}).add("flow_forward_class", codes).make();
    const Decoded decoded(dataset::png_pass(frame["flow_forward_class"]).bytes);
    EXPECT_EQ(decoded.header.color_type, SPNG_COLOR_TYPE_GRAYSCALE);
    EXPECT_EQ(decoded.header.bit_depth, 8);
    EXPECT_EQ(decoded.bytes, codes);
    EXPECT_EQ(decoded.texts.count("plumb:flow"), 1U);
}

TEST(Png, IdsAreGrey16UpToTheLimit) {
    const Frame frame = test::FrameMaker({2, 2}).add<std::uint32_t>("instance", {0, 1, 258, 65535}).make();
    const Decoded decoded(dataset::png_pass(frame["instance"]).bytes);
    EXPECT_EQ(decoded.header.bit_depth, 16);
    EXPECT_EQ(decoded.words(), (std::vector<std::uint16_t>{0, 1, 258, 65535}));
}

TEST(Png, IdsBeyondTheLimitAreRefused) {
    const Frame frame = test::FrameMaker({2, 2}).add<std::uint32_t>("instance", {0, 1, 65536, 65535}).make();
    const Error error = test::error_of([&] { static_cast<void>(dataset::png_pass(frame["instance"])); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    for (const char* part : {"instance", "65536", "65535"}) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

TEST(Png, TriangleBackgroundTakesTheHighestValue) {
    const Frame frame = test::FrameMaker({2, 1}).add<std::uint32_t>("triangle", {0xFFFFFFFFU, 65534}).make();
    const Decoded decoded(dataset::png_pass(frame["triangle"]).bytes);
    EXPECT_EQ(decoded.words(), (std::vector<std::uint16_t>{65535, 65534}));
    EXPECT_EQ(decoded.texts.at("plumb:background"), "65535");

    const Frame full = test::FrameMaker({2, 1}).add<std::uint32_t>("triangle", {0xFFFFFFFFU, 65535}).make();
    const Error error = test::error_of([&] { static_cast<void>(dataset::png_pass(full["triangle"])); });
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("65534"), std::string::npos) << error.what();

    // Where 0 is the background, the largest number is an id like others and does not fit.
    const Frame wrong = test::FrameMaker({1, 1}).add<std::uint32_t>("instance", {0xFFFFFFFFU}).make();
    EXPECT_EQ(test::error_of([&] { static_cast<void>(dataset::png_pass(wrong["instance"])); }).code(),
              ErrorCode::unsupported);
}

TEST(Png, DistancesAreMillimetres) {
    const std::vector<float> metres{5, 0.0014F, 65.535F, infinity, 65.536F, 1e9F, 0.0004F, -1};
    const Frame frame = test::FrameMaker({4, 2}).add("depth", metres).make();
    const dataset::PngPass png = dataset::png_pass(frame["depth"]);
    const Decoded decoded(png.bytes);
    EXPECT_EQ(decoded.words(), (std::vector<std::uint16_t>{5000, 1, 65535, 0, 0, 0, 0, 0}));
    EXPECT_EQ(png.unrepresentable, 4U);
    EXPECT_EQ(png.metres_per_value, 0.001);
    EXPECT_EQ(decoded.texts.at("plumb:metres_per_value"), "0.001");
    EXPECT_EQ(decoded.texts.at("plumb:unrepresentable"), "4");
    EXPECT_EQ(decoded.texts.at("plumb:invalid_value"), "0");
}

TEST(Png, HoldsWhatItCanHold) {
    const std::vector<std::string> held{"rgb",
                                        "depth",
                                        "range",
                                        "instance",
                                        "semantic",
                                        "material",
                                        "triangle",
                                        "flow_forward_class",
                                        "flow_backward_class"};
    for (const PassInfo& pass : passes()) {
        const bool is_expected = std::find(held.begin(), held.end(), pass.name) != held.end();
        EXPECT_EQ(dataset::has_png(pass), is_expected) << pass.name;
    }
    const Frame frame = test::FrameMaker({1, 1}).add<float>("normal", {0, 0, -1}).make();
    EXPECT_EQ(test::error_of([&] { static_cast<void>(dataset::png_pass(frame["normal"])); }).code(),
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace plumb
