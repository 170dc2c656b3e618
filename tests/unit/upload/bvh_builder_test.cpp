#include "upload/bvh_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace plumb::upload {
namespace {

using shared::BVH_LEAF;
using shared::BVH_NOTHING;

std::vector<BvhBox> random_boxes(std::size_t count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> place(-10, 10), size(0, 0.1F);
    std::vector<BvhBox> boxes(count);
    for (BvhBox& box : boxes) {
        box.lower = {place(random), place(random), place(random)};
        box.upper = box.lower + glm::vec3(size(random), size(random), size(random));
    }
    return boxes;
}

bool contains(const BvhBox& outer, const BvhBox& inner) {
    return glm::all(glm::lessThanEqual(outer.lower, inner.lower)) &&
           glm::all(glm::greaterThanEqual(outer.upper, inner.upper));
}

/// Expects what lies below a child to lie inside of its box; returns how many boxes that are.
std::size_t check_child(const Bvh& bvh, std::span<const BvhBox> boxes, std::uint32_t child, const BvhBox& around,
                        std::uint32_t most_in_leaf) {
    if (child == BVH_NOTHING) return 0;
    if ((child & BVH_LEAF) == 0) {
        const shared::BvhNode& node = bvh.nodes.at(child);
        EXPECT_TRUE(contains(around, {node.lower_0, node.upper_0}));
        EXPECT_TRUE(contains(around, {node.lower_1, node.upper_1}));
        return check_child(bvh, boxes, node.child_0, {node.lower_0, node.upper_0}, most_in_leaf) +
               check_child(bvh, boxes, node.child_1, {node.lower_1, node.upper_1}, most_in_leaf);
    }
    std::size_t count = 0;
    for (std::size_t i = child & ~BVH_LEAF;; ++i) {
        const std::uint32_t item = bvh.order.at(i);
        EXPECT_TRUE(contains(around, boxes[item & ~BVH_LEAF]));
        ++count;
        if ((item & BVH_LEAF) != 0) break;
    }
    EXPECT_LE(count, most_in_leaf);
    return count;
}

void expect_sound(const Bvh& bvh, std::span<const BvhBox> boxes, std::uint32_t most_in_leaf) {
    std::vector<std::uint32_t> items = bvh.order;
    for (std::uint32_t& item : items) item &= ~BVH_LEAF;
    std::sort(items.begin(), items.end());
    ASSERT_EQ(items.size(), boxes.size());
    for (std::uint32_t i = 0; i < items.size(); ++i) ASSERT_EQ(items[i], i);
    ASSERT_FALSE(bvh.nodes.empty());
    EXPECT_LE(levels_of(bvh), shared::BVH_MOST_LEVELS);
    const BvhBox all{glm::vec3(-INFINITY), glm::vec3(INFINITY)};
    EXPECT_EQ(check_child(bvh, boxes, 0, all, most_in_leaf), boxes.size());
}

bool are_same(const Bvh& a, const Bvh& b) {
    return a.order == b.order && a.nodes.size() == b.nodes.size() &&
           std::memcmp(a.nodes.data(), b.nodes.data(), a.nodes.size() * sizeof(shared::BvhNode)) == 0;
}

TEST(BvhBuilder, HoldsEveryBoxOnceInsideItsParents) {
    const BvhBuilder builder;
    for (const std::size_t count : {0, 1, 2, 4, 5, 9, 1000, 20000}) {
        const std::vector<BvhBox> boxes = random_boxes(count);
        for (const std::uint32_t most_in_leaf : {1U, 4U, 8U}) {
            SCOPED_TRACE(std::to_string(count) + " boxes, " + std::to_string(most_in_leaf) + " a leaf");
            expect_sound(builder.build(boxes, most_in_leaf), boxes, most_in_leaf);
            expect_sound(builder.build(boxes, most_in_leaf, BvhCare::fast), boxes, most_in_leaf);
            expect_sound(build_by_halves(boxes, most_in_leaf), boxes, most_in_leaf);
        }
    }
}

TEST(BvhBuilder, MakesTheSameTreeWithAnyNumberOfThreads) {
    const std::vector<BvhBox> boxes = random_boxes(200000);
    for (const BvhCare care : {BvhCare::sah, BvhCare::fast}) {
        const Bvh alone = BvhBuilder(1).build(boxes, 4, care);
        for (const std::uint32_t threads : {0U, 2U, 4U})
            for (int run = 0; run < 3; ++run) EXPECT_TRUE(are_same(alone, BvhBuilder(threads).build(boxes, 4, care)));
    }
}

TEST(BvhBuilder, KeepsToItsLevelsWhateverTheBoxes) {
    const BvhBuilder builder;
    std::vector<BvhBox> same(50000, BvhBox{glm::vec3(1), glm::vec3(2)});
    expect_sound(builder.build(same, 4), same, 4);
    std::vector<BvhBox> ever_smaller(5000);  // each half of the one before: every cut takes off one box
    for (std::size_t i = 0; i < ever_smaller.size(); ++i) {
        const float size = std::ldexp(1.0F, -static_cast<int>(i % 100));
        ever_smaller[i] = {glm::vec3(0), glm::vec3(size)};
    }
    expect_sound(builder.build(ever_smaller, 1), ever_smaller, 1);
    for (const BvhCare care : {BvhCare::sah, BvhCare::fast}) expect_sound(builder.build(same, 1, care), same, 1);
    expect_sound(builder.build(ever_smaller, 1, BvhCare::fast), ever_smaller, 1);
}

TEST(BvhBuilder, TakesCoordinatesWhoseSquaresOverflow) {
    std::vector<BvhBox> boxes = random_boxes(500);
    for (BvhBox& box : boxes) {
        box.lower *= 1e36F;
        box.upper *= 1e36F;
    }
    for (BvhBox& box : boxes)
        for (int axis = 0; axis < 3; ++axis)
            if (box.lower[axis] > box.upper[axis]) std::swap(box.lower[axis], box.upper[axis]);
    expect_sound(BvhBuilder().build(boxes, 4), boxes, 4);
}

}  // namespace
}  // namespace plumb::upload
