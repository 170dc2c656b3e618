#include "recipe/stratified.hpp"

#include "recipe/stream.hpp"
#include "statistics.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace plumb::recipe::stratified_test {
namespace {

constexpr std::uint64_t last = ~std::uint64_t{0};

DrawAddress address(std::uint64_t frame, const char* target = "lamp") {
    return {.seed = 7, .frame = frame, .key = make_draw_key(target, "intensity")};
}

std::size_t cell(double unit, std::size_t count) {
    return static_cast<std::size_t>(unit * static_cast<double>(count));
}

/// True if the frames [first, first + 2^(sum of log2_sides)) put `each` points into every box with those sides.
bool is_net(std::uint64_t first, const std::vector<std::size_t>& dimensions, const std::vector<unsigned>& log2_sides,
            unsigned log2_each) {
    unsigned log2_count = 0;
    for (const unsigned side : log2_sides) log2_count += side;
    std::vector<std::size_t> boxes(std::size_t{1} << log2_count);
    const std::uint64_t frames = std::uint64_t{1} << (log2_count + log2_each);
    for (std::uint64_t i = 0; i < frames; ++i) {
        std::size_t box = 0;
        for (std::size_t d = 0; d < dimensions.size(); ++d)
            box = (box << log2_sides[d]) +
                  cell(stratified_unit(address(first + i), dimensions[d]), std::size_t{1} << log2_sides[d]);
        ++boxes[box];
    }
    for (const std::size_t count : boxes)
        if (count != std::size_t{1} << log2_each) return false;
    return true;
}

TEST(Stratified, EveryAlignedBlockHasOneFrameAStratum) {
    for (unsigned k = 0; k <= 12; ++k) {
        const std::uint64_t size = std::uint64_t{1} << k;
        for (const std::uint64_t block : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{5}, last >> k})
            for (std::size_t dimension = 0; dimension < stratified_dimension_count; ++dimension)
                EXPECT_TRUE(is_net(block * size, {dimension}, {k}, 0)) << k << ' ' << block << ' ' << dimension;
    }
}

TEST(Stratified, AnUnalignedBlockHasNot) {
    EXPECT_FALSE(is_net(3, {0}, {6}, 0));
}

TEST(Stratified, TwoDimensionsFillEveryShapeOfBox) {
    for (unsigned k = 0; k <= 8; ++k)
        for (unsigned a = 0; a <= k; ++a)
            for (const std::uint64_t block : {std::uint64_t{0}, std::uint64_t{3}, last >> k})
                EXPECT_TRUE(is_net(block << k, {0, 1}, {a, k - a}, 0)) << a << ' ' << k - a << ' ' << block;
}

TEST(Stratified, ThreeAndFourDimensionsFillBoxesWithTwoAndEightPoints) {
    // The quality parameter t of Sobol's first three dimensions is 1, of the first four 3.
    for (unsigned a = 0; a <= 3; ++a)
        for (unsigned b = 0; b <= 3; ++b)
            for (unsigned c = 0; c <= 3; ++c) {
                const std::uint64_t aligned = std::uint64_t{7} << (a + b + c + 1);
                EXPECT_TRUE(is_net(aligned, {0, 1, 2}, {a, b, c}, 1)) << a << ' ' << b << ' ' << c;
                const std::uint64_t wider = std::uint64_t{7} << (a + b + c + 4);
                EXPECT_TRUE(is_net(wider, {0, 1, 2, 3}, {a, b, c, 1}, 3)) << a << ' ' << b << ' ' << c;
            }
}

TEST(Stratified, KnownNumbers) {
    struct Known {
        std::uint64_t seed;
        std::uint64_t frame;
        std::uint32_t attempt;
        std::size_t dimension;
        double unit;
    };
    constexpr std::array<Known, 12> known{{
        {0, 0, 0, 0, 0x1.8f161150a9a49p-1},
        {0, 0, 0, 1, 0x1.397ee65a9f954p-3},
        {0, 0, 0, 3, 0x1.eea7010680252p-1},
        {7, 70000, 0, 0, 0x1.56b7771effbc4p-1},
        {7, 70000, 0, 1, 0x1.bf656dd820218p-2},
        {7, 70000, 0, 3, 0x1.84a289370756dp-1},
        {7, 70000, 1, 0, 0x1.0fc06483aa942p-1},
        {7, 70000, 1, 1, 0x1.62ca84b33a062p-1},
        {7, 70000, 1, 3, 0x1.f598fb89c73bdp-1},
        {last, last, 0, 0, 0x1.b269140f7648p-1},
        {last, last, 0, 1, 0x1.f372d732fe934p-2},
        {last, last, 0, 3, 0x1.f4165db7eb958p-3},
    }};
    for (const Known& draw : known)
        EXPECT_EQ(
            stratified_unit({draw.seed, draw.frame, draw.attempt, make_draw_key("mug", "translation")}, draw.dimension),
            draw.unit)
            << draw.seed << ' ' << draw.frame << ' ' << draw.attempt << ' ' << draw.dimension;
}

TEST(Stratified, TwoDrawsOfOneFrameAreIndependentOverSeeds) {
    constexpr std::size_t side = 16;
    for (const std::uint64_t frame : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{70000}}) {
        std::vector<std::size_t> cells(side * side);
        for (std::uint64_t seed = 0; seed < 20000; ++seed) {
            DrawAddress draw = address(frame);
            DrawAddress other = address(frame, "crate");
            draw.seed = other.seed = seed;
            ++cells[cell(stratified_unit(draw), side) * side + cell(stratified_unit(other), side)];
        }
        EXPECT_LT(test::chi_square_even(cells), test::chi_square_0999(cells.size() - 1)) << frame;
    }
}

TEST(Stratified, TwoDrawsFillTheSquareTogether) {
    // Two frames of one block of 16 never share a row; two of different blocks share a cell with a chance of 1/256. So
    // chi-square over 16 x 16 cells is 256 (1 - 1/16) = 240 in the mean; unshuffled sequences, of which all blocks of
    // 16 fill the same 16 cells, would give 15 for each frame. Its deviation, found by simulation over 1770 pairs,
    // is 45.
    constexpr std::size_t frames = 4096;
    constexpr std::size_t side = 16;
    constexpr int pairs = 40;
    double chi_square_sum = 0;
    double correlation_sum = 0;
    for (int pair = 0; pair < pairs; ++pair) {
        const std::string name = "object " + std::to_string(pair);
        const std::string other_name = "other " + std::to_string(pair);
        std::vector<double> a;
        std::vector<double> b;
        std::vector<std::size_t> cells(side * side);
        for (std::uint64_t i = 0; i < frames; ++i) {
            a.push_back(stratified_unit(address(i, name.c_str())));
            b.push_back(stratified_unit(address(i, other_name.c_str())));
            ++cells[cell(a.back(), side) * side + cell(b.back(), side)];
        }
        chi_square_sum += test::chi_square_even(cells);
        const double correlation = test::correlation(a, b);
        // By the same simulation 1.25 times the deviation of independent numbers; 5 of them.
        EXPECT_NEAR(correlation, 0, 5 * 1.25 / std::sqrt(static_cast<double>(frames))) << name;
        correlation_sum += correlation;
    }
    EXPECT_NEAR(chi_square_sum / pairs, 240, test::two_sided_0999 * 45 / std::sqrt(static_cast<double>(pairs)));
    EXPECT_NEAR(correlation_sum / pairs, 0,
                test::two_sided_0999 * 1.25 / std::sqrt(static_cast<double>(pairs * frames)));
}

TEST(Stratified, SeedsAndAttemptsAreIndependent) {
    constexpr std::size_t count = 4096;
    std::vector<double> base;
    std::vector<double> next_seed;
    std::vector<double> next_attempt;
    for (std::uint64_t i = 0; i < count; ++i) {
        DrawAddress draw = address(i);
        base.push_back(stratified_unit(draw));
        draw.attempt = 1;
        next_attempt.push_back(stratified_unit(draw));
        draw.attempt = 0;
        draw.seed = 8;
        next_seed.push_back(stratified_unit(draw));
    }
    // 1.25 as above.
    const double limit = test::two_sided_0999 * 1.25 / std::sqrt(static_cast<double>(count));
    EXPECT_NEAR(test::correlation(base, next_seed), 0, limit);
    EXPECT_NEAR(test::correlation(base, next_attempt), 0, limit);
    EXPECT_NEAR(test::correlation(next_seed, next_attempt), 0, limit);
}

TEST(Stratified, OneFrameIsEvenOverSeeds) {
    // Owen: each point of a scrambled sequence is even on its own, so no frame is biased.
    for (const std::uint64_t frame : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{70000}, last}) {
        for (std::size_t dimension = 0; dimension < stratified_dimension_count; ++dimension) {
            std::vector<double> units;
            for (std::uint64_t seed = 0; seed < 20000; ++seed)
                units.push_back(
                    stratified_unit({.seed = seed, .frame = frame, .key = make_draw_key("a", "b")}, dimension));
            EXPECT_LT(test::kolmogorov_smirnov(units, [](double x) { return x; }), test::kolmogorov_smirnov_0999)
                << frame << ' ' << dimension;
        }
    }
}

TEST(Stratified, ThePlaceWithinAStratumIsEven) {
    constexpr std::size_t count = 4096;
    std::vector<double> places;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double scaled = stratified_unit(address(i)) * static_cast<double>(count);
        places.push_back(scaled - std::floor(scaled));
    }
    EXPECT_LT(test::kolmogorov_smirnov(places, [](double x) { return x; }), test::kolmogorov_smirnov_0999);
}

TEST(Stratified, TheOrderIsShuffled) {
    // In the unshuffled sequence each even frame's number and its successor's differ in the highest bit by a fixed
    // order.
    std::size_t rising = 0;
    constexpr std::uint64_t pairs = 4096;
    for (std::uint64_t pair = 0; pair < pairs; ++pair)
        rising += stratified_unit(address(2 * pair)) < stratified_unit(address(2 * pair + 1)) ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(rising), pairs / 2.0, test::two_sided_0999 * std::sqrt(pairs / 4.0));
}

TEST(Stratified, IntegratesBetterThanIndependentNumbers) {
    // The variance of the mean of x^2 over 256 frames: 0.089 / 256 for independent numbers, of the order of 256^-3
    // here.
    constexpr std::uint64_t frames = 256;
    std::vector<double> means;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        double sum = 0;
        for (std::uint64_t i = 0; i < frames; ++i) {
            const double unit = stratified_unit({.seed = seed, .frame = i, .key = make_draw_key("a", "b")});
            sum += unit * unit;
        }
        means.push_back(sum / static_cast<double>(frames));
    }
    EXPECT_LT(test::variance(means), 4e-8);
    EXPECT_NEAR(test::mean(means), 1.0 / 3, 5e-5);
}

TEST(Stratified, RefusesADimensionItDoesNotHave) {
    EXPECT_THROW(stratified_unit(address(0), stratified_dimension_count), Error);
}

}  // namespace
}  // namespace plumb::recipe::stratified_test
