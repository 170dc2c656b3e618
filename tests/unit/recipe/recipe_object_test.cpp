#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

namespace plumb::testing {
namespace {

TEST(RecipeObjects, empty_recipe_is_the_scene_as_it_is) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, "");
    const Shot plain = scene.default_shot();
    EXPECT_EQ(shot.now.world_from_instance, plain.now.world_from_instance);
    EXPECT_EQ(shot.now.visible, plain.now.visible);
    EXPECT_EQ(shot.now.camera.world_from_camera, plain.now.camera.world_from_camera);
    EXPECT_EQ(shot.previous->world_from_instance, plain.previous->world_from_instance);
    ASSERT_EQ(shot.lights.size(), 1U);
    EXPECT_EQ(shot.lights[0].position, plain.lights[0].position);
    EXPECT_TRUE(shot.draws.empty());
}

TEST(RecipeObjects, translation_position_yaw_and_scale_move_about_the_pivot) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("objects": [
        {"match": "Mug1", "translation_m": [1, 2, 3]},
        {"match": "Mug2", "position_m": [5, 6, 7], "yaw_deg": 90},
        {"match": "Mug3", "scale": [1, 2, 3], "pivot": "base"},
        {"match": "Mug4", "rotation_deg": [180, 0, 0], "pivot": "center"}])");
    expect_near(origin_of(scene, shot.now, "Mug1"), {1, 3, 3});
    const glm::dmat4& second = shot.now.world_from_instance[instance_of(scene, "Mug2")];
    expect_near(transformed(second, {0, 0, 0}), {5, 6, 7});
    expect_near(transformed(second, {0, 0, 1}), {6, 6, 7});  // positive yaw turns +z to +x
    expect_near(transformed(second, {1, 0, 0}), {5, 6, 6});
    const glm::dmat4& third = shot.now.world_from_instance[instance_of(scene, "Mug3")];
    expect_near(transformed(third, {0.1, 0.2, 0.1}), {0.7, 1.4, 0.3}, 1e-7);
    const glm::dmat4& fourth = shot.now.world_from_instance[instance_of(scene, "Mug4")];
    expect_near(transformed(fourth, {0, 0, 0}), {0.9, 1.2, 0}, 1e-7);
    expect_near(transformed(fourth, {0, 0.2, 0}), {0.9, 1, 0}, 1e-7);
    EXPECT_TRUE(shot.draws.empty());
}

TEST(RecipeObjects, a_moved_node_takes_all_below_it_along_and_both_may_move) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("objects": [
        {"match": "Tray", "translation_m": [1, 0, 0], "yaw_deg": 90}, {"match": "Cup", "translation_m": [0, 0, 1]}])");
    // The cup first moves to z = 1 beside the tray's origin, then turns and moves with the tray.
    expect_near(origin_of(scene, shot.now, "Cup"), {2, 2, 0});
}

TEST(RecipeObjects, velocities_move_the_neighbours_and_not_the_shot) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 0.5, "objects": [
        {"match": "Mug1", "linear_velocity_m_s": [2, 0, 0]}, {"match": "Tray", "angular_velocity_deg_s": [0, 180, 0]}])");
    expect_near(origin_of(scene, shot.now, "Mug1"), {0, 1, 0});
    expect_near(origin_of(scene, *shot.previous, "Mug1"), {-1, 1, 0});
    expect_near(origin_of(scene, *shot.next, "Mug1"), {1, 1, 0});
    const std::size_t cup = instance_of(scene, "Cup");
    expect_near(transformed(shot.next->world_from_instance[cup], {0, 0, 1}), {1, 2, 0});
    expect_near(transformed(shot.previous->world_from_instance[cup], {0, 0, 1}), {-1, 2, 0});
    EXPECT_EQ(shot.next->time_s, 0.5);
    EXPECT_EQ(shot.previous->time_s, -0.5);
}

TEST(RecipeObjects, hidden_is_hidden_at_all_three_moments_with_all_below) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("objects": [
        {"match": "Tray", "visible": false}, {"match": "Cup", "visible": true}, {"match": "Mug1", "visible": false}])");
    for (const Moment* moment : {&shot.now, &*shot.previous, &*shot.next}) {
        EXPECT_EQ(moment->visible[instance_of(scene, "Cup")], 0);
        EXPECT_EQ(moment->visible[instance_of(scene, "Mug1")], 0);
        EXPECT_EQ(moment->visible[instance_of(scene, "Mug2")], 1);
    }
}

TEST(RecipeObjects, except_leaves_out_some_of_what_matches) {
    const Scene scene = table_scene();
    const Shot plain = shot_of(scene, "");
    const std::string move = R"("translation_m": [0, 7, 0]}])";
    const auto moved = [&](const std::string& patterns) {
        const Shot shot = shot_of(scene, R"("objects": [{)" + patterns + ", " + move);
        std::string names;
        for (const InstanceInfo& instance : scene.instances())
            if (shot.now.world_from_instance[instance.id - 1] != plain.now.world_from_instance[instance.id - 1])
                names += instance.name + " ";
        return names;
    };
    EXPECT_EQ(moved(R"("match": "Mug*", "except": "Mug2")"), "Mug1 Mug3 Mug4 ");
    EXPECT_EQ(moved(R"("match": "*", "except": ["Table", "Mug?"], "together": true)"), "Cup ");
    // With the upper one left out, what lies below it is matched for itself.
    EXPECT_EQ(moved(R"("match": ["Tray", "Cup"], "except": "Tray")"), "Cup ");
    EXPECT_EQ(moved(R"("match": "*", "except": ["Cup", "Tray"])"), "Table Mug1 Mug2 Mug3 Mug4 ");
    EXPECT_EQ(moved(R"("match": "Mug*", "except": ["Mug2", "Jug"], "optional": true)"), "Mug1 Mug3 Mug4 ");
    const auto problem = [&](const std::string& patterns) { return error_of([&] { (void)moved(patterns); }).second; };
    for (const auto& [patterns, part] : {std::pair(R"("match": "Mug*", "except": "Mog2")", "'Mug2'"),
                                         std::pair(R"("match": "Mug*", "except": "Cup")", "leaves out nothing"),
                                         std::pair(R"("match": "*", "except": "Cup")", "'Cup' below 'Tray'")}) {
        EXPECT_NE(problem(patterns).find("/objects/0/except: found "), std::string::npos) << problem(patterns);
        EXPECT_NE(problem(patterns).find(part), std::string::npos) << problem(patterns);
    }
    // Draws are called by what they are for: leaving out one changes no other.
    const std::string yaw = R"("yaw_deg": {"uniform": [0, 360]}}])";
    const Shot all = shot_of(scene, R"("objects": [{"match": "Mug*", )" + yaw);
    const Shot some = shot_of(scene, R"("objects": [{"match": "Mug*", "except": "Mug2", )" + yaw);
    EXPECT_EQ(drawn(some, "objects/Mug3/yaw_deg"), drawn(all, "objects/Mug3/yaw_deg"));
    EXPECT_FALSE(has_draw(some, "objects/Mug2/yaw_deg"));
}

TEST(RecipeObjects, swap_shows_exactly_one_with_its_weight) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("swap": [{"name": "mug", "among": ["Mug1", "Mug2", "Mug[34]*", "Mug3"],
        "weights": [1, 2, 5, 1], "optional": true}])");
    int counts[4] = {};
    constexpr int frame_count = 2000;
    for (int frame = 0; frame < frame_count; ++frame) {
        const Shot shot = recipe.shot(scene, 3, static_cast<std::uint64_t>(frame));
        int shown = 0;
        for (int mug = 0; mug < 3; ++mug)
            if (shot.now.visible[instance_of(scene, "Mug" + std::to_string(mug + 1))] != 0) ++shown, ++counts[mug];
        ASSERT_EQ(shown, 1);
        ASSERT_EQ(shot.now.visible[instance_of(scene, "Mug4")], 1) << "not among those that swap";
    }
    // Standard deviation of a share of 1/2 in 2000 draws is 22.
    EXPECT_NEAR(counts[0], frame_count / 4, 100);
    EXPECT_NEAR(counts[1], frame_count / 2, 110);
    EXPECT_NEAR(counts[2], frame_count / 4, 100);
}

TEST(RecipeObjects, each_match_draws_for_itself_unless_together) {
    const Scene scene = table_scene();
    const Shot apart =
        shot_of(scene, R"("objects": [{"match": "Mug*", "translation_m": [{"uniform": [0, 1]}, 0, 0]}])");
    ASSERT_EQ(apart.draws.size(), 4U);
    EXPECT_EQ(apart.draws[0].key, "objects/Mug1/translation_m");
    EXPECT_NE(apart.draws[0].value, apart.draws[1].value);
    EXPECT_NEAR(origin_of(scene, apart.now, "Mug2").x, 0.3 + apart.draws[1].value[0], 1e-12);
    const Shot together = shot_of(
        scene, R"("objects": [{"match": "Mug*", "together": true, "translation_m": [{"uniform": [0, 1]}, 0, 0]}])");
    ASSERT_EQ(together.draws.size(), 1U);
    for (int mug = 0; mug < 4; ++mug)
        EXPECT_NEAR(origin_of(scene, together.now, "Mug" + std::to_string(mug + 1)).x,
                    0.3 * mug + together.draws[0].value[0], 1e-12);
}

TEST(RecipeObjects, any_rotation_is_a_rotation_and_is_recorded_as_quaternion) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("objects": [{"match": "Mug1", "rotation": "any"}])");
    glm::dvec3 mean{0};
    constexpr int frame_count = 3000;
    for (int frame = 0; frame < frame_count; ++frame) {
        const Shot shot = recipe.shot(scene, 0, static_cast<std::uint64_t>(frame));
        const glm::dmat3 axes(shot.now.world_from_instance[instance_of(scene, "Mug1")]);
        ASSERT_NEAR(glm::determinant(axes), 1, 1e-12);
        const std::vector<double> xyzw = drawn(shot, "objects/Mug1/rotation");
        ASSERT_EQ(xyzw.size(), 4U);
        mean += axes[1] / static_cast<double>(frame_count);
    }
    // Each component has a standard deviation of sqrt(1/3 / 3000) = 0.0105.
    EXPECT_LT(glm::length(mean), 0.06);
}

TEST(RecipeObjects, copies_of_an_instanced_node_are_objects_of_their_own) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_box_mesh({0, 0, 0}, {1, 1, 1});
    const std::uint32_t node = builder.add_drawn_node("Tree", mesh);
    for (int copy = 0; copy < 3; ++copy)
        builder.data.nodes[node].instance_transforms.push_back(glm::dmat4(
            glm::dvec4(1, 0, 0, 0), glm::dvec4(0, 1, 0, 0), glm::dvec4(0, 0, 1, 0), glm::dvec4(copy, 0, 0, 1)));
    const Scene scene = builder.build();
    const Shot shot = shot_of(scene, R"("objects": [{"match": "Tree[1]", "yaw_deg": 180}])");
    expect_near(origin_of(scene, shot.now, "Tree[0]"), {0, 0, 0});
    expect_near(origin_of(scene, shot.now, "Tree[1]"), {1, 0, 0});
    expect_near(transformed(shot.now.world_from_instance[1], {1, 0, 0}), {0, 0, 0});
}

TEST(RecipeClasses, patterns_give_classes_to_all_below) {
    const Scene scene = table_scene();
    const Scene prepared = recipe_of(R"("classes": {"mug": "Mug*", "tray": ["Tray"]})").prepare(scene);
    ASSERT_EQ(prepared.instances().size(), scene.instances().size());
    for (const InstanceInfo& instance : prepared.instances()) {
        const std::string expected = instance.name == "Cup" ? "tray" : instance.name == "Table" ? "unlabelled" : "mug";
        EXPECT_EQ(prepared.classes()[instance.semantic], expected) << instance.name;
        EXPECT_EQ(instance.id, scene.instances()[instance.id - 1].id);
    }
    EXPECT_EQ(&recipe_of("").prepare(scene).data(), &scene.data());
    const auto [code, message] =
        error_of([&] { (void)recipe_of(R"("classes": {"a": "Mug1", "b": "Mug*"})").prepare(scene); });
    EXPECT_NE(message.find("/classes/b"), std::string::npos) << message;
    EXPECT_EQ(error_of([&] { (void)recipe_of(R"("classes": {"a": "Jug"})").prepare(scene); }).first,
              ErrorCode::not_found);
}

TEST(RecipeKeypoints, stand_on_every_node_that_matches) {
    const Scene scene = table_scene();
    const Scene prepared = recipe_of(R"("copies": [{"node": "Tray", "count": 2}],
        "keypoints": [{"match": "Mug*", "name": "handle", "position_m": [0, 0.1, -0.2], "reach_m": 0.01},
                      {"match": ["Tray", "Cup"]}, {"match": "Cup#1", "name": "rim"},
                      {"match": "Jug", "optional": true}])")
                               .prepare(scene);
    std::map<std::string, std::vector<KeypointRule>> found;
    for (const scene::Node& node : prepared.data().nodes)
        if (!node.keypoints.empty()) found[node.name] = node.keypoints;
    EXPECT_EQ(found.size(), 4U + 2U + 1U);
    for (const char* const mug : {"Mug1", "Mug2", "Mug3", "Mug4"}) {
        ASSERT_EQ(found[mug].size(), 1U) << mug;
        EXPECT_EQ(found[mug][0].name, "handle");
        EXPECT_EQ(found[mug][0].point, glm::dvec3(0, 0.1, -0.2));
        EXPECT_EQ(found[mug][0].reach_m, 0.01);
    }
    ASSERT_EQ(found["Tray"].size(), 1U);
    EXPECT_EQ(found["Tray"][0].name, "") << "the node's own";
    EXPECT_EQ(found["Tray"][0].reach_m, KeypointRule{}.reach_m);
    EXPECT_EQ(error_of([&] { (void)recipe_of(R"("keypoints": [{"match": "Jug"}])").prepare(scene); }).first,
              ErrorCode::not_found);
}

}  // namespace
}  // namespace plumb::testing
