#include "gltf_builder.hpp"

#include <plumb/scene.hpp>

#include <cstdlib>

namespace plumb::test {
namespace {

/// A Radiance file with flat pixels: red, green, blue mantissas and the shared exponent of each.
std::string radiance(int width, int height, const std::vector<std::uint8_t>& rgbe) {
    std::string text =
        "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y " + std::to_string(height) + " +X " + std::to_string(width) + "\n";
    text.append(rgbe.begin(), rgbe.end());
    return text;
}

std::shared_ptr<const EnvironmentMap> load(const std::string& text) {
    const TestFolder folder;
    write_file(folder / "map.hdr", text.data(), text.size());
    return load_environment(folder / "map.hdr");
}

const std::vector<std::uint8_t> four_pixels{128, 64, 32, 129, 0, 0, 0, 0, 200, 100, 50, 136, 1, 2, 3, 128};

TEST(Environment, FlatPixelsAreExact) {
    const auto map = load(radiance(2, 2, four_pixels));
    EXPECT_EQ(map->width, 2U);
    EXPECT_EQ(map->height, 2U);
    // Mantissa / 256 * 2^(exponent - 128).
    EXPECT_EQ(map->rgb,
              (std::vector<float>{1, 0.5F, 0.25F, 0, 0, 0, 200, 100, 50, 1 / 256.0F, 2 / 256.0F, 3 / 256.0F}));
}

TEST(Environment, RunsAreDecoded) {
    std::string text = radiance(16, 1, {});
    text += {2, 2, 0, 16};
    for (const int value : {128, 64, 32, 129}) {
        text += static_cast<char>(128 + 16);
        text += static_cast<char>(value);
    }
    const auto map = load(text);
    ASSERT_EQ(map->rgb.size(), 48U);
    for (std::size_t i = 0; i < 48; i += 3) {
        EXPECT_EQ(map->rgb[i], 1);
        EXPECT_EQ(map->rgb[i + 1], 0.5F);
        EXPECT_EQ(map->rgb[i + 2], 0.25F);
    }
    for (std::size_t cut = 1; cut <= 8; ++cut)
        EXPECT_THROW((void)load(text.substr(0, text.size() - cut)), Error) << cut;
}

TEST(Environment, EveryTruncationIsRefused) {
    const std::string text = radiance(2, 2, four_pixels);
    for (std::size_t size = 0; size < text.size(); ++size) {
        try {
            (void)load(text.substr(0, size));
            ADD_FAILURE() << size << " of " << text.size() << " bytes were accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::bad_asset) << error.what();
        }
    }
}

TEST(Environment, OtherFormatsAndHugeClaimsAreRefused) {
    for (const std::string& text :
         {std::string("P6 2 2 255\n123456789012"), radiance(16384, 16384, four_pixels), radiance(99999, 2, four_pixels),
          radiance(0, 2, four_pixels), radiance(-4, 4, four_pixels)})
        EXPECT_THROW((void)load(text), Error) << text.substr(0, 60);
    const TestFolder folder;
    try {
        (void)load_environment(folder / "absent.hdr");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::not_found);
    }
    EXPECT_THROW((void)load_environment(folder.path()), Error);
}

TEST(Environment, SampleLoads) {
    const char* samples = std::getenv("PLUMB_SAMPLES");
    if (samples == nullptr) GTEST_SKIP() << "PLUMB_SAMPLES names no folder of sample files";
    const auto map = load_environment(std::filesystem::path(samples) / "environments" / "spiaggia_di_mondello_1k.hdr");
    EXPECT_EQ(map->width, 1024U);
    EXPECT_EQ(map->height, 512U);
    EXPECT_GT(*std::max_element(map->rgb.begin(), map->rgb.end()), 1);
    EXPECT_GE(*std::min_element(map->rgb.begin(), map->rgb.end()), 0);
}

}  // namespace
}  // namespace plumb::test
