#pragma once

#include "scene/scene_data.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumb::scene {

/// What all instances of a mesh have in common.
struct MeshSummary {
    std::uint32_t triangle_count = 0;
    Box box;                               ///< of the vertices that triangles use, rest pose, object space, metres
    std::vector<std::uint32_t> materials;  ///< ids, sorted, each once
    bool is_skinnable = false;             ///< a primitive with triangles has joints and weights
    std::uint32_t target_count = 0;        ///< morph targets
};

/// @param material_count  of the file; the default material's id is one more
/// @throws Error  out_of_memory if the mesh has 2^32 triangles or more
MeshSummary summarize(const Mesh& mesh, std::size_t material_count);

}  // namespace plumb::scene
