#pragma once

#include "recipe/place.hpp"
#include "scene/scene_data.hpp"

namespace plumb::recipe {

/// The section `classes`: gives what its patterns match, and all below, the class of that name in place of what the
/// file says. Whoever calls it finishes `data` again.
/// @throws Error  not_found for a pattern that matches nothing, bad_asset for a node of two classes
void set_classes(const Place& classes, scene::SceneData& data);

}  // namespace plumb::recipe
