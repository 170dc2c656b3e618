// Figures: parts of a scene that are posed on their own.
#include "scene_builder.hpp"

#include <plumb/figure.hpp>

#include <gtest/gtest.h>
#include <glm/gtc/matrix_transform.hpp>

#include <cmath>

namespace plumb::testing {
namespace {

using enum scene::AnimatedProperty;

constexpr double right_angle = 1.5707963267948966;

/// A walker with a bone, a body skinned to it with two morph targets, a mug in the hand; a clip moves them all.
Scene walking_scene() {
    SceneBuilder builder;
    scene::SceneData& data = builder.data;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    const std::uint32_t body_mesh = builder.add_triangle_mesh();
    scene::Primitive& skinned = data.meshes[body_mesh].primitives[0];
    skinned.influences = 4;
    skinned.joints.assign(12, 0);
    skinned.weights = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    skinned.targets.resize(2);
    data.meshes[body_mesh].weights = {0.25F, 0};
    data.meshes[body_mesh].target_names = {"smile", "blink"};
    builder.add_drawn_node("floor", mesh);
    const std::uint32_t walker = builder.add_node("walker");
    data.nodes[walker].translation = {1, 0, 0};
    const std::uint32_t arm = builder.add_node("arm", walker);
    data.nodes[arm].translation = {0, 2, 0};
    data.nodes[arm].scale = {1, 2, 3};
    const std::uint32_t mug = builder.add_drawn_node("mug", mesh, arm);
    data.nodes[mug].instance_transforms = {glm::dmat4(1), glm::translate(glm::dmat4(1), {0, 0, 1})};
    const std::uint32_t body = builder.add_drawn_node("body", body_mesh);
    data.nodes[body].skin = 0;
    data.skins.push_back({"bones", {arm}, {glm::translate(glm::dmat4(1), {0, -2, 0})}});
    data.lights.emplace_back().intensity = 3;
    data.nodes[builder.add_node("torch", arm)].light = 0;
    builder.animate(node_translation, walker, 3, {0, 2}, {1, 0, 0, 1, 0, 4});
    builder.animate(node_rotation, arm, 4, {0, 1}, {0, 0, 0, 1, 0, 0, std::sqrt(0.5F), std::sqrt(0.5F)});
    builder.animate(node_weights, body, 2, {0, 1}, {0, 0, 1, 0.5F});
    builder.animate(node_visibility, mug, 1, {0, 1.5F}, {1, 0}, scene::Interpolation::step);
    return builder.build();
}

Scene with_copies(const Scene& scene, const char* node, std::uint32_t count) {
    return scene.with({.copies = {{.node = node, .count = count}}});
}

void expect_equal(const Moment& value, const Moment& expected) {
    EXPECT_EQ(value.world_from_instance, expected.world_from_instance);
    EXPECT_EQ(value.visible, expected.visible);
    EXPECT_EQ(value.world_from_joint, expected.world_from_joint);
    EXPECT_EQ(value.morph_weights, expected.morph_weights);
}

TEST(Figure, PosedLikeTheSceneItIsTheScene) {
    const Scene scene = walking_scene();
    const Figure figure = Figure::own(scene, scene.find_node("body"));
    EXPECT_EQ(figure.copy_count(), 1U);
    EXPECT_EQ(figure.instances(0), (std::vector<std::uint32_t>{1, 2, 3}));
    for (const double time_s : {0.0, 0.3, 1.0, 1.7, 9.0}) {
        const Moment expected = scene.default_shot(time_s).now;
        Moment moment = scene.shot({.is_animated = false}).now;
        figure.set_pose(0, {.animation = 0, .time_s = time_s}, moment);
        expect_equal(moment, expected);
        figure.set_pose(0, {}, moment);
        expect_equal(moment, scene.shot({.is_animated = false}).now);
    }
}

TEST(Figure, EachCopyHasItsOwnTimeAndPlace) {
    const Scene base = walking_scene();
    const Scene scene = with_copies(base, "body", 3);
    const Figure figure = Figure::copies(scene, 0);
    ASSERT_EQ(figure.copy_count(), 3U);
    Moment moment = scene.default_shot(0.2).now;
    const Moment own = base.default_shot(0.2).now;
    for (std::uint32_t copy = 0; copy < 3; ++copy) {
        const glm::dmat4 moved =
            glm::translate(glm::dmat4(1), {0, 0, 10.0 * copy}) * glm::rotate(glm::dmat4(1), right_angle, {0, 1, 0});
        figure.set_pose(copy, {.animation = 0, .time_s = 0.4 * copy, .moved = moved}, moment);
    }
    for (std::uint32_t copy = 0; copy < 3; ++copy) {
        const Moment alone = base.default_shot(0.4 * copy).now;
        const glm::dmat4 moved =
            glm::translate(glm::dmat4(1), {0, 0, 10.0 * copy}) * glm::rotate(glm::dmat4(1), right_angle, {0, 1, 0});
        const std::vector<std::uint32_t> instances = figure.instances(copy);
        ASSERT_EQ(instances.size(), 3U);
        for (std::size_t slot = 0; slot < 2; ++slot) {
            expect_near(moment.world_from_instance[instances[slot]], moved * alone.world_from_instance[1 + slot]);
            EXPECT_EQ(moment.visible[instances[slot]], alone.visible[1 + slot]);
        }
        const InstanceInfo& body = scene.instances()[instances[2]];
        expect_near(moment.world_from_joint[body.first_joint], moved * alone.world_from_joint[0]);
        EXPECT_EQ(moment.morph_weights[body.first_weight], alone.morph_weights[0]);
        EXPECT_EQ(moment.morph_weights[body.first_weight + 1], alone.morph_weights[1]);
    }
    for (std::size_t index = 0; index < base.instances().size(); ++index)
        EXPECT_EQ(moment.world_from_instance[index], own.world_from_instance[index]) << "the template is left alone";
}

TEST(Figure, WithoutAPoseCopiesStandAtRest) {
    const Scene base = walking_scene();
    const Scene scene = with_copies(base, "body", 1);
    const Moment moment = scene.default_shot(1).now;
    const Moment rest = base.shot({.is_animated = false}).now;
    for (std::size_t slot = 0; slot < 3; ++slot)
        EXPECT_EQ(moment.world_from_instance[4 + slot], rest.world_from_instance[1 + slot]);
    EXPECT_EQ(moment.world_from_joint[1], rest.world_from_joint[0]);
}

TEST(Figure, RestTellsHowToReachAPlace) {
    const Scene scene = walking_scene();
    const Figure figure = Figure::own(scene, scene.find_node("arm"));
    Moment moment = scene.default_shot(0).now;
    const glm::dmat4 place = glm::translate(glm::dmat4(1), {7, 8, 9});
    figure.set_pose(0, {.moved = place * glm::inverse(figure.rest())}, moment);
    expect_near(moment.world_from_instance[1], place);
}

TEST(Figure, TurnsComeAfterTheClipInTheNodesOwnAxes) {
    const Scene scene = walking_scene();
    const Figure figure = Figure::own(scene, scene.find_node("walker"));
    const std::uint32_t arm = figure.find_node("arm");
    const glm::dmat3 turn(glm::rotate(glm::dmat4(1), right_angle, {1, 0, 0}));
    Moment moment = scene.default_shot(0).now;
    figure.set_pose(0, {.animation = 0, .time_s = 1, .turns = {{arm, turn}}}, moment);
    // At 1 s the arm is turned by a right angle about z: its y points to -x, its z stays. The turn takes y to z.
    const glm::dmat4& mug = moment.world_from_instance[1];
    expect_near(transformed(mug, {0, 0, 0}), {1, 2, 2});
    expect_near(transformed(mug, {1, 0, 0}), {1, 3, 2});
    expect_near(transformed(mug, {0, 1, 0}), {1, 2, 4});
    expect_near(transformed(mug, {0, 0, 1}), {4, 2, 2});
}

TEST(Figure, WeightsAreSetByTargetName) {
    const Scene base = walking_scene();
    const Scene scene = with_copies(base, "body", 2);
    const Figure figure = Figure::copies(scene, 0);
    const std::vector<Figure::Target> blink = figure.find_targets("blink");
    ASSERT_EQ(blink.size(), 1U);
    Moment moment = scene.default_shot(0).now;
    figure.set_pose(1, {.animation = 0, .time_s = 1, .weights = {{blink[0].node, blink[0].target, 0.75F}}}, moment);
    EXPECT_EQ(moment.morph_weights, (std::vector<float>{0, 0, 0.25F, 0, 1, 0.75F}));
}

TEST(Figure, HiddenCopiesAndTemplates) {
    const Scene base = walking_scene();
    const Scene scene = base.with({.copies = {{.node = "body", .count = 2, .is_template_hidden = true}}});
    Moment moment = scene.default_shot(0).now;
    EXPECT_EQ(moment.visible, (std::vector<std::uint8_t>{1, 0, 0, 0, 1, 1, 1, 1, 1, 1}));
    const Figure figure = Figure::copies(scene, 0);
    figure.set_pose(0, {.is_visible = false}, moment);
    EXPECT_EQ(moment.visible, (std::vector<std::uint8_t>{1, 0, 0, 0, 0, 0, 0, 1, 1, 1}));
    Figure::own(scene, scene.find_node("body")).set_pose(0, {.animation = 0}, moment);
    EXPECT_EQ(moment.visible[1], 0) << "a clip does not bring a hidden template back";
    const Scene more = scene.with({.copies = {{.node = "body", .count = 1}}});
    EXPECT_EQ(more.default_shot(0).now.visible.back(), 1) << "copies of a hidden template show";
}

TEST(Figure, LightsGoWithTheCopy) {
    const Scene scene = with_copies(walking_scene(), "body", 2);
    const Figure figure = Figure::copies(scene, 0);
    EXPECT_TRUE(figure.has_lights());
    EXPECT_EQ(scene.default_shot(0).lights.size(), 3U);
    const std::vector<Light> lights = figure.lights(1, {.moved = glm::translate(glm::dmat4(1), {0, 0, 5})});
    ASSERT_EQ(lights.size(), 1U);
    EXPECT_EQ(lights[0].name, "torch#2");
    EXPECT_EQ(lights[0].intensity, 3);
    expect_near(lights[0].position, {1, 2, 5});
    EXPECT_TRUE(figure.lights(1, {.is_visible = false}).empty());
}

TEST(Figure, RefusesWhatItDoesNotHave) {
    const Scene base = walking_scene();
    const Scene scene = with_copies(base, "body", 2);
    const Figure figure = Figure::copies(scene, 0);
    Moment moment = scene.default_shot(0).now;
    const auto refused = [&](const auto& call, ErrorCode code, const char* part) {
        const auto [found, message] = error_of(call);
        EXPECT_EQ(found, code) << message;
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    refused([&] { (void)Figure::copies(scene, 1); }, ErrorCode::invalid_argument, "copies of 1 templates");
    refused([&] { (void)Figure::own(scene, 999); }, ErrorCode::invalid_argument, "/nodes/999");
    refused([&] { (void)Figure::own(scene, scene.find_node("body#1")); }, ErrorCode::invalid_argument, "a copy of");
    refused([&] { (void)figure.instances(2); }, ErrorCode::invalid_argument, "there are 2");
    refused([&] { figure.set_pose(2, {}, moment); }, ErrorCode::invalid_argument, "there are 2");
    refused([&] { figure.set_pose(0, {.animation = 1}, moment); }, ErrorCode::invalid_argument, "animation is 1");
    refused([&] { figure.set_pose(0, {.time_s = NAN}, moment); }, ErrorCode::invalid_argument, "time_s");
    refused(
        [&] {
            figure.set_pose(0, {.turns = {{0, glm::dmat3(1)}}}, moment);
        },
        ErrorCode::invalid_argument, "turns[0].node is 0");
    refused(
        [&] {
            figure.set_pose(0, {.weights = {{0, 0, 1}}}, moment);
        },
        ErrorCode::invalid_argument, "weights[0].node is 0");
    const Figure::Target blink = figure.find_targets("blink")[0];
    refused(
        [&] {
            figure.set_pose(0, {.weights = {{blink.node, 2, 1}}}, moment);
        },
        ErrorCode::invalid_argument, "weights[0].target is 2");
    refused([&] { (void)figure.find_node("army"); }, ErrorCode::not_found, "'arm'");
    refused([&] { (void)figure.find_targets("blinks"); }, ErrorCode::not_found, "'blink'");
    Moment other = base.default_shot(0).now;
    refused([&] { figure.set_pose(0, {}, other); }, ErrorCode::invalid_argument, "the moment has 4 instances");
}

}  // namespace
}  // namespace plumb::testing
