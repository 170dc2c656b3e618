#pragma once

#include "raycast.hpp"
#include "surface.hpp"

namespace plumb::oracle {

/// Values of one hit, and by how much they change within a fixed-point step of the place.
struct Shaded {
    double range = 0;
    glm::dvec3 position{0}, object_position{0};
    glm::dvec3 normal{0}, normal_geometric{0};  ///< camera axes, unit, towards the camera's side of the triangle
    Surface surface;
    /// Infinite for the normal of a normal map whose tangents are not in the file.
    double albedo_slack = 0, roughness_metallic_slack = 0, emission_slack = 0, normal_slack = 0, weights_slack = 0,
           uv_slack = 0, object_position_slack = 0;
};

Shaded shade(const View& view, const glm::dvec2& place, const Hit& hit);

}  // namespace plumb::oracle
