#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace plumb::test {

// Every test in this folder runs over fixed seeds, so it passes always or never. The limits are those that true random
// numbers break once in a thousand times.
inline constexpr double standard_normal_0999 = 3.0902;  ///< upper 0.1 % point
inline constexpr double two_sided_0999 = 3.2905;        ///< upper 0.05 % point

inline double mean(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

inline double variance(std::span<const double> values) {
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values) sum += (value - centre) * (value - centre);
    return sum / static_cast<double>(values.size() - 1);
}

inline double correlation(std::span<const double> a, std::span<const double> b) {
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
    return sum / (static_cast<double>(a.size() - 1) * std::sqrt(variance(a) * variance(b)));
}

/// Kolmogorov and Smirnov: sqrt(n) times the largest distance between the sample's distribution and `cdf`.
inline double kolmogorov_smirnov(std::vector<double> values, const std::function<double(double)>& cdf) {
    std::sort(values.begin(), values.end());
    const auto count = static_cast<double>(values.size());
    double distance = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double expected = cdf(values[i]);
        distance = std::max(
            {distance, expected - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - expected});
    }
    return distance * std::sqrt(count);
}
inline constexpr double kolmogorov_smirnov_0999 = 1.9495;

/// Pearson's sum over cells of (seen - expected)^2 / expected.
inline double chi_square(std::span<const std::size_t> seen, std::span<const double> expected) {
    double sum = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const double difference = static_cast<double>(seen[i]) - expected[i];
        sum += difference * difference / expected[i];
    }
    return sum;
}

inline double chi_square_even(std::span<const std::size_t> seen) {
    double total = 0;
    for (const std::size_t count : seen) total += static_cast<double>(count);
    return chi_square(seen, std::vector<double>(seen.size(), total / static_cast<double>(seen.size())));
}

/// The 0.1 % point of chi-square, after Wilson and Hilferty.
inline double chi_square_0999(std::size_t degrees) {
    const double share = 2.0 / (9.0 * static_cast<double>(degrees));
    const double root = 1 - share + standard_normal_0999 * std::sqrt(share);
    return static_cast<double>(degrees) * root * root * root;
}

}  // namespace plumb::test
