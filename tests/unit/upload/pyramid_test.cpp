#include "upload/pyramid.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace plumb::upload {
namespace {

std::uint8_t at(const std::vector<std::byte>& bytes, std::size_t i) {
    return std::to_integer<std::uint8_t>(bytes[i]);
}

TEST(Pyramid, AveragesLightNotCodes) {
    const scene::Image image{"board", 2, 2, {0, 0, 0, 255, 255, 255, 255, 0, 255, 255, 255, 0, 0, 0, 0, 255}};
    const std::vector<std::byte> srgb = pyramid_of(image, true), linear = pyramid_of(image, false);
    ASSERT_EQ(srgb.size(), 4U);
    EXPECT_EQ(at(srgb, 0), 188);  // half of the light
    EXPECT_EQ(at(srgb, 3), 128);
    ASSERT_EQ(linear.size(), 4U);
    EXPECT_EQ(at(linear, 0), 128);
}

TEST(Pyramid, CoversOddSizesEvenly) {
    // 5 x 1: the first of two covers 2.5 texels.
    scene::Image image{"row", 5, 1, {}};
    for (const std::uint8_t value : std::array<std::uint8_t, 5>{0, 50, 100, 150, 200})
        image.rgba.insert(image.rgba.end(), {value, value, value, 255});
    const std::vector<std::byte> levels = pyramid_of(image, false);
    ASSERT_EQ(levels.size(), (2U + 1U) * 4);
    EXPECT_EQ(at(levels, 0), 40);   // (0 + 50 + 100 / 2) / 2.5
    EXPECT_EQ(at(levels, 4), 160);  // (100 / 2 + 150 + 200) / 2.5
    EXPECT_EQ(at(levels, 8), 100);
}

TEST(Pyramid, OneTexelHasNoLevels) {
    EXPECT_TRUE(pyramid_of({"dot", 1, 1, {1, 2, 3, 4}}, true).empty());
}

}  // namespace
}  // namespace plumb::upload
