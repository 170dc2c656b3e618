#pragma once

#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

namespace plumb::scene {

/// The shot that `options` describe; their indices are in range and their numbers finite.
Shot make_shot(const SceneData& data, const ShotOptions& options);

}  // namespace plumb::scene
