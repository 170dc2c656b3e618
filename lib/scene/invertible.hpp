#pragma once
// Whether a linear map can be undone in double precision.

#include <glm/glm.hpp>

#include <algorithm>
#include <cmath>

namespace plumb::scene {

/// Largest size of a number in a matrix.
inline double largest(const glm::dmat3& m) {
    double most = 0;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r) most = std::max(most, std::abs(m[c][r]));
    return most;
}

/// Whether what a matrix and its inverse do to lengths leaves the inverse to be trusted; false for numbers that are
/// none.
inline bool is_invertible(const glm::dmat3& m, const glm::dmat3& inverse) {
    constexpr double worst_condition = 1e12;
    return largest(m) * largest(inverse) < worst_condition;
}

inline bool is_invertible(const glm::dmat3& m) {
    return is_invertible(m, glm::inverse(m));
}

}  // namespace plumb::scene
