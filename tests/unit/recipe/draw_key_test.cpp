#include "recipe/draw_key.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace plumb::recipe {
namespace {

TEST(DrawKey, IsAFunctionOfBothNames) {
    EXPECT_EQ(make_draw_key("mug", "translation"), make_draw_key("mug", "translation"));
    EXPECT_NE(make_draw_key("mug", "translation"), make_draw_key("mug", "rotation"));
    EXPECT_NE(make_draw_key("mug", "translation"), make_draw_key("cup", "translation"));
    EXPECT_NE(make_draw_key("translation", "mug"), make_draw_key("mug", "translation"));
}

TEST(DrawKey, KnowsWhereOneNameEnds) {
    EXPECT_NE(make_draw_key("ab", "c"), make_draw_key("a", "bc"));
    EXPECT_NE(make_draw_key("", "abc"), make_draw_key("abc", ""));
    const std::string zero(1, '\0');
    EXPECT_NE(make_draw_key("a" + zero, "b"), make_draw_key("a", zero + "b"));
}

TEST(DrawKey, KnownHashes) {
    EXPECT_EQ(make_draw_key("", "").hash, 0xc77b3abb6f87acd9U);  // of eight zero bytes
    EXPECT_EQ(make_draw_key("mug", "translation").hash, 0x3ac5a98dea5db844U);
    EXPECT_EQ(make_draw_key("camera", "orbit.azimuth").hash, 0xdcd7127d09318708U);
    // More than 240 bytes take another way through the hash.
    EXPECT_EQ(make_draw_key(std::string(300, 'x'), "y").hash, 0xe0945916d5a32ab8U);
    EXPECT_EQ(make_draw_key(make_draw_key("crowd", "clip"), 499).hash, 0xbb2c63dc68b9de35U);
}

TEST(DrawKey, MembersDiffer) {
    std::set<std::uint64_t> seen;
    for (const char* name : {"crowd", "crate"})
        for (std::uint64_t member = 0; member < 10000; ++member)
            seen.insert(make_draw_key(make_draw_key(name, "clip"), member).hash);
    seen.insert(make_draw_key("crowd", "clip").hash);
    EXPECT_EQ(seen.size(), 20001U);
}

TEST(DrawKey, NoTwoSeedsMakeOnePhiloxKey) {
    std::set<PhiloxKey> seen;
    const DrawKey key = make_draw_key("mug", "translation");
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        seen.insert(philox_key({.seed = seed, .key = key}));
        seen.insert(philox_key({.seed = ~seed, .key = key}));
    }
    EXPECT_EQ(seen.size(), 10000U);
}

}  // namespace
}  // namespace plumb::recipe
