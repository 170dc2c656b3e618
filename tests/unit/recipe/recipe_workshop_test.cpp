#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

namespace plumb::testing {
namespace {

const Scene& workshop() {
    static const Scene scene = Scene::load(WORKSHOP_SCENE);
    return scene;
}

TEST(RecipeWorkshop, a_skinned_figure_moves_by_its_mesh_as_by_its_skeleton) {
    const Scene& scene = workshop();
    const InstanceInfo& figure = scene.instances()[instance_of(scene, "figure")];
    ASSERT_GT(figure.joint_count, 0U);
    const Shot plain = shot_of(scene, R"("animation": "none")");
    const auto moved = [&](const char* match) {
        return shot_of(scene, std::string(R"("animation": "none", "objects": [{"match": ")") + match +
                                  R"(", "translation_m": [1, 0, 2]}])");
    };
    const Shot by_mesh = moved("figure");
    const Shot by_skeleton = moved("walker");
    for (std::uint32_t joint = figure.first_joint; joint < figure.first_joint + figure.joint_count; ++joint) {
        const glm::dvec3 was(plain.now.world_from_joint[joint][3]);
        expect_near(glm::dvec3(by_mesh.now.world_from_joint[joint][3]), was + glm::dvec3(1, 0, 2), 1e-9);
        expect_near(glm::dvec3(by_skeleton.now.world_from_joint[joint][3]), was + glm::dvec3(1, 0, 2), 1e-9);
    }
    EXPECT_NE(error_of([&] {
                  (void)shot_of(scene,
                                R"("objects": [{"match": "figure", "scale": 2}, {"match": "walker", "scale": 2}])");
              }).second.find("share a skeleton"),
              std::string::npos);
    EXPECT_EQ(shot_of(scene, R"("objects": [{"match": "walker", "visible": false}])").now.visible[figure.id - 1], 0);
}

TEST(RecipeWorkshop, all_may_hide_and_skinned_figures_with_them) {
    const Shot shot = shot_of(workshop(), R"("objects": [{"match": "*", "visible": false}])");
    for (const std::uint8_t visible : shot.now.visible) EXPECT_EQ(visible, 0);
    const Shot still = shot_of(workshop(), R"("animation": "none")");
    const Shot hidden = shot_of(workshop(), R"("animation": "none", "objects": [{"match": "*", "visible": false}])");
    EXPECT_EQ(hidden.now.world_from_joint, still.now.world_from_joint);
}

TEST(RecipeWorkshop, a_skinned_figure_turns_where_it_stands) {
    const Scene& scene = workshop();
    const Shot shot = shot_of(scene, R"("animation": "none", "objects": [{"match": "figure", "pivot": "base",
        "position_m": [3, 0, -4], "yaw_deg": 77}], "camera": {"position_m": [3, 1, 9], "look_at": "figure"})");
    const glm::dvec3 forward(shot.now.camera.world_from_camera[2]);
    EXPECT_NEAR(forward.x, 0, 0.02);
    EXPECT_LT(forward.z, -0.99);
}

TEST(RecipeWorkshop, a_crowd_of_500_stands_apart_in_poses_of_its_own) {
    const Recipe recipe = recipe_of(R"("copies": [{"node": "figure", "count": 500, "hide_template": true}],
        "dt_s": 0.04, "animation": "none",
        "figures": [{"match": "figure#*", "clip": "workshop", "phase": {"uniform": [0, 0.9]},
                     "joints": {"head": {"rotation_deg": [{"uniform": [-20, 20]}, {"uniform": [-60, 60]}, 0]}}}],
        "scatter": [{"name": "crowd", "match": "figure#*", "on": {"ground": {"size_m": [60, 60]}}, "gap_m": 0.1}])");
    const Scene prepared = recipe.prepare(workshop());
    ASSERT_EQ(prepared.instances().size(), workshop().instances().size() + 500);
    const Shot shot = recipe.shot(prepared, 1, 2);
    const Shot again = recipe.shot(prepared, 1, 2);
    EXPECT_EQ(shot.draws, again.draws);
    EXPECT_EQ(shot.next->world_from_joint, again.next->world_from_joint);
    std::size_t moving_count = 0;
    for (const InstanceInfo& instance : prepared.instances()) {
        if (instance.name.rfind("figure#", 0) != 0) continue;
        EXPECT_EQ(shot.now.visible[instance.id - 1], 1);
        for (std::uint32_t joint = instance.first_joint; joint < instance.first_joint + instance.joint_count; ++joint)
            ASSERT_TRUE(std::isfinite(shot.now.world_from_joint[joint][3].x));
        if (shot.now.world_from_joint[instance.first_joint] != shot.next->world_from_joint[instance.first_joint])
            ++moving_count;
    }
    EXPECT_GT(moving_count, 400U);
}

TEST(RecipeWorkshop, clutter_lies_on_a_table_of_the_bundled_scene) {
    const Scene& scene = workshop();
    const Recipe recipe = recipe_of(R"("scatter": [{"name": "clutter", "match": ["mug_*", "vase", "bottle_*", "bowl"],
        "count": {"choice": [2, 3, 4]}, "on": {"surface": "dining_table"}, "if_full": "hide", "gap_m": 0.01}],
        "camera": {"shell": {"target": "dining_table", "distance_radii": {"uniform": [2, 3]}, "elevation_deg": [20, 60]}},
        "materials": [{"match": "glazed_clay", "hsv_jitter": {"hue_deg": {"uniform": [-180, 180]}}}])");
    for (std::uint64_t frame = 0; frame < 10; ++frame) {
        const Shot shot = recipe.shot(scene, 3, frame);
        double shown = 0;
        for (const char* name : {"mug_0", "mug_1", "mug_2", "vase", "bottle_0", "bottle_1", "bowl"})
            shown += shot.now.visible[instance_of(scene, name)];
        EXPECT_LE(shown, drawn(shot, "scatter/clutter/count")[0] + 2);
        EXPECT_GE(shown, 1);
    }
}

TEST(RecipeWorkshop, every_example_of_the_documentation_draws) {
    std::ifstream file(RECIPE_PAGE);
    std::string line;
    std::string example;
    bool is_inside = false;
    int example_count = 0;
    while (std::getline(file, line)) {
        if (line == "```json") {
            is_inside = true;
            example.clear();
        } else if (line == "```" && is_inside) {
            is_inside = false;
            ++example_count;
            SCOPED_TRACE(example);
            const Recipe recipe = Recipe::parse(example);
            const Scene prepared = recipe.prepare(workshop());
            for (std::uint64_t frame = 0; frame < 8; ++frame)
                EXPECT_FALSE(recipe.shot(prepared, 1, frame).draws.empty());
        } else if (is_inside) {
            example += line + "\n";
        }
    }
    EXPECT_GE(example_count, 10);
}

}  // namespace
}  // namespace plumb::testing
