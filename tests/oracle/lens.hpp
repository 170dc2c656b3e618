#pragma once

#include <glm/glm.hpp>

#include <optional>
#include <vector>

namespace plumb::oracle {

/// A lens that bends what a pinhole would show, at focal length 1. Formulas as OpenCV documents them; inverses by other
/// ways than the library's: along the coefficients from 0, and by halving.
struct Distortion {
    enum class Kind { none, brown_conrady, fisheye, equirectangular };
    Kind kind = Kind::none;
    std::vector<double> k{};    ///< OpenCV's order: k1 k2 p1 p2 k3 k4 k5 k6, or k1 k2 k3 k4
    double half_field_rad = 4;  ///< nothing is seen farther off the axis

    [[nodiscard]] bool is_lens() const noexcept { return kind != Kind::none; }
    /// Whether distances to the eye order what is seen, and not depths.
    [[nodiscard]] bool is_all_round() const noexcept { return kind == Kind::fisheye || kind == Kind::equirectangular; }
    /// Place of a point of the camera's frame.
    [[nodiscard]] std::optional<glm::dvec2> place(const glm::dvec3& p) const;
    /// Unit direction that is seen at a place.
    [[nodiscard]] std::optional<glm::dvec3> direction(const glm::dvec2& place) const;
};

}  // namespace plumb::oracle
