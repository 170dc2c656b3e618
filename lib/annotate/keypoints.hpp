#pragma once

#include "scene/scene_data.hpp"

#include <plumb/annotate.hpp>
#include <plumb/keypoint.hpp>

#include <glm/glm.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb::annotation {

/// A keypoint and what carries it through a moment.
struct Keypoint {
    std::string name;
    std::uint32_t node = 0;              ///< glTF index
    std::uint32_t instance = 0;          ///< index, id - 1
    std::optional<std::uint32_t> joint;  ///< into Moment::world_from_joint; else world_from_instance carries it
    glm::dvec3 point{0};                 ///< in the space that the matrix starts from
    double reach_m = 0;                  ///< see KeypointRule
};

/// Which figure each instance belongs to, told by the lowest index of its instances: the instances of one copy, or
/// those that are skinned to one skeleton and what hangs on its joints; any other is a figure alone.
std::vector<std::uint32_t> figures_of(const scene::SceneData& data);

/// The keypoints that the file's nodes list in their extras, and those of `rules`, figure by figure; within a figure
/// the file's first, then rule by rule, in depth-first order of their nodes.
/// @throws Error  not_found for a rule that matches no node, unsupported for a node whose place a moment does not tell,
///                invalid_argument for numbers that are not finite or below 0
std::vector<Keypoint> find_keypoints(const scene::SceneData& data, std::span<const KeypointRule> rules);

/// Adds where each keypoint is. Its state is `outside` if it is not in the image or its instance is absent, else
/// `hidden` until told otherwise.
/// @return  of each keypoint, how far along its ray it is as it is exposed, see scene::along(); 0 where that is unknown
std::vector<double> place_keypoints(std::span<const Keypoint> keypoints, std::span<const std::uint32_t> figures,
                                    const Shot& shot, Size size, FrameAnnotations& annotations);

}  // namespace plumb::annotation
