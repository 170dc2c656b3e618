#pragma once

#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

namespace plumb::render {

/// Checks what a shot says of materials, sky, fog and sensor.
/// @throws Error  invalid_argument if an index, a number or a combination in it cannot be used
void check_look(const scene::SceneData& data, const Shot& shot);

}  // namespace plumb::render
