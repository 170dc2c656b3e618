#pragma once

#include "scene/scene_data.hpp"

#include <cstdint>
#include <vector>

namespace plumb::scene {

/// The nodes that move with a node of a scene and are drawn with it.
struct TemplateNodes {
    std::vector<std::uint32_t> nodes;      ///< parents first; of any node, all ancestors are there, too
    std::vector<std::uint8_t> is_carrier;  ///< per entry of `nodes`: an ancestor that counts by its transform alone
};

/// `root` with everything below it, and with what belongs to it by a skin, until nothing more does: the joints of its
/// skinned meshes with all that is below them, and the meshes (of active nodes, if `root` is one) skinned to its
/// joints.
TemplateNodes template_nodes(const SceneData& data, std::uint32_t root);

}  // namespace plumb::scene
