#pragma once

#include <glm/glm.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace plumb {

/// How a keypoint stands in a picture. The numbers are COCO's, with `outside` for what is not labelled.
enum class KeypointState : std::uint8_t {
    outside = 0,  ///< not in the image, cut off by the near or far plane, or its instance is absent
    hidden = 1,   ///< something else is seen at its place, or its own figure turns another side to the camera
    visible = 2,
};

/// Asks for a keypoint on every node whose name or path matches.
///
/// A keypoint moves with its node: with a joint of a skin, with a node that draws something, or with the nearest of
/// these above it. In the picture it is visible if what is seen at its very place, between pixel centres, is
/// - farther away than the keypoint, or
/// - of the keypoint's own figure and at most `reach_m` nearer: a joint lies within its limb.
/// A figure is one copy of a template, or all that is skinned to one skeleton with what hangs on its joints; any other
/// instance is one by itself.
struct KeypointRule {
    std::string node;       ///< name or path of nodes; `*` stands for any characters, `?` for any one
    std::string name = {};  ///< of the keypoint; empty: the node's, without the number of a copy
    glm::dvec3 point{0};    ///< in the node's own frame, metres
    double reach_m = 0.15;  ///< metres along the camera's z axis; >= 0
};

/// What a frame says of one keypoint.
struct KeypointAnnotation {
    std::string name;
    std::uint32_t instance = 0;       ///< id of the instance that it belongs to
    std::uint32_t figure = 0;         ///< lowest id of its figure's instances
    glm::dvec3 position{0};           ///< camera frame, metres
    std::optional<glm::dvec2> pixel;  ///< continuous coordinates, perhaps outside the image; none if not in front
    KeypointState state = KeypointState::outside;
};

}  // namespace plumb
