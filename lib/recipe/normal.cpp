#include "recipe/normal.hpp"

#include "base/exact_math.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace plumb::recipe {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using Coefficients = std::array<double, 8>;

double ratio(const Coefficients& above, const Coefficients& below, double x) noexcept {
    double numerator = above[7];
    double denominator = below[7];
    for (std::size_t i = 7; i-- > 0;) {
        numerator = numerator * x + above[i];
        denominator = denominator * x + below[i];
    }
    return numerator / denominator;
}

// AS 241, as printed; each denominator begins with 1.
constexpr Coefficients centre_above{3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                    3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients centre_below{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
constexpr Coefficients side_above{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                  3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients side_below{1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
constexpr Coefficients far_above{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients far_below{1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

double normal_density(double z) noexcept {
    constexpr double inverse_sqrt_two_pi = 0x1.9884533d43651p-2;
    return inverse_sqrt_two_pi * exact_exp(-0.5 * z * z);
}

/// Mills' ratio at from + distance over that at from, times the ratio of the densities: what is left of the tail.
double tail_share(double from, double from_mills, double distance) noexcept {
    if (distance == infinity) return 0;
    return exact_exp(-distance * (from + 0.5 * distance)) * (mills_ratio(from + distance) / from_mills);
}

}  // namespace

double normal_quantile(double p) noexcept {
    if (!(p > 0 && p < 1)) {
        if (p == 0) return -infinity;
        return p == 1 ? infinity : std::numeric_limits<double>::quiet_NaN();
    }
    const double q = p - 0.5;
    if (std::abs(q) <= 0.425) return q * ratio(centre_above, centre_below, 0.180625 - q * q);
    const double r = std::sqrt(-exact_log(q < 0 ? p : 1 - p));
    const double size = r <= 5 ? ratio(side_above, side_below, r - 1.6) : ratio(far_above, far_below, r - 5);
    return q < 0 ? -size : size;
}

double normal_cdf(double z) noexcept {
    if (z <= -2) return z < -40 ? 0 : normal_density(z) * mills_ratio(-z);
    if (z >= 2) return 1 - normal_cdf(-z);
    // z + z^3/3 + z^5/(3 5) + ...; at |z| = 2 the 40th term is below 2^-60.
    double term = z;
    double sum = z;
    for (int odd = 3; odd < 83; odd += 2) {
        term *= z * z / odd;
        sum += term;
    }
    return 0.5 + normal_density(z) * sum;
}

double mills_ratio(double x) noexcept {
    // As many terms as bring the remainder below 2^-56 at the lower end of each range.
    const int term_count = x < 3 ? 112 : x < 5 ? 56 : x < 20 ? 26 : 8;
    double tail = x;
    for (int k = term_count; k > 0; --k) tail = x + k / tail;
    return 1 / tail;
}

TruncatedNormal::TruncatedNormal(double mean, double sigma, double min, double max) noexcept
    : mean_(mean), sigma_(sigma), min_(min), max_(max) {
    double low = (min - mean) / sigma;
    double high = (max - mean) / sigma;
    is_mirrored_ = low > -high;
    if (is_mirrored_) {
        const double mirrored = -low;
        low = -high;
        high = mirrored;
    }
    // The density changes by less than 1e-8 over a range so narrow, and the probability of the range would be lost in
    // rounding.
    if ((high - low) * std::max(1.0, -high) < 1e-8) {
        way_ = Way::even;
        return;
    }
    constexpr double tail_begin = 5;
    if (high > -tail_begin) {
        low_ = normal_cdf(low);
        span_ = normal_cdf(high) - low_;
        return;
    }
    way_ = Way::tail;
    near_ = -high;
    near_mills_ = mills_ratio(near_);
    low_ = tail_share(near_, near_mills_, high - low);
}

double TruncatedNormal::quantile(double u) const noexcept {
    if (way_ == Way::even) return std::clamp(min_ + u * (max_ - min_), min_, max_);
    const double mirror_u = is_mirrored_ ? 1 - u : u;
    double value = 0;
    if (way_ == Way::tail) {
        const double distance = sigma_ * tail_distance(low_ + mirror_u * (1 - low_));
        value = is_mirrored_ ? min_ + distance : max_ - distance;
    } else {
        // An infinite bound would be reached at u = 0; half a step beside it is the last finite place.
        const double p = std::max(low_ + mirror_u * span_, 0x1p-54 * span_);
        const double z = normal_quantile(p);
        value = mean_ + sigma_ * (is_mirrored_ ? -z : z);
    }
    return std::clamp(value, min_, max_);
}

/// Solves tail_share(near, ..., d) = survival for d, in logarithms, where the left side is convex and nearly quadratic:
/// Newton's steps come down from the first guess and four of them reach the last bits.
double TruncatedNormal::tail_distance(double survival) const noexcept {
    const double goal = -exact_log(std::max(survival, 0x1p-54));
    double d = 2 * goal / (near_ + std::sqrt(near_ * near_ + 2 * goal));
    for (int step = 0; step < 4; ++step) {
        const double mills = mills_ratio(near_ + d);
        const double reached = d * (near_ + 0.5 * d) - exact_log(mills / near_mills_);
        d = std::max(0.0, d - (reached - goal) * mills);
    }
    return d;
}

}  // namespace plumb::recipe
