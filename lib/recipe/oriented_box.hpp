#pragma once

#include <glm/glm.hpp>

#include <array>

namespace plumb::recipe {

/// A box with axes of its own; world, metres.
struct OrientedBox {
    glm::dvec3 center{0};
    std::array<glm::dvec3, 3> axes{glm::dvec3(1, 0, 0), glm::dvec3(0, 1, 0), glm::dvec3(0, 0, 1)};  ///< unit
    glm::dvec3 half{0};                                                                             ///< along them

    /// Half of its extent along the unit vector `direction`.
    [[nodiscard]] double reach(const glm::dvec3& direction) const;
};

/// Whether two boxes share a point or come nearer than `gap_m` along each axis that could part them: none of the 15
/// axes of the separating axis test parts them by more than the gap.
///
/// Source: Gottschalk, Lin, Manocha, "OBBTree", SIGGRAPH 1996.
bool overlap(const OrientedBox& a, const OrientedBox& b, double gap_m);

/// The box after an affine motion; exact unless that shears it.
OrientedBox moved(const OrientedBox& box, const glm::dmat4& motion);

}  // namespace plumb::recipe
