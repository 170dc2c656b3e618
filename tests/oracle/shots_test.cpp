// Random shots against the oracle: instances, joints, weights and visibility of all three moments, materials and the
// camera are drawn; every third scene has copies.
#include "random_shots.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace plumb::oracle {
namespace {

constexpr int shot_count = 200;
constexpr Size size_px{72, 54};

/// Draws shots of one scene and compares them.
/// @return  surface pixels compared
std::size_t compare_shots(const SceneCase& scene_case, int first, int step) {
    const char* seed = std::getenv("PLUMB_ORACLE_SEED");
    Random random("shots of " + scene_case.name + (seed != nullptr ? seed : ""));
    const SceneFile file(scene_case);
    const Staged staged = load_staged(file.path(), first % 3 == 0, random);
    EXPECT_EQ(staged.scene.instances().size(), staged.model.instances.size());
    Renderer renderer(shared_device(), staged.scene, label_options(size_px));
    ViewRequest view = scene_case.view;
    view.width = static_cast<int>(size_px.width);
    view.height = static_cast<int>(size_px.height);
    std::size_t surface = 0;
    for (int number = first; number < shot_count; number += step) {
        const Shot shot = draw_shot(random, staged, view);
        const Arrays arrays = arrays_of(renderer.render(shot));
        const Model model = dressed(staged.model, shot);
        StagedFrame frame = stage(model, staged.scene, shot, size_px);
        const Allowance allowance{0.4, 0.8, 0};  // a few pixels wide, many things are all edges
        const std::string name = "shot " + std::to_string(number) + " of " + scene_case.name;
        const Report report = compare(render_labels(model, frame), arrays, allowance);
        EXPECT_EQ(report.violation_count, 0U) << report.text(name);
        surface += report.surface_compared;
        if (!model.has_see_through()) continue;
        frame.looks_through = true;
        const Report through = compare(render_labels(model, frame), labels_through(arrays), allowance);
        EXPECT_EQ(through.violation_count, 0U) << through.text(name + " through");
    }
    return surface;
}

TEST(RandomShots, AgreeWithTheOracle) {
    const std::vector<SceneCase> scenes = all_scenes();
    const auto step = std::min(static_cast<int>(scenes.size()), shot_count);
    std::size_t surface = 0, silent = 0;
    for (int first = 0; first < step; ++first) {
        const std::size_t compared = compare_shots(scenes[static_cast<std::size_t>(first)], first, step);
        surface += compared;
        silent += compared == 0 ? 1 : 0;
    }
    std::printf("%d shots of %d scenes: %zu surface pixels compared\n", shot_count, step, surface);
    EXPECT_GT(surface, std::size_t{shot_count} * size_px.width * size_px.height / 20);
    EXPECT_LE(silent, static_cast<std::size_t>(step) / 8) << "scenes of which nothing was compared";
}

}  // namespace
}  // namespace plumb::oracle
