#pragma once

#include "recipe/place.hpp"
#include "scene/scene_data.hpp"

namespace plumb::recipe {

/// Adds what the section `keypoints` asks for behind those that the file's nodes list.
/// @throws Error  not_found for a pattern that matches nothing
void add_keypoints(const Place& keypoints, scene::SceneData& data);

}  // namespace plumb::recipe
