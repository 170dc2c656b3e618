#include "recipe/normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumb::recipe::normal_test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

long double true_cdf(double z) {
    return 0.5L * std::erfc(-static_cast<long double>(z) / std::sqrt(2.0L));
}

TEST(Normal, CdfAgreesWithErfc) {
    for (double z = -10; z < 10; z += 0.003) {
        const long double truth = true_cdf(z);
        EXPECT_NEAR(normal_cdf(z), static_cast<double>(truth), 2e-14 * static_cast<double>(truth)) << z;
    }
    EXPECT_EQ(normal_cdf(-infinity), 0);
    EXPECT_EQ(normal_cdf(infinity), 1);
}

TEST(Normal, QuantileUndoesTheCdf) {
    // p in steps that are even in log p, down to 1e-290, and even in p. An error of 1e-15 |z| in z moves p by that much
    // times the density; allowed are four times the rounding of z itself, and that of p.
    const auto check = [](double p) {
        const double z = normal_quantile(p);
        const long double density = std::exp(-0.5L * z * z) / std::sqrt(2 * std::acos(-1.0L));
        const long double off = std::abs(true_cdf(z) - p) / density;
        EXPECT_LT(static_cast<double>(off),
                  1e-15 * std::max(1.0, std::abs(z)) + 1e-16 * p / static_cast<double>(density))
            << p;
    };
    for (double p = 1e-290; p < 0.5; p *= 1.7) check(p);
    for (double p = 0.0005; p < 1; p += 0.0005) check(p);
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_EQ(normal_quantile(0), -infinity);
    EXPECT_EQ(normal_quantile(1), infinity);
    EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
}

TEST(Normal, MillsRatioAgreesWithErfc) {
    for (double x = 2; x < 90; x *= 1.01) {
        const auto wide = static_cast<long double>(x);
        const long double truth =
            std::exp(0.5L * wide * wide) * std::sqrt(std::acos(-1.0L) / 2) * std::erfc(wide / std::sqrt(2.0L));
        EXPECT_NEAR(mills_ratio(x) / static_cast<double>(truth), 1, 5e-15) << x;
    }
}

/// The share of [min, value] in [min, max], by long double and from the side where nothing cancels.
long double true_share(double low, double high, double z) {
    if (low > 0) return 1 - true_share(-high, -low, -z);
    return (true_cdf(z) - true_cdf(low)) / (true_cdf(high) - true_cdf(low));
}

struct Range {
    double low;
    double high;
};

class Truncated : public testing::TestWithParam<Range> {};

TEST_P(Truncated, QuantileIsTheExactInverse) {
    const auto [low, high] = GetParam();
    const TruncatedNormal distribution(3, 0.5, 3 + 0.5 * low, 3 + 0.5 * high);
    double last = -infinity;
    for (double u = 0; u < 1; u += 1.0 / 512) {
        const double value = distribution.quantile(u);
        EXPECT_GE(value, last);
        last = value;
        EXPECT_GE(value, 3 + 0.5 * low);
        EXPECT_LE(value, 3 + 0.5 * high);
        // The value's own rounding, 4e-16 of 3 + 0.5 z, is magnified by how steep the tail is.
        EXPECT_NEAR(static_cast<double>(true_share(low, high, (value - 3) / 0.5)), u, 1e-12);
    }
}

INSTANTIATE_TEST_SUITE_P(Ranges, Truncated,
                         testing::Values(Range{-1, 1}, Range{-2, 0.5}, Range{-0.5, 2}, Range{0.1, 0.2}, Range{3, 4},
                                         Range{-4.9, -4.8}, Range{4.9, 30}, Range{-30, 0}, Range{-6, 6}, Range{5.1, 6},
                                         Range{-6, -5.1}, Range{8, 9}, Range{-30, -20}, Range{30, 30.01},
                                         Range{-infinity, 0}, Range{1, infinity}, Range{12, infinity},
                                         Range{-infinity, infinity}));

TEST(TruncatedFar, AMillionSigmaOutTheTailIsExponential) {
    const TruncatedNormal distribution(0, 1, 1e6, 2e6);
    for (double u = 0; u < 1; u += 1.0 / 64)
        EXPECT_NEAR((distribution.quantile(u) - 1e6) * 1e6, -std::log1p(-u), 2e-4) << u;  // a step of 1e6 is 1.2e-10
    const TruncatedNormal below(0, 1, -infinity, -1e6);
    for (double u = 1.0 / 64; u < 1; u += 1.0 / 64)
        EXPECT_NEAR((below.quantile(u) + 1e6) * 1e6, std::log(u), 2e-4) << u;
}

TEST(TruncatedFar, BothEndsOfTheUnitRangeAreFinite) {
    const double last = 1 - 0x1p-53;
    for (const Range range : {Range{-infinity, infinity}, Range{-infinity, 0}, Range{0, infinity}, Range{9, infinity},
                              Range{-infinity, -9}, Range{-1e9, -9}}) {
        const TruncatedNormal distribution(0, 1, range.low, range.high);
        for (const double u : {0.0, 0x1p-53, last}) {
            EXPECT_TRUE(std::isfinite(distribution.quantile(u))) << range.low << ' ' << range.high << ' ' << u;
            EXPECT_GE(distribution.quantile(u), range.low);
            EXPECT_LE(distribution.quantile(u), range.high);
        }
    }
}

TEST(TruncatedFar, ANarrowRangeIsEven) {
    const TruncatedNormal distribution(0, 1, 2, 2 + 1e-10);
    for (double u = 0; u < 1; u += 1.0 / 64) EXPECT_NEAR((distribution.quantile(u) - 2) * 1e10, u, 1e-5);
}

}  // namespace
}  // namespace plumb::recipe::normal_test
