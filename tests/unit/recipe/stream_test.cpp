#include "recipe/stream.hpp"

#include "statistics.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <string>

namespace plumb::recipe::stream_test {
namespace {

using test::chi_square_0999;
using test::chi_square_even;
using test::kolmogorov_smirnov;
using test::kolmogorov_smirnov_0999;

constexpr std::uint64_t last = ~std::uint64_t{0};
constexpr std::size_t count = 100000;

DrawAddress address(std::uint64_t frame = 0) {
    return {.seed = 7, .frame = frame, .key = make_draw_key("mug", "translation")};
}

double unit_cdf(double x) {
    return x;
}
double normal_truth(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

TEST(Stream, KnownNumbers) {
    struct Known {
        std::uint64_t seed;
        std::uint64_t frame;
        std::uint32_t attempt;
        std::uint32_t word;
        double unit;
        std::uint32_t below_6;
        double normal;
    };
    constexpr std::array<Known, 4> known{{
        {0, 0, 0, 0xc20c05f8U, 0x1.ff282458f2b15p-1, 3, 0x1.09fea93ec503ep-1},
        {7, 70000, 0, 0x5a642d5bU, 0x1.c92b0cbfafc9p-4, 0, -0x1.0b28b459e6c5ep-4},
        {7, 70000, 1, 0x48bb6ff4U, 0x1.02d38f5cccf84p-1, 2, 0x1.40a76fc299c69p-1},
        {last, last, 0xffffffffU, 0xc396104eU, 0x1.165aad792fe82p-1, 2, 0x1.ec3c29b5884edp-2},
    }};
    for (const Known& draw : known) {
        Stream stream({draw.seed, draw.frame, draw.attempt, make_draw_key("mug", "translation")});
        EXPECT_EQ(stream.next_u32(), draw.word);
        EXPECT_EQ(stream.next_unit(), draw.unit);
        EXPECT_EQ(stream.next_below(6), draw.below_6);
        EXPECT_EQ(stream.next_normal(), draw.normal);
    }
}

TEST(Stream, IsAFunctionOfTheAddress) {
    Stream a(address());
    Stream b(address());
    for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next_u32(), b.next_u32());
}

TEST(Stream, EveryPartOfTheAddressMatters) {
    const std::uint32_t first = Stream(address()).next_u32();
    DrawAddress other = address();
    other.attempt = 1;
    EXPECT_NE(Stream(other).next_u32(), first);
    other = address();
    other.seed = 8;
    EXPECT_NE(Stream(other).next_u32(), first);
    EXPECT_NE(Stream(address(1)).next_u32(), first);
    EXPECT_NE(Stream(address(std::uint64_t{1} << 32U)).next_u32(), first);
    other = address();
    other.key = make_draw_key("mug", "rotation");
    EXPECT_NE(Stream(other).next_u32(), first);
}

TEST(Stream, OneBitOfTheAddressChangesHalfOfTheBits) {
    int total = 0;
    int trials = 0;
    for (std::uint64_t frame = 0; frame < 20; ++frame) {
        const DrawAddress base = address(frame);
        const std::uint32_t before = Stream(base).next_u32();
        for (unsigned bit = 0; bit < 224; ++bit) {
            DrawAddress other = base;
            const std::uint64_t flip = std::uint64_t{1} << (bit % 64);
            if (bit < 64)
                other.seed ^= flip;
            else if (bit < 128)
                other.frame ^= flip;
            else if (bit < 192)
                other.key.hash ^= flip;
            else
                other.attempt ^= static_cast<std::uint32_t>(flip);
            total += std::popcount(before ^ Stream(other).next_u32());
            ++trials;
        }
    }
    // `trials` words of 32 fair coins.
    EXPECT_NEAR(total, 16 * trials, test::two_sided_0999 * std::sqrt(8.0 * trials));
}

TEST(Stream, UnitsAreEvenAlongAStream) {
    Stream stream(address());
    std::vector<double> units(count);
    for (double& unit : units) unit = stream.next_unit();
    for (const double unit : units) {
        ASSERT_GE(unit, 0);
        ASSERT_LT(unit, 1);
    }
    EXPECT_LT(kolmogorov_smirnov(units, unit_cdf), kolmogorov_smirnov_0999);
    EXPECT_NEAR(test::mean(units), 0.5, test::two_sided_0999 / std::sqrt(12.0 * count));
}

TEST(Stream, FirstUnitsAreEvenOverFramesSeedsKeysAndAttempts) {
    std::vector<std::vector<double>> units(4);
    for (std::uint64_t i = 0; i < count; ++i) {
        DrawAddress by_seed = address();
        by_seed.seed = i;
        DrawAddress by_key = address();
        by_key.key = make_draw_key("object " + std::to_string(i), "translation");
        DrawAddress by_attempt = address();
        by_attempt.attempt = static_cast<std::uint32_t>(i);
        units[0].push_back(Stream(address(i)).next_unit());
        units[1].push_back(Stream(by_seed).next_unit());
        units[2].push_back(Stream(by_key).next_unit());
        units[3].push_back(Stream(by_attempt).next_unit());
    }
    // Correlation of independent numbers is normal with a deviation of 1 / sqrt(count).
    const double limit = test::two_sided_0999 / std::sqrt(static_cast<double>(count));
    for (std::size_t i = 0; i < units.size(); ++i) {
        EXPECT_LT(kolmogorov_smirnov(units[i], unit_cdf), kolmogorov_smirnov_0999) << i;
        const std::span<const double> all(units[i]);
        EXPECT_NEAR(test::correlation(all.first(count - 1), all.last(count - 1)), 0, limit) << "neighbours, " << i;
        for (std::size_t j = 0; j < i; ++j) EXPECT_NEAR(test::correlation(all, units[j]), 0, limit) << i << ' ' << j;
    }
}

TEST(Stream, NeighbouringFramesFillTheSquareEvenly) {
    constexpr std::size_t side = 16;
    std::vector<std::size_t> cells(side * side);
    for (std::uint64_t frame = 0; frame < 2 * count; frame += 2) {
        const auto x = static_cast<std::size_t>(side * Stream(address(frame)).next_unit());
        const auto y = static_cast<std::size_t>(side * Stream(address(frame + 1)).next_unit());
        ++cells[x * side + y];
    }
    EXPECT_LT(chi_square_even(cells), chi_square_0999(cells.size() - 1));
}

TEST(Stream, NumbersOfOneStreamFillTheCubeEvenly) {
    constexpr std::size_t side = 8;
    std::vector<std::size_t> cells(side * side * side);
    for (std::uint64_t frame = 0; frame < count; ++frame) {
        Stream stream(address(frame));
        std::size_t cell = 0;
        for (int axis = 0; axis < 3; ++axis) cell = cell * side + static_cast<std::size_t>(side * stream.next_unit());
        ++cells[cell];
    }
    EXPECT_LT(chi_square_even(cells), chi_square_0999(cells.size() - 1));
}

TEST(Stream, NumbersBelowALimitAreEven) {
    for (const std::uint32_t limit : {1U, 2U, 3U, 10U, 1000U}) {
        Stream stream(address(limit));
        std::vector<std::size_t> seen(limit);
        for (std::size_t i = 0; i < count; ++i) ++seen.at(stream.next_below(limit));
        // One cell is always right.
        if (limit > 1) {
            EXPECT_LT(chi_square_even(seen), chi_square_0999(limit - 1)) << limit;
        }
    }
    EXPECT_THROW(Stream(address()).next_below(0), Error);
}

TEST(Stream, NumbersBelowAHugeLimitAreNotBiased) {
    // Without rejection, a third of the numbers below 3 * 2^30 would come twice as often as the rest.
    constexpr std::uint32_t limit = 3U << 30U;
    Stream stream(address());
    std::vector<std::size_t> thirds(3);
    for (std::size_t i = 0; i < count; ++i) ++thirds.at(stream.next_below(limit) >> 30U);
    EXPECT_LT(chi_square_even(thirds), chi_square_0999(2));
    std::vector<std::size_t> residues(3);
    for (std::size_t i = 0; i < count; ++i) ++residues.at(stream.next_below(limit) % 3);
    EXPECT_LT(chi_square_even(residues), chi_square_0999(2));
}

TEST(Stream, NormalNumbersAreNormal) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = Stream(address(i)).next_normal();
    EXPECT_LT(kolmogorov_smirnov(values, normal_truth), kolmogorov_smirnov_0999);
    EXPECT_NEAR(test::mean(values), 0, test::two_sided_0999 / std::sqrt(static_cast<double>(count)));
    EXPECT_NEAR(test::variance(values), 1, test::two_sided_0999 * std::sqrt(2.0 / count));
}

TEST(Stream, FirstAndLastSeedAndFrameAreLikeOthers) {
    std::vector<double> values;
    for (const std::uint64_t seed : {std::uint64_t{0}, last})
        for (std::uint64_t i = 0; i < 5000; ++i)
            for (const std::uint64_t frame : {i, last - i})
                values.push_back(Stream({.seed = seed, .frame = frame, .key = make_draw_key("", "")}).next_unit());
    EXPECT_LT(kolmogorov_smirnov(values, unit_cdf), kolmogorov_smirnov_0999);
}

}  // namespace
}  // namespace plumb::recipe::stream_test
