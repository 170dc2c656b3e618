#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plumb::testing {
namespace {

/// A walker: a body that a clip carries from x = 0 to x = 4 within 4 s, with an arm below it and a face of two targets.
Scene walker_scene() {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_box_mesh({0, 0, 0}, {1, 1, 1});
    const std::uint32_t face = builder.add_triangle_mesh();
    scene::Mesh& face_mesh = builder.data.meshes[face];
    for (int target = 0; target < 2; ++target)
        face_mesh.primitives[0].targets.push_back(
            {.positions = {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}}, .normals = {}, .tangents = {}});
    face_mesh.weights = {0, 0};
    face_mesh.target_names = {"smile", "blink"};
    const std::uint32_t walker = builder.add_node("Walker");
    const std::uint32_t body = builder.add_drawn_node("Body", mesh, walker);
    const std::uint32_t arm = builder.add_drawn_node("Arm", mesh, body);
    builder.data.nodes[arm].translation = {0, 1, 0};
    builder.add_drawn_node("Face", face, body);
    builder.add_drawn_node("Floor", mesh);
    builder.animate(scene::AnimatedProperty::node_translation, body, 3, {0, 4}, {0, 0, 0, 4, 0, 0});
    builder.data.animations.back().name = "walk";
    return builder.build();
}

TEST(RecipeFigures, clip_time_and_speed_are_the_figures_own) {
    const Scene scene = walker_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 0.5, "animation": "none",
        "figures": [{"match": "Walker", "clip": "walk", "phase": 0.5, "speed": 2}])");
    EXPECT_NEAR(origin_of(scene, shot.now, "Body").x, 2, 1e-6);
    EXPECT_NEAR(origin_of(scene, *shot.previous, "Body").x, 1, 1e-6);
    EXPECT_NEAR(origin_of(scene, *shot.next, "Body").x, 3, 1e-6);
    const Shot timed = shot_of(scene, R"("figures": [{"match": "Walker", "time_s": 1}])");
    EXPECT_NEAR(origin_of(scene, timed.now, "Body").x, 1, 1e-6);
}

TEST(RecipeFigures, are_posed_at_the_edges_of_a_read_out) {
    const Scene scene = walker_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 0.5, "animation": "none", "camera": {"readout_s": 0.2},
        "figures": [{"match": "Walker", "clip": "walk", "phase": 0.5, "speed": 2}])");
    ASSERT_TRUE(shot.rolling_shutter && shot.rolling_shutter->next);
    EXPECT_NEAR(origin_of(scene, shot.rolling_shutter->now.top, "Body").x, 1.8, 1e-6);
    EXPECT_NEAR(origin_of(scene, shot.rolling_shutter->now.bottom, "Body").x, 2.2, 1e-6);
    EXPECT_NEAR(origin_of(scene, shot.rolling_shutter->next->bottom, "Body").x, 3.2, 1e-6);
}

TEST(RecipeFigures, joints_turn_and_weights_are_set_by_name) {
    const Scene scene = walker_scene();
    const Shot shot = shot_of(scene, R"("figures": [{"match": "Walker", "joints": {"A*": {"rotation_deg":
        [0, {"uniform": [80, 100]}, 0]}}, "weights": {"smile": {"uniform": [0.2, 0.8]}, "bl?nk": 1}}])");
    const double angle = drawn(shot, "figures/Walker/joints/Arm/rotation_deg")[1];
    EXPECT_GE(angle, 80);
    EXPECT_LE(angle, 100);
    const glm::dmat4& arm = shot.now.world_from_instance[instance_of(scene, "Arm")];
    EXPECT_NEAR(glm::dvec3(arm[2]).x, std::sin(angle * 3.14159265358979 / 180), 1e-9);
    expect_near(glm::dvec3(arm[3]), {0, 1, 0});
    const InstanceInfo& face = scene.instances()[instance_of(scene, "Face")];
    EXPECT_NEAR(shot.now.morph_weights[face.first_weight], drawn(shot, "figures/Walker/weights/smile")[0], 1e-6);
    EXPECT_EQ(shot.now.morph_weights[face.first_weight + 1], 1);
    EXPECT_EQ(shot.next->morph_weights, shot.now.morph_weights);
}

TEST(RecipeFigures, unknown_joints_targets_and_clips_are_named) {
    const Scene scene = walker_scene();
    const auto message = [&](const std::string& members) {
        return error_of([&] { (void)shot_of(scene, "\"figures\": [{\"match\": \"Walker\", " + members + "}]"); })
            .second;
    };
    EXPECT_NE(message(R"("joints": {"Arn": {"rotation_deg": [0, 0, 0]}})").find("/figures/0/joints/Arn"),
              std::string::npos);
    EXPECT_NE(message(R"("joints": {"Arn": {"rotation_deg": [0, 0, 0]}})").find("did you mean 'Arm'"),
              std::string::npos);
    EXPECT_NE(message(R"("weights": {"smil": 1})").find("did you mean 'smile'"), std::string::npos);
    EXPECT_NE(message(R"("clip": "run")").find("/figures/0/clip"), std::string::npos);
    EXPECT_NE(message(R"("phase": 0.5, "time_s": 1)").find("/figures/0/phase"), std::string::npos);
}

TEST(RecipeCopies, stand_apart_each_with_its_own_clip_and_phase) {
    const Scene scene = walker_scene();
    const Recipe recipe = recipe_of(R"("copies": [{"node": "Walker", "count": 20, "hide_template": true}], "dt_s": 0.1,
        "animation": "none", "classes": {"person": "Walker*"},
        "figures": [{"match": "Walker#*", "clip": "walk", "phase": {"uniform": [0.1, 0.9]}}],
        "objects": [{"match": "Walker#*", "translation_m": [0, 0, {"uniform": [0, 100]}]}])");
    const Scene prepared = recipe.prepare(scene);
    ASSERT_EQ(prepared.instances().size(), scene.instances().size() + 20 * 3);
    const Shot shot = recipe.shot(prepared, 3, 4);
    EXPECT_EQ(shot.now.visible[instance_of(prepared, "Body")], 0);
    for (int copy = 1; copy <= 20; ++copy) {
        const std::string walker = "Walker#" + std::to_string(copy);
        const std::string body = "Body#" + std::to_string(copy);
        const double phase = drawn(shot, "figures/" + walker + "/phase")[0];
        const double z = drawn(shot, "objects/" + walker + "/translation_m")[2];
        expect_near(origin_of(prepared, shot.now, body), {4 * phase, 0, z}, 1e-5);
        expect_near(origin_of(prepared, *shot.next, body), {4 * phase + 0.1, 0, z}, 1e-5);
        EXPECT_EQ(shot.now.visible[instance_of(prepared, body)], 1);
        EXPECT_EQ(prepared.classes()[prepared.instances()[instance_of(prepared, body)].semantic], "person");
    }
    EXPECT_NE(error_of([&] {
                  (void)recipe_of(R"("copies": [{"node": "Wolker", "count": 2}])").prepare(scene);
              }).second.find("/copies/0/node"),
              std::string::npos);
}

}  // namespace
}  // namespace plumb::testing
