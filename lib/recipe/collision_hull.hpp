#pragma once

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plumb::recipe {

/// Integrals over a body of density 1: of 1, of x and of x times its transpose.
struct MassMoments {
    double volume = 0;
    glm::dvec3 first{0};
    glm::dmat3 second{0};

    MassMoments& operator+=(const MassMoments& other);
};

/// A convex body as the physics sees it: all points within `margin_m` of the hull of `core`. The core is the body
/// itself with each face moved inward by the margin, so that faces are where they were and edges are rounded.
struct CollisionHull {
    std::vector<glm::dvec3> core;                        ///< its corners; metres
    std::vector<std::vector<std::uint32_t>> neighbours;  ///< of each corner: those at the other ends of its edges
    double margin_m = 0;
    double inner_radius_m = 0;  ///< distance of the nearest face from the middle
    MassMoments moments;        ///< of the body with its edges
};

/// The points among `points` that are corners of their hull; of more than `limit` those that reach farthest in `limit`
/// directions spread over the sphere. In the order of `points`.
std::vector<glm::dvec3> hull_corners(std::span<const glm::dvec3> points, std::size_t limit);

/// The hull of `points`, of which there must be one or more. What is thinner than a millimetre along an axis of its own
/// becomes a millimetre thick, so that every body has a volume.
CollisionHull make_collision_hull(std::span<const glm::dvec3> points);

}  // namespace plumb::recipe
