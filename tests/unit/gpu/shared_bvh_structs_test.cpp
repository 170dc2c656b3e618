#include "shared/bvh.h"
#include "shared_structs.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace plumb::shared {
namespace {

TEST(SharedStructs, BvhNode) {
    LAYOUT_OF(BvhNode);
    ASSERT_EQ(layout.members.size(), 6U);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, lower_0);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, upper_0);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, lower_1);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, upper_1);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, child_0);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhNode, child_1);
}

TEST(SharedStructs, BvhTriangle) {
    LAYOUT_OF(BvhTriangle);
    ASSERT_EQ(layout.members.size(), 4U);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhTriangle, a);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhTriangle, b);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhTriangle, c);
    PLUMB_EXPECT_SAME_OFFSET(layout, BvhTriangle, index);
}

TEST(SharedStructs, RayDraw) {
    LAYOUT_OF(RayDraw);
    ASSERT_EQ(layout.members.size(), 7U);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, matrix);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, nodes);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, triangles);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, draw);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, flags);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, first_reference);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayDraw, phase_stride);
}

TEST(SharedStructs, RayView) {
    LAYOUT_OF(RayView);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayView, nodes);
    PLUMB_EXPECT_SAME_OFFSET(layout, RayView, draws);
}

TEST(SharedStructs, PosedBvh) {
    LAYOUT_OF(PosedBvh);
    ASSERT_EQ(layout.members.size(), 6U);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, nodes);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, triangles);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, first_node);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, first_triangle);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, first_posed_vertex);
    PLUMB_EXPECT_SAME_OFFSET(layout, PosedBvh, padding);
}

TEST(SharedStructs, RefitItem) {
    LAYOUT_OF(RefitItem);
    ASSERT_EQ(layout.members.size(), 2U);
    PLUMB_EXPECT_SAME_OFFSET(layout, RefitItem, tree);
    PLUMB_EXPECT_SAME_OFFSET(layout, RefitItem, node);
}

TEST(SharedStructs, Refit) {
    LAYOUT_OF(Refit);
    ASSERT_EQ(layout.members.size(), 6U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, trees);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, items);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, nodes);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, triangles);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, node_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Refit, triangle_count);
}

}  // namespace
}  // namespace plumb::shared
