#include "upload/draw_guide.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace plumb::upload {
namespace {

struct Draws {
    std::vector<shared::Draw> all;
    std::uint64_t reference_count = 0;

    void add(std::uint32_t triangle_count) {
        shared::Draw draw{};
        draw.first_reference = static_cast<std::uint32_t>(reference_count);
        all.push_back(draw);
        reference_count += triangle_count;
    }
};

/// Holds the guide's blocks against each first and each last reference of a draw.
void expect_bounds(const Draws& draws) {
    const DrawGuide guide = draw_guide(draws.all, draws.reference_count);
    EXPECT_LE(guide.draws.size(), 4 * draws.all.size() + 2);
    for (std::uint32_t draw = 0; draw < draws.all.size(); ++draw) {
        const std::uint64_t end =
            draw + 1 < draws.all.size() ? draws.all[draw + 1].first_reference : draws.reference_count;
        for (const std::uint64_t reference : {std::uint64_t{draws.all[draw].first_reference}, end - 1}) {
            const std::size_t block = reference >> guide.shift;
            ASSERT_LT(block + 1, guide.draws.size()) << "reference " << reference;
            EXPECT_LE(guide.draws[block], draw) << "reference " << reference;
            EXPECT_GE(guide.draws[block + 1], draw) << "reference " << reference;
        }
    }
}

TEST(DrawGuide, BoundsTheDrawOfEachReference) {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        Draws draws;
        const auto count = std::uniform_int_distribution<int>(1, 60)(random);
        for (int i = 0; i < count; ++i) {
            const int size = std::uniform_int_distribution<int>(0, 12)(random);
            draws.add(std::uniform_int_distribution<std::uint32_t>(1, 1U << size)(random));
        }
        expect_bounds(draws);
    }
}

TEST(DrawGuide, OneTriangleIsEnough) {
    Draws draws;
    draws.add(1);
    expect_bounds(draws);
}

TEST(DrawGuide, TakesAllReferencesThereAre) {
    Draws draws;
    draws.add(0xFFFFFFF0U);
    draws.add(14);
    expect_bounds(draws);
}

TEST(DrawGuide, OneLargeDrawAmongSmallOnesLeavesFewToLookAt) {
    Draws draws;
    for (int i = 0; i < 1000; ++i) draws.add(2);
    draws.add(100'000);
    const DrawGuide guide = draw_guide(draws.all, draws.reference_count);
    for (std::size_t block = 0; block + 1 < guide.draws.size(); ++block)
        EXPECT_LE(guide.draws[block + 1] - guide.draws[block], 17U);
}

TEST(DrawGuide, NoDrawsHaveNone) {
    EXPECT_TRUE(draw_guide({}, 0).draws.empty());
}

}  // namespace
}  // namespace plumb::upload
