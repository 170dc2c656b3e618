#pragma once

#include "scene/scene_data.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace plumb::scene {

/// Names from the root on, joined by '/'; "node_INDEX" for a node without one.
std::string node_path(const SceneData& data, std::uint32_t node);

/// Index of the node whose path or name is `name`; see Scene::find_node().
/// @throws Error  not_found, invalid_argument
std::uint32_t find_node(const SceneData& data, std::string_view name);

}  // namespace plumb::scene
