#include "scene_case.hpp"

#include <stdexcept>

namespace plumb::oracle {
namespace {

using Kind = Distortion::Kind;

struct LensRow {
    const char* name;
    Lens lens;
    std::optional<Pinhole> pinhole = {};
};

Lens with(Distortion distortion, double fov_y_rad = 0.9) {
    Lens lens;
    lens.fov_y_rad = fov_y_rad;
    lens.distortion = std::move(distortion);
    return lens;
}

const LensRow barrel{"barrel", with({Kind::brown_conrady, {-0.25, 0.06, 0.002, -0.003}})};
const LensRow pincushion{"pincushion", with({Kind::brown_conrady, {0.2, 0.05, -0.001, 0.002, 0.01}})};
const LensRow rational{"rational", with({Kind::brown_conrady, {0.4, 0.1, 0.01, -0.015, 0.02, 0.9, 0.2, 0.03}})};
/// Folds 46.5 degrees off the axis, outside the image.
const LensRow folding{"folding", with({Kind::brown_conrady, {-0.3, 0, 0, 0}}, 0.7)};
const LensRow vignetted{"vignetted", with({Kind::brown_conrady, {-0.3, 0.05, 0.001, 0}, 0.55})};
const LensRow fisheye_lens{"fisheye", with({Kind::fisheye, {-0.02, 0.002, -0.0001, 0}})};
const LensRow fisheye_circle{"fisheye_circle", with({Kind::fisheye, {0.01, 0, 0, 0}, 1.7}), Pinhole{20, 21, 45, 40}};
const LensRow panorama{"panorama", with({Kind::equirectangular})};
const LensRow part_of_panorama{"part_of_panorama", with({Kind::equirectangular}), Pinhole{40, 45, 30, 20}};

/// The scene of another case, seen through a lens at all moments.
SceneCase through(const LensRow& row, const std::string& name) {
    for (const SceneCase& other : all_scenes()) {
        if (other.name != name) continue;
        SceneCase scene = other;
        scene.name = name + "_" + row.name;
        scene.allowance = {0.05, 0.08, 0.01};
        scene.sizes = {{64, 48}, {67, 51}};
        if (!scene.view.placement) throw std::invalid_argument(name + " is seen by a camera of its file");
        for (std::optional<Placement>* const placement :
             {&scene.view.placement, &scene.view.next_placement, &scene.view.previous_placement}) {
            if (!*placement) continue;
            const Lens old = (*placement)->lens;
            (*placement)->lens = row.lens;
            (*placement)->lens.near_m = old.near_m;
            (*placement)->lens.far_m = old.far_m;
            (*placement)->pinhole = row.pinhole;
        }
        return scene;
    }
    throw std::invalid_argument("no scene is called " + name);
}

}  // namespace

std::vector<SceneCase> lens_scenes() {
    std::vector<SceneCase> scenes;
    const auto add = [&](const LensRow& row, std::initializer_list<const char*> names) {
        for (const char* name : names) scenes.push_back(through(row, name));
    };
    add(barrel,
        {"rolled", "near_and_far_plane", "morph", "leaf_cards", "glass_crowd", "far_nodes", "turning_under_the_sky"});
    add(pincushion, {"off_centre", "crowd_fast", "glass", "turning_environment"});
    add(rational, {"rolled", "passing_boxes", "cut_nearest"});
    add(folding, {"crowd"});
    add(vignetted, {"rolled", "rolling_under_the_sky", "turning_around", "crowd"});
    add(fisheye_lens,
        {"around_the_eye", "turning_around", "skin_one_sided", "glass_appears", "sheared", "inside_rock"});
    add(fisheye_circle, {"around_the_eye", "passing_boxes", "turning_environment", "crowd"});
    add(panorama, {"around_the_eye", "passing_boxes", "near_and_far_plane", "hidden_nodes", "far_nodes",
                   "turning_around", "rolled", "inside_rock"});
    add(part_of_panorama, {"ground_moving", "turning_environment", "many_sizes"});
    return scenes;
}

}  // namespace plumb::oracle
