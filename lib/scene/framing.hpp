#pragma once

#include "scene/scene_data.hpp"

namespace plumb::scene {

/// World box of all visible instances in the rest pose, metres; empty if there are none.
Box rest_bounds(const SceneData& data);

/// A camera that sees `box` whole in images of at least `narrowest_aspect` (width over height), from the front (+z),
/// raised and turned to the right. An empty box is treated as a cube of 2 m around the origin.
Camera frame_box(const Box& box, double narrowest_aspect = 0.5);

}  // namespace plumb::scene
