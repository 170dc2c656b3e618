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

/// Transform of a node relative to its parent; `driven` may be null.
glm::dmat4 local_matrix(const Node& node, const DrivenNode* driven);

/// Whether a node is visible as far as it depends on itself.
bool shows_itself(const Node& node, const DrivenNode* driven);

/// Product of affine matrices; skips the bottom row, which stays 0 0 0 1.
glm::dmat4 chain(const glm::dmat4& world_from_parent, const glm::dmat4& parent_from_node);

/// The morph weights of an instance without any clip; `weights` has room for its weight_count.
void write_rest_weights(const SceneData& data, const InstanceInfo& instance, float* weights);
/// What a clip says of them.
void write_driven_weights(const DrivenWeights& driven, const InstanceInfo& instance, float* weights);

/// Visible lights of the active scene at `time_s`, depth-first.
/// @param is_left_out  per node: not zero where its light does not count; may be empty
std::vector<Light> lights_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                             const std::vector<std::uint8_t>& is_left_out = {});

/// The light of a node.
/// @param source  what SceneData::lights says, at the instant
Light placed_light(const LightData& source, const std::string& node_name, const glm::dmat4& world_from_node);

/// Pose of a camera on a glTF node: OpenCV axes, scale and shear removed. The view direction is the node's -z; up is
/// the part of its +y that is perpendicular to it; right follows from both, so that a mirrored node shows no mirror
/// image.
/// @return  none if the matrix leaves view direction or up undefined
std::optional<glm::dmat4> camera_pose(const glm::dmat4& world_from_node);

}  // namespace plumb::scene
