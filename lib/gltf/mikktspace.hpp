#pragma once

#include <glm/glm.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::gltf {

/// Vertices as MikkTSpace reads them: arrays of one length, indexed by `indices`, three a triangle.
struct TangentInput {
    std::span<const std::uint32_t> indices;
    std::span<const glm::vec3> positions;
    std::span<const glm::vec3> normals;  ///< unit
    std::span<const glm::vec2> uvs;      ///< glTF's: v grows downward in the image
};

/// Tangents a corner (indices.size() of them): xyz unit, in the plane of the corner's normal; w such that
/// cross(normal, tangent) * w points to smaller v, as glTF's normal textures want.
///
/// The method is MikkTSpace at its default angular threshold of 180 degrees: equal vertices are welded, triangles that
/// meet at a vertex and are connected by edges share a tangent if their texture has the same handedness, and the
/// tangent is their mean weighted by angle. Corners whose texture coordinates span no area and that no neighbour
/// decides get (1, 0, 0, 1). Source: M. S. Mikkelsen, "Simulation of Wrinkled Surfaces Revisited", 2008, and the
/// published algorithm of that name.
[[nodiscard]] std::vector<glm::vec4> mikktspace_tangents(const TangentInput& input);

}  // namespace plumb::gltf
