#pragma once

#include "scene/scene_data.hpp"

#include <glm/glm.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace plumb::recipe {

/// Positions of all vertices of a mesh in its own space, primitives one after the other, as scene::posed_positions().
std::vector<glm::dvec3> mesh_positions(const scene::Mesh& mesh);

/// Corners of all triangles of `mesh`, three a triangle.
/// @param positions  one a vertex of the mesh, primitives one after the other
std::vector<glm::dvec3> triangle_corners(const scene::Mesh& mesh, std::span<const glm::dvec3> positions);

/// The vertices that triangles make use of, by index among all of the mesh: as one part, or those of each piece that
/// hangs together by shared corners for itself, in the order of their first vertices.
std::vector<std::vector<std::uint32_t>> mesh_parts(const scene::Mesh& mesh, bool is_split);

}  // namespace plumb::recipe
