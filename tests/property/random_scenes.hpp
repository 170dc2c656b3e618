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

/// The random scenes, and every third scene of the oracle.
std::vector<oracle::SceneCase> scenes();

}  // namespace plumb::property
