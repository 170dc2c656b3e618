#pragma once

#include "scene/scene_data.hpp"

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plumb::scene {

/// What a clip says of one node at one instant; what it leaves alone is empty.
struct DrivenNode {
    std::optional<glm::dvec3> translation;
    std::optional<glm::dquat> rotation;
    std::optional<glm::dvec3> scale;
    std::optional<bool> is_visible;
};

/// Morph weights of one node at one instant.
struct DrivenWeights {
    std::uint32_t node = none;
    std::uint32_t first = 0;  ///< index of values[0] among the node's weights
    std::vector<double> values;
};

/// The part of a clip at one instant that concerns nodes.
struct SampledClip {
    std::vector<std::uint32_t> driven_index;  ///< per node: into `driven`, or none; empty if no node is driven
    std::vector<DrivenNode> driven;
    std::vector<DrivenWeights> weights;

    [[nodiscard]] const DrivenNode* find(std::uint32_t node) const noexcept {
        if (driven_index.empty() || driven_index[node] == none) return nullptr;
        return &driven[driven_index[node]];
    }
};

/// True for what SampledClip holds.
bool drives_node(const AnimationChannel& channel);

/// Takes the value of a channel that drives a node into `clip`, as that of node number `node` of `node_count`.
/// @throws Error  bad_asset if a rotation cannot be interpolated
void sample_channel(const AnimationChannel& channel, const AnimationSampler& sampler, double time_s, std::uint32_t node,
                    std::size_t node_count, SampledClip& clip);

/// @param animation  index into SceneData::animations; none for the rest pose
/// @throws Error  bad_asset if a rotation cannot be interpolated
SampledClip sample_clip(const SceneData& data, std::optional<std::uint32_t> animation, double time_s);

/// True if poses, visibility, morph weights or cameras depend on the time.
bool is_moving(const SceneData& data, std::optional<std::uint32_t> animation);

/// A glTF camera and light with their animated numbers at `time_s`.
CameraData camera_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                     std::uint32_t camera);
std::vector<LightData> light_data_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s);

/// All materials at `time_s`; none if the clip drives no material.
std::optional<std::vector<Material>> materials_at(const SceneData& data, std::optional<std::uint32_t> animation,
                                                  double time_s);

}  // namespace plumb::scene
