#include "base/exact_math.hpp"

#include <plumb/error.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#if defined(__FAST_MATH__)
#error "draws are the same on every machine only with IEEE arithmetic: build without -ffast-math"
#endif

namespace plumb {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts; the first ends in 21 zero bits, so its product with an exponent is exact.
constexpr double ln2_high = 0x1.62e42feep-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;

// pi/2 in parts of 33 bits, so a product with an integer of 20 bits is exact, and what is left.
constexpr double half_pi_first = 0x1.921fb544p+0;
constexpr double half_pi_second = 0x1.0b4611a6p-34;
constexpr double half_pi_rest = 0x1.3198a2e037073p-69;

// pi/2 as a part of 24 bits and what is left.
constexpr double half_pi_short = 0x1.921fb6p+0;
constexpr double half_pi_after_short = -0x1.777a5cf72cecep-25;

/// 2^exponent for -1022 <= exponent <= 1023.
double power_of_two(int exponent) noexcept {
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

/// Nearest integer, ties to even, of |x| < 2^51.
double nearest_integer(double x) noexcept {
    constexpr double shift = 0x1.8p52;
    return (x + shift) - shift;
}

template <std::size_t count>
double polynomial(const std::array<double, count>& coefficients, double x) noexcept {
    double sum = coefficients[count - 1];
    for (std::size_t i = count - 1; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

/// -1/3, 1/5, -1/7 ...
template <std::size_t count>
constexpr std::array<double, count> atan_terms() {
    std::array<double, count> terms{};
    double sign = -1;
    for (std::size_t i = 0; i < count; ++i, sign = -sign) terms[i] = sign / static_cast<double>(2 * i + 3);
    return terms;
}

/// An angle as the sum of two doubles, and how many quarter turns were taken off it.
struct ReducedAngle {
    double high;
    double low;
    std::uint64_t quarter;
};

/// Taylor series; |angle| <= pi/4 leaves a remainder below 2^-63.
SinCos sincos_near_zero(double high, double low) noexcept {
    constexpr std::array<double, 8> sin_terms{
        -1.0 / 6,        1.0 / 120,        -1.0 / 5040,          1.0 / 362880,
        -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000};
    constexpr std::array<double, 8> cos_terms{
        1.0 / 24,        -1.0 / 720,         1.0 / 40320,          -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000};
    const double square = high * high;
    const double half_square = 0.5 * square;
    const double sin = high + (high * square * polynomial(sin_terms, square) + low * (1 - half_square));
    // 1 - square/2 rounds; what it lost goes into the small terms.
    const double head = 1 - half_square;
    const double lost = (1 - head) - half_square;
    const double cos = head + (lost + (square * square * polynomial(cos_terms, square) - high * low));
    return {sin, cos};
}

SinCos sincos(const ReducedAngle& angle) noexcept {
    const SinCos near = sincos_near_zero(angle.high, angle.low);
    switch (angle.quarter % 4) {
        case 0:
            return near;
        case 1:
            return {near.cos, -near.sin};
        case 2:
            return {-near.sin, -near.cos};
        default:
            return {-near.cos, near.sin};
    }
}

void check_range(double value, double limit, const char* unit) {
    if (std::abs(value) <= limit) return;
    throw Error(ErrorCode::invalid_argument, "sine and cosine: the angle " + std::to_string(value) + ' ' + unit +
                                                 " is not within +-" + std::to_string(limit));
}

}  // namespace

double exact_log(double x) noexcept {
    if (!(x > 0)) return x == 0 ? -infinity : not_a_number;
    if (x == infinity) return x;
    int exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        exponent = -54;
    }
    constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52U) - 1;
    const auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<int>(bits >> 52U) - 1023;
    double mantissa = std::bit_cast<double>((bits & mantissa_mask) | std::bit_cast<std::uint64_t>(1.0));
    if (mantissa > 0x1.6a09e667f3bcdp+0) {  // sqrt(2)
        mantissa *= 0.5;
        ++exponent;
    }
    // With s = f / (2 + f): log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + 2 (s^2/3 + s^4/5 + ...)), where f and
    // f^2/2 carry most of the value with little rounding. |s| <= 0.172: the remainder is below 2^-60 of the whole.
    constexpr std::array<double, 11> terms{2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                           2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
    const double f = mantissa - 1;
    const double s = f / (2 + f);
    const double square = s * s;
    const double half_square = 0.5 * f * f;
    const double series = s * (half_square + square * polynomial(terms, square));
    return exponent * ln2_high - ((half_square - (series + exponent * ln2_low)) - f);
}

double exact_exp(double x) noexcept {
    if (x > 710) return infinity;
    if (x < -746) return 0;
    if (!(x == x)) return x;
    const double count = nearest_integer(x * 0x1.71547652b82fep+0);
    const double head = x - count * ln2_high;
    const double tail = count * ln2_low;
    const double r = head - tail;
    const double lost = (head - r) - tail;
    // |r| <= 0.347: the remainder is below 2^-57.
    constexpr std::array<double, 12> terms{1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,
                                           1.0 / 720,     1.0 / 5040,     1.0 / 40320,     1.0 / 362880,
                                           1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    const double result = 1 + (r + (r * r * polynomial(terms, r) + lost));
    const int exponent = static_cast<int>(count);
    if (exponent > 1023) return result * power_of_two(1023) * power_of_two(exponent - 1023);
    if (exponent < -1021) return result * power_of_two(exponent + 64) * 0x1p-64;
    return result * power_of_two(exponent);
}

double exact_pow(double base, double exponent) noexcept {
    if (exponent == 0) return 1;
    if (base == 0) return exponent > 0 ? 0 : infinity;
    return exact_exp(exponent * exact_log(base));
}

SinCos exact_sincos(double angle_rad) {
    check_range(angle_rad, max_exact_angle_rad, "rad");
    // Cody and Waite, with the second difference kept whole.
    const double count = nearest_integer(angle_rad * 0x1.45f306dc9c883p-1);
    const double first = angle_rad - count * half_pi_first;
    const double taken = count * half_pi_second;
    const double second = first - taken;
    const double back = second - first;
    const double error = (first - (second - back)) - (taken + back);
    const double rest = error - count * half_pi_rest;
    const double high = second + rest;
    return sincos({high, (second - high) + rest, static_cast<std::uint64_t>(static_cast<std::int64_t>(count))});
}

SinCos exact_sincos_turns(double turns) {
    check_range(turns, max_exact_turns, "turns");
    const double quarters = 4 * turns;
    const double count = nearest_integer(quarters);
    const double fraction = quarters - count;
    const auto upper = static_cast<double>(static_cast<float>(fraction));
    const double product = upper * half_pi_short;
    const double rest = (fraction - upper) * half_pi_short + fraction * half_pi_after_short;
    const double high = product + rest;
    return sincos({high, (product - high) + rest, static_cast<std::uint64_t>(static_cast<std::int64_t>(count))});
}

double exact_atan2(double y, double x) noexcept {
    const double across = std::abs(x);
    const double up = std::abs(y);
    if (!(across < infinity && up < infinity)) return not_a_number;
    const bool is_steep = up > across;
    const double longer = is_steep ? up : across;
    if (longer == 0) return 0;
    const double slope = (is_steep ? across : up) / longer;
    const bool is_diagonal = slope > 0x1.a827999fcef32p-2;  // tan(pi / 8)
    const double reduced = is_diagonal ? (slope - 1) / (slope + 1) : slope;
    // Its square is 0.172 or less: the remainder of the series is below 2^-61.
    constexpr auto terms = atan_terms<22>();
    const double square = reduced * reduced;
    double angle = reduced + reduced * square * polynomial(terms, square);
    constexpr double half_pi = 0x1.921fb54442d18p+0;
    constexpr double half_pi_low = 0x1.1a62633145c07p-54;
    if (is_diagonal) angle = 0.5 * half_pi + (angle + 0.5 * half_pi_low);
    if (is_steep) angle = half_pi - (angle - half_pi_low);
    if (x < 0) angle = 2 * half_pi - (angle - 2 * half_pi_low);
    return y < 0 ? -angle : angle;
}

double exact_asin(double x) noexcept {
    const double other = (1 - x) * (1 + x);
    return other >= 0 ? exact_atan2(x, std::sqrt(other)) : not_a_number;
}

double exact_acos(double x) noexcept {
    const double other = (1 - x) * (1 + x);
    return other >= 0 ? exact_atan2(std::sqrt(other), x) : not_a_number;
}

}  // namespace plumb
