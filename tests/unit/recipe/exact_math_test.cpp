#include "base/exact_math.hpp"

#include "recipe/stream.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace plumb::recipe::exact_math_test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int sample_count = 200000;

/// |got - truth| in units of the last place of truth as a double.
double error_in_ulp(double got, long double truth) {
    const auto rounded = std::abs(static_cast<double>(truth));
    const double ulp = std::nextafter(rounded, infinity) - rounded;
    return static_cast<double>(std::abs(static_cast<long double>(got) - truth) / static_cast<long double>(ulp));
}

long double wide(double x) {
    return x;
}

class ExactMath : public testing::Test {
protected:
    void SetUp() override {
        if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "long double is no wider than double here";
    }
    double between(double low, double high) { return low + (high - low) * numbers_.next_unit(); }

private:
    Stream numbers_{{.seed = 5, .key = make_draw_key("exact math", "arguments")}};
};

TEST_F(ExactMath, LogIsWithinOneUlp) {
    double worst = 0;
    for (int i = 0; i < sample_count; ++i) {
        const double near_one = between(0.5, 2);
        const double any = std::ldexp(between(1, 2), static_cast<int>(between(-1060, 1023)));
        const double close = 1 + std::ldexp(between(-1, 1), -static_cast<int>(between(0, 50)) - 1);
        for (const double x : {near_one, any, close})
            worst = std::max(worst, error_in_ulp(exact_log(x), std::log(static_cast<long double>(x))));
    }
    EXPECT_LT(worst, 1);
    RecordProperty("worst_ulp", std::to_string(worst));
}

TEST_F(ExactMath, ExpIsWithinOneUlp) {
    double worst = 0;
    for (int i = 0; i < sample_count; ++i)
        for (const double x : {between(-745, 709.78), between(-1, 1), between(-1e-6, 1e-6)})
            worst = std::max(worst, error_in_ulp(exact_exp(x), std::exp(static_cast<long double>(x))));
    EXPECT_LT(worst, 1);
    RecordProperty("worst_ulp", std::to_string(worst));
}

TEST_F(ExactMath, PowIsAsCloseAsPromised) {
    double worst = 0;
    for (int i = 0; i < sample_count; ++i) {
        const double base = exact_exp(between(-20, 20));
        const double exponent = between(-30, 30);
        const long double truth = std::pow(static_cast<long double>(base), static_cast<long double>(exponent));
        const double size = std::abs(exponent * std::log(base));
        const auto relative = static_cast<double>(std::abs(exact_pow(base, exponent) - truth) / truth);
        worst = std::max(worst, relative / (2 + size));
    }
    EXPECT_LT(worst, 0x1p-52);
}

TEST_F(ExactMath, SinCosAreWithinOneUlp) {
    double worst = 0;
    for (int i = 0; i < sample_count; ++i) {
        for (const double x :
             {between(-8, 8), between(-max_exact_angle_rad, max_exact_angle_rad), between(-1e-3, 1e-3)}) {
            const SinCos got = exact_sincos(x);
            worst = std::max(worst, error_in_ulp(got.sin, std::sin(static_cast<long double>(x))));
            worst = std::max(worst, error_in_ulp(got.cos, std::cos(static_cast<long double>(x))));
        }
    }
    EXPECT_LT(worst, 1);
    RecordProperty("worst_ulp", std::to_string(worst));
}

TEST_F(ExactMath, SinCosNearMultiplesOfAQuarterTurnKeepTheirDigits) {
    double worst = 0;
    for (int count = 1; count < 600000; count += 17) {
        const double x = count * 1.5707963267948966;
        const SinCos got = exact_sincos(x);
        worst = std::max(worst, error_in_ulp(got.sin, std::sin(static_cast<long double>(x))));
        worst = std::max(worst, error_in_ulp(got.cos, std::cos(static_cast<long double>(x))));
    }
    // The long double's own reduction leaves the last bits open where the result is as small as 2^-40.
    EXPECT_LT(worst, 1.1);
}

TEST_F(ExactMath, TurnsAreWithinOneUlp) {
    const long double two_pi = 2 * std::acos(-1.0L);
    double worst = 0;
    for (int i = 0; i < sample_count; ++i) {
        const double turns = between(-0.25, 0.25);
        const SinCos got = exact_sincos_turns(turns);
        worst = std::max(worst, error_in_ulp(got.sin, std::sin(two_pi * static_cast<long double>(turns))));
        if (std::abs(turns) < 0.2)
            worst = std::max(worst, error_in_ulp(got.cos, std::cos(two_pi * static_cast<long double>(turns))));
    }
    EXPECT_LT(worst, 1);
    RecordProperty("worst_ulp", std::to_string(worst));
}

TEST_F(ExactMath, InverseTangentSineAndCosineAreAsCloseAsPromised) {
    double worst_atan = 0;
    double worst_asin = 0;
    double worst_acos = 0;
    for (int i = 0; i < sample_count; ++i) {
        const double x = between(-1, 1);
        const double small = std::ldexp(x, -static_cast<int>(between(0, 300)));
        const double near_one = 1 - std::abs(std::ldexp(x, -static_cast<int>(between(0, 52))));
        const double y = between(-1, 1);
        for (const auto& [up, across] : {std::pair(y, x), std::pair(y, small), std::pair(small, y)})
            worst_atan =
                std::max(worst_atan, error_in_ulp(exact_atan2(up, across), std::atan2(wide(up), wide(across))));
        for (const double sine : {x, small, near_one, -near_one}) {
            worst_asin = std::max(worst_asin, error_in_ulp(exact_asin(sine), std::asin(wide(sine))));
            worst_acos = std::max(worst_acos, error_in_ulp(exact_acos(sine), std::acos(wide(sine))));
        }
    }
    EXPECT_LT(worst_atan, 3);
    EXPECT_LT(worst_asin, 4);
    EXPECT_LT(worst_acos, 4);
    RecordProperty("worst_ulp_atan2", std::to_string(worst_atan));
    RecordProperty("worst_ulp_asin", std::to_string(worst_asin));
    RecordProperty("worst_ulp_acos", std::to_string(worst_acos));
}

TEST(ExactMathEdges, InverseFunctionsAtTheirEnds) {
    const double pi = std::acos(-1.0);
    EXPECT_EQ(exact_atan2(0, 1), 0);
    EXPECT_EQ(exact_atan2(0, 0), 0);
    EXPECT_EQ(exact_atan2(1, 0), pi / 2);
    EXPECT_EQ(exact_atan2(-1, 0), -pi / 2);
    EXPECT_EQ(exact_atan2(0, -1), pi);
    EXPECT_EQ(exact_atan2(1, 1), pi / 4);
    EXPECT_EQ(exact_atan2(1e308, 1e308), pi / 4);
    EXPECT_EQ(exact_atan2(-1e308, -1e308), -0.75 * pi);
    EXPECT_EQ(exact_asin(1), pi / 2);
    EXPECT_EQ(exact_asin(-1), -pi / 2);
    EXPECT_EQ(exact_acos(1), 0);
    EXPECT_EQ(exact_acos(-1), pi);
    EXPECT_TRUE(std::isnan(exact_asin(1.1)));
    EXPECT_TRUE(std::isnan(exact_acos(-1.1)));
    EXPECT_TRUE(std::isnan(exact_atan2(infinity, 1)));
    EXPECT_TRUE(std::isnan(exact_atan2(1, std::nan(""))));
}

TEST(ExactMathEdges, SpecialArguments) {
    EXPECT_EQ(exact_log(1), 0);
    EXPECT_EQ(exact_log(0), -infinity);
    EXPECT_EQ(exact_log(infinity), infinity);
    EXPECT_TRUE(std::isnan(exact_log(-1)));
    EXPECT_TRUE(std::isnan(exact_log(std::nan(""))));
    EXPECT_EQ(exact_exp(0), 1);
    EXPECT_EQ(exact_exp(infinity), infinity);
    EXPECT_EQ(exact_exp(-infinity), 0);
    EXPECT_EQ(exact_exp(709.79), infinity);
    EXPECT_LT(exact_exp(709.78), infinity);
    EXPECT_TRUE(std::isnan(exact_exp(std::nan(""))));
    EXPECT_EQ(exact_pow(0, 0), 1);
    EXPECT_EQ(exact_pow(0, 2.5), 0);
    EXPECT_EQ(exact_pow(0, -1), infinity);
    EXPECT_TRUE(std::isnan(exact_pow(-2, 2)));
}

TEST(ExactMathEdges, QuarterTurnsAreExact) {
    constexpr std::array<double, 4> sines{0, 1, 0, -1};
    for (int quarter = -8; quarter <= 8; ++quarter) {
        const SinCos got = exact_sincos_turns(quarter / 4.0);
        EXPECT_EQ(got.sin, sines[static_cast<std::size_t>(quarter + 8) % 4]);
        EXPECT_EQ(got.cos, sines[static_cast<std::size_t>(quarter + 9) % 4]);
    }
}

TEST(ExactMathEdges, RefusesAnglesBeyondItsReduction) {
    EXPECT_NO_THROW(exact_sincos(max_exact_angle_rad));
    EXPECT_THROW(exact_sincos(-1.1 * max_exact_angle_rad), Error);
    EXPECT_THROW(exact_sincos(std::nan("")), Error);
    EXPECT_NO_THROW(exact_sincos_turns(max_exact_turns));
    EXPECT_THROW(exact_sincos_turns(infinity), Error);
}

// Bits found on x86-64; every machine must find them.
TEST(ExactMathEdges, KnownBits) {
    EXPECT_EQ(exact_log(2), 0x1.62e42fefa39efp-1);
    EXPECT_EQ(exact_log(10), 0x1.26bb1bbb55516p+1);
    EXPECT_EQ(exact_log(0.1), -0x1.26bb1bbb55515p+1);
    EXPECT_EQ(exact_log(1e300), 0x1.5963447f87fb5p+9);
    EXPECT_EQ(exact_log(0x1p-1074), -0x1.74385446d71c3p+9);
    EXPECT_EQ(exact_log(0x1.6a09e667f3bcdp-1), -0x1.62e42fefa39eep-2);
    EXPECT_EQ(exact_exp(1), 0x1.5bf0a8b14576ap+1);
    EXPECT_EQ(exact_exp(-1), 0x1.78b56362cef38p-2);
    EXPECT_EQ(exact_exp(0.1), 0x1.1aec7b35a00d4p+0);
    EXPECT_EQ(exact_exp(100.25), 0x1.8c39b9134bac4p+144);
    EXPECT_EQ(exact_exp(-700.125), 0x1.e8cfc0420616bp-1011);
    EXPECT_EQ(exact_exp(-744.5), 0x0.0000000000001p-1022);
    EXPECT_EQ(exact_sincos(1).sin, 0x1.aed548f090ceep-1);
    EXPECT_EQ(exact_sincos(1).cos, 0x1.14a280fb5068cp-1);
    EXPECT_EQ(exact_sincos(0.1).sin, 0x1.98eaecb8bcb2cp-4);
    EXPECT_EQ(exact_sincos(0.1).cos, 0x1.fd712f9a817c1p-1);
    EXPECT_EQ(exact_sincos(3).sin, 0x1.210386db6d55bp-3);
    EXPECT_EQ(exact_sincos(3).cos, -0x1.fae04be85e5d2p-1);
    EXPECT_EQ(exact_sincos(355).sin, -0x1.f9bd0307d1de3p-16);
    EXPECT_EQ(exact_sincos(355).cos, -0x1.fffffffc18e4cp-1);
    EXPECT_EQ(exact_sincos(-12345.678).sin, 0x1.687d5890974a5p-1);
    EXPECT_EQ(exact_sincos(-12345.678).cos, 0x1.6b94c3bbe24b8p-1);
    EXPECT_EQ(exact_sincos(1000000).sin, -0x1.6664b2568d867p-2);
    EXPECT_EQ(exact_sincos(1000000).cos, 0x1.df9df9906d32cp-1);
    EXPECT_EQ(exact_sincos_turns(0.1).sin, 0x1.2cf2304755a5ep-1);
    EXPECT_EQ(exact_sincos_turns(0.1).cos, 0x1.9e3779b97f4a8p-1);
    EXPECT_EQ(exact_sincos_turns(0.7).sin, -0x1.e6f0e134454ffp-1);
    EXPECT_EQ(exact_sincos_turns(0.7).cos, -0x1.3c6ef372fe954p-2);
    EXPECT_EQ(exact_sincos_turns(1.0 / 3).sin, 0x1.bb67ae8584cabp-1);
    EXPECT_EQ(exact_sincos_turns(1.0 / 3).cos, -0x1.ffffffffffffep-2);
    EXPECT_EQ(exact_pow(0.5, 2.2), 0x1.bdb8cdadbe12p-3);
    EXPECT_EQ(exact_pow(10, -3.5), 0x1.4b96be9c2da2ap-12);
    EXPECT_EQ(exact_atan2(0.3, 0.7), 0x1.9e9bf3d20dc72p-2);
    EXPECT_EQ(exact_atan2(-0.7, 0.3), -0x1.2a78b84fbf5fcp+0);
    EXPECT_EQ(exact_atan2(0.6, -0.7), 0x1.376b714052dap+1);
    EXPECT_EQ(exact_asin(0.3), 0x1.380159e14f6ffp-2);
    EXPECT_EQ(exact_acos(-0.9), 0x1.586476251e745p+1);
}

}  // namespace
}  // namespace plumb::recipe::exact_math_test
