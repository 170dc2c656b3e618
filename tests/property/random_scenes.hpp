#pragma once

#include "scene_case.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plumb::property {

/// A scene drawn at random from `seed`: shapes, materials, classes, motion, skin, camera. Its sizes are small.
oracle::SceneCase random_scene(int seed);

/// The same scene whose file lists the materials in the order `order`: entry i is the material that stood at order[i].
oracle::SceneCase with_materials_reordered(const oracle::SceneCase& scene, std::span<const int> order);

/// Materials in each random scene.
inline constexpr int material_count = 5;

/// Seeds below this are those of the scenes that every property is tried on.
inline constexpr int random_scene_count = 24;

/// Every third scene of the oracle, which every property is tried on too.
std::vector<oracle::SceneCase> other_scenes();

}  // namespace plumb::property
