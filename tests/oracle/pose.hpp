#pragma once

#include "model.hpp"

#include <glm/glm.hpp>

#include <cstdint>
#include <vector>

namespace plumb::oracle {

/// translation * rotation * scale; the quaternion is normalized first.
glm::dmat4 compose(const glm::dvec3& translation, const glm::dvec4& rotation_xyzw, const glm::dvec3& scale);

/// The node hierarchy at one instant.
struct Pose {
    std::vector<glm::dmat4> world_from_node;
    std::vector<std::uint8_t> is_visible;      ///< per node, inherited
    std::vector<std::vector<double>> weights;  ///< per node: its morph weights
};

/// @param animation  index of the clip, -1 for the rest pose
Pose pose_at(const Model& model, double time_s, int animation);

}  // namespace plumb::oracle
