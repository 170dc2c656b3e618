#pragma once

#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

#include <glm/glm.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumb::scene {

/// True if the vertices of the instance move relative to its node.
inline bool is_deformed(const InstanceInfo& instance) noexcept {
    return instance.joint_count > 0 || instance.weight_count > 0;
}

/// True if the primitive follows the instance's joints.
inline bool is_skinned(const InstanceInfo& instance, const Primitive& primitive) noexcept {
    return instance.joint_count > 0 && primitive.influences > 0;
}

/// World position of a vertex of the instance at `moment`, in double precision.
///
/// Morph targets first, then the skin; a skinned primitive follows its joints alone (glTF 2.0, section 3.7.3), any
/// other follows world_from_instance, beside skinned ones as if that were its joint.
glm::dvec3 posed_position(const Primitive& primitive, const InstanceInfo& instance, const Moment& moment,
                          std::size_t vertex);

/// Those of all vertices of the instance, primitives one after the other.
/// @param positions  replaced; its memory is used again
void posed_positions(const SceneData& data, const InstanceInfo& instance, const Moment& moment,
                     std::vector<glm::dvec3>& positions);

/// The positions of which triangles of `mesh` make use: a flag per entry of posed_positions().
std::vector<std::uint8_t> drawn_vertices(const Mesh& mesh);

/// World box of what the instance draws at `moment`: of the posed vertices if it is deformed, else of the corners of
/// its rest box, which encloses a rotated mesh with some room.
Box world_box(const SceneData& data, const InstanceInfo& instance, const Moment& moment);

}  // namespace plumb::scene
