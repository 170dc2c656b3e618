#include "scene_case.hpp"

#include <stdexcept>

namespace plumb::oracle {
namespace {

using Kind = Distortion::Kind;

/// A read-out and how the camera goes meanwhile.
struct RollingRow {
    const char* name;
    double readout_s;
    Travel travel = {};
    std::optional<Distortion> lens = {};
};

const RollingRow standing{"standing", 0.08};
const RollingRow lingering{"lingering", 0.4};  // for what moves slowly
const RollingRow lingering_upwards{"lingering_upwards", -0.4};
const RollingRow drifting{"drifting", 0.4, {{0.6, 0.2, 0}, {0.6, 0.2, 0}, {}}};
const RollingRow drifting_barrel{"drifting_barrel",
                                 0.4,
                                 {{0.5, 0.2, 0.1}, {0.6, 0.2, 0.1}, {}},
                                 {{Kind::brown_conrady, {-0.25, 0.06, 0.002, -0.003}}}};
const RollingRow brief{"brief", 0.004};
const RollingRow standing_upwards{"standing_upwards", -0.08};
const RollingRow sideways{"sideways", 0.05, {{9, 0, 0}, {9, 0, 0}, {}}};
const RollingRow falling{"falling", 0.05, {{0, -7, -3}, {0, -7, -3}, {}}};
const RollingRow rising_upwards{"rising_upwards", -0.06, {{0, 6, 1}, {0, 6, 1}, {}}};
const RollingRow panning{"panning", 0.05, {{}, {1.9, 0.6, 0}, {}}};
const RollingRow spinning{"spinning", 0.06, {{1, 0, -2}, {1, 0.3, -2}, {3, -1, 0}}};
const RollingRow rolling_barrel{
    "barrel", 0.05, {{5, -2, 0}, {5.5, -2, 0}, {1, 0, 0}}, {{Kind::brown_conrady, {-0.25, 0.06, 0.002, -0.003}}}};
const RollingRow rolling_vignetted{
    "vignetted", 0.05, {{5, -2, 0}, {5.5, -2, 0}, {1, 0, 0}}, {{Kind::brown_conrady, {-0.3, 0.05, 0.001, 0}, 0.4}}};
const RollingRow rolling_fisheye{
    "fisheye", 0.05, {{4, 2, 1}, {4.5, 2, 1}, {1, 0, 0}}, {{Kind::fisheye, {-0.02, 0.002, -0.0001, 0}}}};
const RollingRow rolling_panorama{"panorama", 0.05, {{3, 2, 1}, {3.5, 2, 1}, {1, 0, 0}}, {{Kind::equirectangular}}};

/// The scene of another case, row by row.
SceneCase through(const RollingRow& row, const std::string& name) {
    for (const SceneCase& other : all_scenes()) {
        if (other.name != name) continue;
        SceneCase scene = other;
        scene.name = name + "_" + row.name;
        scene.allowance = {0.06, 0.1, 0.01};
        scene.sizes = {{48, 36}, {51, 39}};
        scene.view.readout_s = row.readout_s;
        scene.view.next_placement.reset();
        scene.view.previous_placement.reset();
        if (!scene.view.placement) return scene;  // a camera of the file goes as the file says
        scene.view.travel = row.travel;
        if (row.lens) scene.view.placement->lens.distortion = *row.lens;
        return scene;
    }
    throw std::invalid_argument("no scene is called " + name);
}

}  // namespace

std::vector<SceneCase> rolling_scenes() {
    std::vector<SceneCase> scenes;
    const auto add = [&](const RollingRow& row, std::initializer_list<const char*> names) {
        for (const char* name : names) scenes.push_back(through(row, name));
    };
    add(standing, {"crowd_fast", "many_keys", "moving_camera", "deep_animated", "alone"});
    add(lingering, {"skin_rigid", "skin_blended", "skin_flat", "skin_eight_influences", "skin_morphed", "skin_bumpy",
                    "skin_one_sided", "morph", "morph_flat", "morph_turning"});
    add(lingering_upwards, {"skin_mirrored", "morph_cubic"});
    add(drifting, {"skin_blended", "morph_turning"});
    add(drifting_barrel, {"skin_morphed", "morph_turning"});
    add(brief, {"hidden_nodes"});
    add(standing_upwards, {"crowd", "glass_crowd", "turning_environment"});
    add(sideways, {"stretched_pixels", "cut_nearest", "passing_boxes", "far_nodes"});
    add(falling, {"crowd", "coincident", "near_and_far_plane"});
    add(rising_upwards, {"glass_before_the_sky", "leaf_cards", "mirrored"});
    add(panning, {"turning_under_the_sky", "crowd", "crowd_fast", "sheared"});
    add(spinning, {"turning_environment", "crowd", "around_the_eye"});
    add(rolling_barrel, {"crowd", "cut_nearest"});
    add(rolling_vignetted, {"crowd"});
    add(rolling_fisheye, {"crowd", "around_the_eye"});
    add(rolling_panorama, {"crowd", "passing_boxes"});
    return scenes;
}

}  // namespace plumb::oracle
