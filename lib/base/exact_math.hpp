#pragma once

namespace plumb {

// Functions whose last bit is the same on every machine. They use + - * / and sqrt of IEEE 754 doubles, which round
// correctly everywhere, moves between a double and its bits, and nothing of libm; the library is compiled without
// contraction. The errors named here are those that tests/unit/recipe/exact_math_test.cpp allows against long double.

/// Natural logarithm, within 1 ulp. 0 gives -inf, a negative number or NaN gives NaN.
double exact_log(double x) noexcept;

/// e^x, within 1 ulp; below the smallest normal number within one step of the subnormal ones. Overflow gives +inf.
double exact_exp(double x) noexcept;

/// base^exponent as exp(exponent * log(base)): a relative error of 2^-52 (2 + |exponent * log(base)|) or less.
/// pow(0, 0) is 1, a negative base gives NaN.
double exact_pow(double base, double exponent) noexcept;

struct SinCos {
    double sin;
    double cos;
};

inline constexpr double max_exact_angle_rad = 0x1p20;
inline constexpr double max_exact_turns = 0x1p49;

/// Both within 1 ulp.
///
/// @throws Error  invalid_argument beyond +-max_exact_angle_rad, or for NaN
SinCos exact_sincos(double angle_rad);

/// Sine and cosine of 2 pi `turns`, both within 1 ulp; quarter turns are exact.
///
/// @throws Error  invalid_argument beyond +-max_exact_turns, or for NaN
SinCos exact_sincos_turns(double turns);

/// Angle of the point (x, y) from the x axis, -pi to pi, within 3 ulp; 0 for the origin, NaN unless both are finite. No
/// distinction is made between 0 and -0.
double exact_atan2(double y, double x) noexcept;

/// Within 4 ulp; NaN outside -1 to 1.
double exact_asin(double x) noexcept;
double exact_acos(double x) noexcept;

}  // namespace plumb
