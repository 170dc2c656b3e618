// Random shots against the oracle: instances, joints, weights and visibility of all three moments, materials and the
// camera are drawn; every third scene has copies. Another round goes row by row, with moments of its own at the edges.
#include "random_shots.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace plumb::oracle {
namespace {

/// Shots of some scenes: each has every so many.
struct Round {
    std::vector<SceneCase> scenes;
    int shot_count;
    Size size_px;
    bool is_rolling = false;

    [[nodiscard]] int step() const { return std::min(static_cast<int>(scenes.size()), shot_count); }
};

/// Draws the shots of one scene and compares them.
/// @return  surface pixels compared
std::size_t compare_shots(const Round& round, int first) {
    const SceneCase& scene_case = round.scenes[static_cast<std::size_t>(first)];
    const Size size_px = round.size_px;
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
    for (int number = first; number < round.shot_count; number += round.step()) {
        Shot shot = draw_shot(random, staged, view);
        if (round.is_rolling) roll(random, staged.scene, shot);
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

void compare_round(const Round& round) {
    std::size_t surface = 0, silent = 0;
    for (int first = 0; first < round.step(); ++first) {
        const std::size_t compared = compare_shots(round, first);
        surface += compared;
        silent += compared == 0 ? 1 : 0;
    }
    std::printf("%d shots of %d scenes: %zu surface pixels compared\n", round.shot_count, round.step(), surface);
    const auto pixels = static_cast<std::size_t>(round.shot_count) * round.size_px.width * round.size_px.height;
    EXPECT_GT(surface, pixels / 20);
    EXPECT_LE(silent, static_cast<std::size_t>(round.step()) / 8) << "scenes of which nothing was compared";
}

TEST(RandomShots, AgreeWithTheOracle) {
    compare_round({all_scenes(), 200, {72, 54}});
}

TEST(RandomShots, AgreeWithTheOracleRowByRow) {
    compare_round({deformation_scenes(), 42, {48, 36}, true});
}

}  // namespace
}  // namespace plumb::oracle
