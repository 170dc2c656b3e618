#include "scene_case.hpp"

#include <limits>

namespace plumb::oracle {

ViewRequest look(const glm::dvec3& eye, const glm::dvec3& target, double fov_y_rad) {
    ViewRequest view;
    view.time_s = 0.3;
    view.dt_s = 0.1;
    Placement& p = view.placement.emplace();
    p.eye = eye;
    p.target = target;
    p.lens.fov_y_rad = fov_y_rad;
    p.lens.near_m = 0.05;
    p.lens.far_m = std::numeric_limits<double>::infinity();
    return view;
}

ViewRequest look_parallel(const glm::dvec3& eye, const glm::dvec3& target, double half_height_m) {
    ViewRequest view = look(eye, target);
    view.placement->lens.is_perspective = false;
    view.placement->lens.half_height_m = half_height_m;
    return view;
}

ViewRequest through_file_camera() {
    ViewRequest view;
    view.time_s = 0.3;
    view.dt_s = 0.1;
    return view;
}

std::vector<SceneCase> all_scenes() {
    std::vector<SceneCase> scenes;
    for (const auto& group : {triangle_scenes(), volume_scenes(), transform_scenes(), camera_scenes(),
                              deformation_scenes(), material_scenes(), format_scenes(), motion_scenes()}) {
        scenes.insert(scenes.end(), group.begin(), group.end());
    }
    return scenes;
}

}  // namespace plumb::oracle
