#pragma once

#include "compare.hpp"
#include "labels.hpp"
#include "shapes.hpp"

#include <functional>
#include <string>
#include <vector>

namespace plumb::oracle {

/// One generated scene and how it is looked at.
struct SceneCase {
    std::string name;  ///< also the seed
    std::function<void(SceneWriter&, Random&)> build;
    ViewRequest view;  ///< its size is set from `sizes`
    Allowance allowance = {};
    std::vector<std::pair<int, int>> sizes = {{96, 72}, {101, 77}};
    bool is_glb = true;
};

/// A view from `eye` to `target` with far planes at infinity; t = 0.3 s, dt = 0.1 s.
ViewRequest look(const glm::dvec3& eye, const glm::dvec3& target, double fov_y_rad = 0.9);
/// The same in parallel projection.
ViewRequest look_parallel(const glm::dvec3& eye, const glm::dvec3& target, double half_height_m);
/// Through the first camera of the file.
ViewRequest through_file_camera();

std::vector<SceneCase> triangle_scenes();     ///< soups, slivers, fans, large and small
std::vector<SceneCase> volume_scenes();       ///< closed meshes from inside; what the near, far and eye plane cut
std::vector<SceneCase> transform_scenes();    ///< mirrored, sheared, deep, instanced, far from the origin
std::vector<SceneCase> camera_scenes();       ///< lenses, projections, moving and turning cameras
std::vector<SceneCase> deformation_scenes();  ///< skins and morphs
std::vector<SceneCase> material_scenes();     ///< cut-outs, textures, sides, colours
std::vector<SceneCase> format_scenes();       ///< how the same numbers can be stored
std::vector<SceneCase> motion_scenes();       ///< animation modes, visibility, coincidence, classes

std::vector<SceneCase> lens_scenes();  ///< some of the others through distortion, fisheyes and in panoramas

std::vector<SceneCase> rolling_scenes();  ///< some of the others row by row

/// All of the above in this order, but those through lenses and those row by row.
std::vector<SceneCase> all_scenes();

}  // namespace plumb::oracle
