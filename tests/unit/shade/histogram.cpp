#include "histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace plumb::render {
namespace {

using glm::dvec3;
using std::numbers::pi;
constexpr std::size_t steps_a_bin = 8;

/// Two unit vectors at right angles to a unit vector and each other.
std::pair<dvec3, dvec3> across(const dvec3& axis) {
    const dvec3 u = glm::normalize(glm::cross(axis, std::abs(axis.x) < 0.7 ? dvec3(1, 0, 0) : dvec3(0, 1, 0)));
    return {u, glm::cross(axis, u)};
}

/// An angle as a share of the whole turn, 0..1.
double turn_of(double y, double x) {
    const double share = std::atan2(y, x) / (2 * pi);
    return share < 0 ? share + 1 : share;
}

std::size_t step_of(double share, std::size_t count) {
    return std::min(static_cast<std::size_t>(std::max(share, 0.0) * static_cast<double>(count)), count - 1);
}

double middle_of(std::size_t i, std::size_t count) {
    return (static_cast<double>(i) + 0.5) / static_cast<double>(count);
}

/// Weights of the second and third corner where the origin's ray meets a triangle's plane before it; none if it passes
/// the triangle by.
std::optional<glm::dvec2> weights_of(const std::array<dvec3, 3>& corners, const dvec3& direction) {
    const double a = glm::dot(direction, glm::cross(corners[1], corners[2])),
                 b = glm::dot(direction, glm::cross(corners[2], corners[0])),
                 c = glm::dot(direction, glm::cross(corners[0], corners[1])), sum = a + b + c;
    const dvec3 weights = dvec3(a, b, c) / sum;
    constexpr double rounding = 1e-5;  // of single precision at the edges, where samples may lie
    if (!(weights.x >= -rounding && weights.y >= -rounding && weights.z >= -rounding)) return std::nullopt;
    const dvec3 place = corners[0] * weights.x + corners[1] * weights.y + corners[2] * weights.z;
    if (glm::dot(place, direction) <= 0) return std::nullopt;
    return glm::dvec2(weights.y, weights.z);
}

/// Which of rows * rows equal parts of a triangle weights lie in.
std::size_t part_of(const glm::dvec2& weights, std::size_t rows) {
    const double n = static_cast<double>(rows);
    const std::size_t i = step_of(weights.x, rows), j = step_of(weights.y, rows);
    const bool is_upper = weights.x * n - static_cast<double>(i) + weights.y * n - static_cast<double>(j) > 1;
    // Row i has rows - i lower parts and one upper part less, in turns.
    std::size_t first = 0;
    for (std::size_t row = 0; row < i; ++row) first += 2 * (rows - row) - 1;
    return std::min(first + 2 * j + (is_upper ? 1 : 0), first + 2 * (rows - i) - 2);
}

}  // namespace

double chi_square_p(const Histogram& histogram, double excused) {
    double chi = 0, rest_expected = 0, rest_found = 0;
    std::size_t bins = 0;
    const auto add = [&](double expected, double found) {
        const double off = std::max(0.0, std::abs(found - expected) - excused * expected);
        chi += off * off / expected;
        ++bins;
    };
    for (std::size_t k = 0; k < histogram.expected.size(); ++k) {
        if (histogram.expected[k] == 0 && histogram.found[k] > 0) return 0;
        if (histogram.expected[k] >= 20) {
            add(histogram.expected[k], histogram.found[k]);
        } else {
            rest_expected += histogram.expected[k];
            rest_found += histogram.found[k];
        }
    }
    if (rest_expected >= 20) add(rest_expected, rest_found);
    if (bins < 2) return 0;  // nothing was tested
    const double degrees = static_cast<double>(bins - 1), spread = 2 / (9 * degrees);
    const double deviations = (std::cbrt(chi / degrees) - (1 - spread)) / std::sqrt(spread);
    return 0.5 * std::erfc(deviations / std::numbers::sqrt2);
}

Partition cone(const dvec3& axis, double gap, std::size_t rings, std::size_t sectors) {
    const auto [u, v] = across(axis);
    Partition result;
    result.bin_count = rings * sectors;
    const std::size_t rows = rings * steps_a_bin, columns = sectors * steps_a_bin;
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const double off = gap * middle_of(row, rows), phi = 2 * pi * middle_of(column, columns);
            const double sine = std::sqrt(off * (2 - off));
            result.places.push_back({row / steps_a_bin * sectors + column / steps_a_bin,
                                     axis * (1 - off) + (u * std::cos(phi) + v * std::sin(phi)) * sine,
                                     2 * pi * gap / static_cast<double>(rows * columns)});
        }
    result.bin_of = [=](const dvec3& d) -> std::optional<std::size_t> {
        const double x = glm::dot(d, u), y = glm::dot(d, v), square = x * x + y * y, cosine = glm::dot(d, axis);
        const double off = cosine > 0 ? square / (1 + std::sqrt(std::max(1 - square, 0.0))) : 2;
        constexpr double rounding = 1e-4;  // a unit vector in single precision is off by 1e-7, the sun's sine is 5e-3
        if (off > gap * (1 + rounding)) return std::nullopt;
        return step_of(off / gap, rings) * sectors + step_of(turn_of(y, x), sectors);
    };
    return result;
}

Partition triangles(const std::vector<std::array<dvec3, 3>>& corners, std::size_t rows) {
    Partition result;
    result.bin_count = corners.size() * rows * rows;
    const std::size_t fine = rows * steps_a_bin;
    const double n = static_cast<double>(fine);
    for (std::size_t t = 0; t < corners.size(); ++t) {
        const dvec3 a = corners[t][0], u = corners[t][1] - a, v = corners[t][2] - a;
        const dvec3 area = glm::cross(u, v) * (0.5 / (n * n));
        for (std::size_t i = 0; i < fine; ++i)
            for (std::size_t j = 0; j < 2 * (fine - i) - 1; ++j) {
                const double third = j % 2 == 0 ? 1.0 / 3 : 2.0 / 3;
                const glm::dvec2 weights((static_cast<double>(i) + third) / n,
                                         (static_cast<double>(j / 2) + third) / n);
                const dvec3 place = a + u * weights.x + v * weights.y;
                const double distance = glm::length(place);
                result.places.push_back({t * rows * rows + part_of(weights, rows), place / distance,
                                         std::abs(glm::dot(area, place)) / std::pow(distance, 3)});
            }
    }
    result.bin_of = [=](const dvec3& d) -> std::optional<std::size_t> {
        for (std::size_t t = 0; t < corners.size(); ++t)
            if (const auto weights = weights_of(corners[t], d)) return t * rows * rows + part_of(*weights, rows);
        return std::nullopt;
    };
    return result;
}

Partition picture(std::size_t columns, std::size_t rows, std::size_t steps) {
    Partition result;
    result.bin_count = columns * rows;
    const std::size_t height = rows * steps, width = columns * steps;
    for (std::size_t row = 0; row < height; ++row) {
        const auto cosine = [&](std::size_t i) {
            return std::cos(pi * static_cast<double>(i) / static_cast<double>(height));
        };
        const double theta = pi * middle_of(row, height), sine = std::sin(theta);
        for (std::size_t column = 0; column < width; ++column) {
            const double phi = 2 * pi * (middle_of(column, width) - 0.5);
            result.places.push_back({row / steps * columns + column / steps,
                                     dvec3(sine * std::sin(phi), std::cos(theta), -sine * std::cos(phi)),
                                     2 * pi / static_cast<double>(width) * (cosine(row) - cosine(row + 1))});
        }
    }
    result.bin_of = [=](const dvec3& d) -> std::optional<std::size_t> {
        const double row = std::atan2(std::hypot(d.x, d.z), d.y) / pi;
        return step_of(row, rows) * columns + step_of(turn_of(-d.x, d.z), columns);
    };
    return result;
}

Partition united(const std::vector<Partition>& parts) {
    Partition result;
    std::vector<std::size_t> firsts;
    for (const Partition& part : parts) {
        firsts.push_back(result.bin_count);
        for (Partition::Place place : part.places) {
            place.bin += result.bin_count;
            result.places.push_back(place);
        }
        result.bin_count += part.bin_count;
    }
    result.bin_of = [=](const dvec3& d) -> std::optional<std::size_t> {
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (const auto bin = parts[i].bin_of(d)) return firsts[i] + *bin;
        return std::nullopt;
    };
    return result;
}

}  // namespace plumb::render
