#include "dataset/formats/outline.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace plumb::dataset {
namespace {

using Rows = std::vector<std::string>;

std::vector<Outline> outlines(const Rows& rows) {
    return outlines_of({0, 0, static_cast<std::uint32_t>(rows[0].size()), static_cast<std::uint32_t>(rows.size())},
                       [&](std::uint32_t x, std::uint32_t y) { return rows[y][x] == '#'; });
}

/// Fills by the even-odd rule at pixel centres, counting the upright edges to the left.
Rows filled(const Outline& outline, std::size_t width, std::size_t height) {
    Rows rows(height, std::string(width, '.'));
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const double cx = static_cast<double>(x) + 0.5, cy = static_cast<double>(y) + 0.5;
            bool is_inside = false;
            for (std::size_t i = 0; i < outline.size(); ++i) {
                const PixelCorner& a = outline[i];
                const PixelCorner& b = outline[(i + 1) % outline.size()];
                if ((a.y > cy) == (b.y > cy)) continue;
                const double at = a.x + (cy - a.y) * (double{b.x * 1.0} - a.x) / (double{b.y * 1.0} - a.y);
                if (at < cx) is_inside = !is_inside;
            }
            if (is_inside) rows[y][x] = '#';
        }
    }
    return rows;
}

TEST(Outline, HasACornerAtEveryTurn) {
    const std::vector<Outline> box = outlines({"....", ".##.", ".##."});
    ASSERT_EQ(box.size(), 1U);
    EXPECT_EQ(box[0], (Outline{{1, 1}, {3, 1}, {3, 3}, {1, 3}}));
    EXPECT_EQ(doubled_area(box[0]), 8);
    EXPECT_TRUE(outlines({"..", ".."}).empty());
}

TEST(Outline, GoesAroundHolesTheOtherWay) {
    const std::vector<Outline> ring = outlines({"###", "#.#", "###"});
    ASSERT_EQ(ring.size(), 2U);
    EXPECT_EQ(doubled_area(ring[0]), 18);
    EXPECT_EQ(doubled_area(ring[1]), -2);
}

TEST(Outline, ParksTouchingPixelsApart) {
    const std::vector<Outline> steps = outlines({"#.", ".#"});
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].size(), 4U);
    EXPECT_EQ(steps[1].size(), 4U);
    // Around a hole whose pixels touch by a corner alone, the mask is one piece.
    EXPECT_EQ(outlines({"####", "#.##", "##.#", "####"}).size(), 2U);
}

TEST(Outline, JoinedFillsTheMask) {
    std::mt19937 random(3);
    for (int round = 0; round < 200; ++round) {
        Rows rows(7, std::string(9, '.'));
        for (std::string& row : rows) {
            for (char& pixel : row) pixel = random() % 5 < static_cast<unsigned>(1 + round % 4) ? '#' : '.';
        }
        rows[3][4] = '#';
        const std::vector<Outline> all = outlines(rows);
        std::int64_t area = 0;
        for (const Outline& outline : all) area += doubled_area(outline);
        EXPECT_EQ(filled(joined(all), 9, 7), rows) << round;
        EXPECT_EQ(doubled_area(joined(all)), area);
    }
}

}  // namespace
}  // namespace plumb::dataset
