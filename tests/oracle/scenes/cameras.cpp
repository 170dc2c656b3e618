#include "scene_case.hpp"

namespace plumb::oracle {
namespace {

/// A floor, a back wall and things between, some of which turn.
void room(SceneWriter& w, Random& random) {
    w.node({{"mesh", w.mesh({sheet(8, [](float u, float v) { return glm::vec3(16 * u - 8, -2, 14 * v - 14); })})}});
    w.node({{"mesh", w.mesh({square(4)})}, {"translation", {1, 1, -13}}});
    const int shapes[] = {w.mesh({box(0.6F)}), w.mesh({ball(0.7F, 8)}), w.mesh({rock(random, 0.7F, 8, 0.2F)})};
    for (int i = 0; i < 15; ++i) {
        const int node = w.node({{"mesh", shapes[i % 3]},
                                 {"translation", list(random.in_box({-4, -1.5F, -11}, {4, 2, -5}))},
                                 {"rotation", list(random.quaternion())}});
        if (i % 2 == 0)
            w.track({node, "rotation", {0, 1}, joined(std::vector{random.quaternion(), random.quaternion()})});
        if (i % 5 == 0) w.track({node, "translation", {0, 1}, {-2, 0, -7, 2, 0.5F, -6}});
    }
}

void few_objects(SceneWriter& w, Random& random) {
    const int mesh = w.mesh({box(0.5F)});
    for (int i = 0; i < 12; ++i) {
        w.node({{"mesh", mesh}, {"translation", list(random.in_box({-6, -4, -9}, {6, 4, -6}))}});
    }
}

ViewRequest with_pinhole(const Pinhole& pinhole) {
    ViewRequest view = look({0, 0, 0}, {0, 0, -1});
    view.placement->pinhole = pinhole;
    return view;
}

ViewRequest turning(double yaw_rad, double roll_rad, bool is_perspective = true) {
    ViewRequest view = is_perspective ? look({0, 0, 0}, {0, 0, -1}) : look_parallel({0, 0, 0}, {0, 0, -1}, 4);
    view.next_placement = view.previous_placement = view.placement;
    view.next_placement->target = {std::sin(yaw_rad), 0.02, -std::cos(yaw_rad)};
    view.next_placement->up = {std::sin(roll_rad), std::cos(roll_rad), 0};
    view.previous_placement->target = {-std::sin(yaw_rad), 0, -std::cos(yaw_rad)};
    return view;
}

/// A camera that moves and turns below a tilted rig.
void with_rig(SceneWriter& w, Random& random, int lens) {
    room(w, random);
    const int camera = w.node({{"camera", lens}, {"name", "eye"}}, false);
    w.node({{"children", {camera}}, {"rotation", list(turn({1, 0.2F, 0}, -0.15))}, {"translation", {0, 1, 1}}});
    w.track({camera, "translation", {0, 1}, {0, 0, 0, 1.5F, 0.3F, -2}});
    w.track({camera, "rotation", {0, 1}, joined(std::vector{turn({0, 1, 0}, 0), turn({0.3F, 1, 0.4F}, 0.5)})});
}

}  // namespace

std::vector<SceneCase> camera_scenes() {
    const Allowance busy{0.02, 0.06, 0.3};
    const Allowance sparse{0.02, 0.05, 0.02};
    const auto perspective_rig = [](SceneWriter& w, Random& r) { with_rig(w, r, w.perspective(0.9, 0.05, 200)); };
    const auto endless_rig = [](SceneWriter& w, Random& r) { with_rig(w, r, w.perspective(0.7, 0.05)); };
    const auto parallel_rig = [](SceneWriter& w, Random& r) { with_rig(w, r, w.orthographic(4, 5.5, 0.1, 60)); };
    ViewRequest near_parallel = look_parallel({0, 0, -3}, {0.2, -0.1, -4}, 3.5);
    near_parallel.placement->lens.near_m = 3;
    near_parallel.placement->lens.far_m = 8;
    ViewRequest parallel_zero = look_parallel({0.3, 0.2, -7}, {0.3, 0.1, -8}, 2.5);
    parallel_zero.placement->lens.near_m = 0;
    ViewRequest environment = look({0, 0, 0}, {0, 0, -1});
    environment.environment_turn_rad = 0.05;
    ViewRequest rolled = look({0, 1, 0}, {0.5, 0, -6});
    rolled.placement->up = {0.7, 0.7, 0.1};
    return {
        {"off_centre", room, with_pinhole({100, 100, 20.25, 60.5}), busy},
        {"centre_outside", room, with_pinhole({90, 90, -20, -15}), {0.02, 0.06, 0.05}},
        {"stretched_pixels", room, with_pinhole({70, 110, 48, 36}), busy},
        {"parallel", room, look_parallel({0, 1, 0}, {0.4, -0.5, -8}, 4), busy},
        {"parallel_volume", room, near_parallel, {0.02, 0.06, 0.05}},
        {"parallel_from_within", room, parallel_zero, {0.02, 0.06, 0.05}},
        {"parallel_moving", parallel_rig, through_file_camera(), busy},
        {"parallel_turning", few_objects, turning(0.06, 0.04, false), sparse},
        {"wide", room, look({0, 0, -3}, {0, -0.2, -8}, 2.6), busy},
        {"tele", room, look({60, 30, 200}, {0, 0, -8}, 0.02), busy},
        {"rolled", room, rolled, busy},
        {"moving_camera", perspective_rig, through_file_camera(), busy},
        {"moving_camera_endless", endless_rig, through_file_camera(), busy},
        {"turning_under_the_sky", few_objects, turning(0.07, 0), sparse},
        {"rolling_under_the_sky", few_objects, turning(0.02, 0.3), sparse},
        {"turning_around", few_objects, turning(1.9, 0), {0.08, 0.05, 0.02}},
        {"turning_environment", few_objects, environment, sparse},
    };
}

}  // namespace plumb::oracle
