#pragma once

#include <glm/glm.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace plumb::render {

/// How many samples fell into each bin, and how many a density expects there.
struct Histogram {
    std::vector<double> expected, found;
};

/// Probability that samples that do follow the density are off by as much: Pearson's chi-square, by the approximation
/// of Wilson and Hilferty (1931). Bins that expect fewer than 20 samples count together; a single sample where none is
/// expected at all makes it 0.
/// @param excused  share of what a bin expects by which the expectation itself may be off
double chi_square_p(const Histogram& histogram, double excused = 0);

/// Significance of one of `count` tests of a suite that rejects one sound set of samplers in a thousand (Bonferroni).
constexpr double level_of_one_of(std::size_t count) {
    return 1e-3 / static_cast<double>(count);
}

/// Some directions of the sphere, cut into bins.
struct Partition {
    /// A piece of a bin, small enough for a density to be its middle's.
    struct Place {
        std::size_t bin = 0;
        glm::dvec3 direction{0};
        double solid_angle = 0;
    };
    std::size_t bin_count = 0;
    std::vector<Place> places;
    std::function<std::optional<std::size_t>(const glm::dvec3& direction)> bin_of;  ///< none: outside
};

/// Directions around an axis, in rings of equal solid angle.
/// @param gap  1 minus the cosine of half the cone's angle
Partition cone(const glm::dvec3& axis, double gap, std::size_t rings, std::size_t sectors);

/// Directions from the origin to flat triangles that do not hide one another, each cut into rows * rows bins.
Partition triangles(const std::vector<std::array<glm::dvec3, 3>>& corners, std::size_t rows);

/// All directions, in columns around +y from -z to the right and rows of equal angle from +y down, as an
/// equirectangular picture has them.
/// @param steps  places along each side of a bin
Partition picture(std::size_t columns, std::size_t rows, std::size_t steps);

/// Several that have no direction in common.
Partition united(const std::vector<Partition>& parts);

}  // namespace plumb::render
