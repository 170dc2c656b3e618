#include "gltf/triangles.hpp"

#include <gtest/gtest.h>

namespace plumb::gltf {
namespace {

using Indices = std::vector<std::uint32_t>;

TEST(Triangles, ListIsKeptAndItsRestDropped) {
    EXPECT_EQ(to_triangles(Topology::triangles, {4, 2, 7, 1, 1, 3, 9, 9}), (Indices{4, 2, 7, 1, 1, 3}));
}

TEST(Triangles, StripAlternatesWinding) {
    EXPECT_EQ(to_triangles(Topology::triangle_strip, {10, 11, 12, 13, 14}),
              (Indices{10, 11, 12, 11, 13, 12, 12, 13, 14}));
}

TEST(Triangles, FanEndsWithItsHub) {
    EXPECT_EQ(to_triangles(Topology::triangle_fan, {10, 11, 12, 13, 14}),
              (Indices{11, 12, 10, 12, 13, 10, 13, 14, 10}));
}

TEST(Triangles, DegenerateOnesOfAStripAreKept) {
    EXPECT_EQ(to_triangles(Topology::triangle_strip, {0, 1, 2, 2, 3}), (Indices{0, 1, 2, 1, 2, 2, 2, 2, 3}));
}

TEST(Triangles, TooFewVerticesGiveNone) {
    EXPECT_TRUE(to_triangles(Topology::triangle_strip, {0, 1}).empty());
    EXPECT_TRUE(to_triangles(Topology::triangle_fan, {0, 1}).empty());
    EXPECT_TRUE(to_triangles(Topology::triangles, {0, 1}).empty());
    EXPECT_TRUE(to_triangles(Topology::lines, {0, 1, 2, 3}).empty());
}

TEST(Triangles, SequentialIndicesCount) {
    EXPECT_EQ(sequential_indices(4), (Indices{0, 1, 2, 3}));
    EXPECT_TRUE(sequential_indices(0).empty());
}

}  // namespace
}  // namespace plumb::gltf
