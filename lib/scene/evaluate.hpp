#pragma once

#include "scene/clip.hpp"
#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace plumb::scene {

/// All nodes at one instant, by glTF index.
struct NodeStates {
    std::vector<glm::dmat4> world_from_node;  ///< metres
    std::vector<std::uint8_t> is_visible;     ///< KHR_node_visibility, inherited
};

/// An entry of SceneData::camera_infos, evaluated at the instant, or a camera that stays as it is.
using CameraChoice = std::variant<std::uint32_t, Camera>;

NodeStates evaluate_nodes(const SceneData& data, const SampledClip& clip);

/// World matrices, visibility, joints and weights of all instances and the camera, at `time_s` of the clip.
///
/// @param animation  index into SceneData::animations; none for the rest pose
/// @throws Error     bad_asset if a rotation cannot be interpolated or the camera's node has no orientation
Moment evaluate(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                const CameraChoice& camera);

/// Visible lights of the active scene at `time_s`, depth-first.
std::vector<Light> lights_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s);

/// Pose of a camera on a glTF node: OpenCV axes, scale and shear removed. The view direction is the node's -z; up is
/// the part of its +y that is perpendicular to it; right follows from both, so that a mirrored node shows no mirror
/// image.
/// @return  none if the matrix leaves view direction or up undefined
std::optional<glm::dmat4> camera_pose(const glm::dmat4& world_from_node);

}  // namespace plumb::scene
