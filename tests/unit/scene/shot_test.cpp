#include "unit/scene/scene_builder.hpp"

#include "scene/scene_data.hpp"

#include <cmath>

namespace plumb {
namespace {

using enum scene::AnimatedProperty;
using testing::error_of;
using testing::expect_near;
using testing::SceneBuilder;

/// Two cameras, two clips that move the drawn node along x by 1 m/s and by 10 m/s.
Scene moving_scene() {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_triangle_mesh());
    builder.data.cameras.resize(2);
    builder.data.cameras[1].name = "lens";
    builder.data.nodes[builder.add_node("front")].camera = 0;
    const std::uint32_t side = builder.add_node("side");
    builder.data.nodes[side].camera = 1;
    builder.data.nodes[side].translation = {9, 0, 0};
    for (const float speed : {1.0F, 10.0F}) {
        builder.data.animations.emplace_back().name = speed == 1 ? "slow" : "fast";
        builder.animate(node_translation, node, 3, {0, 4}, {0, 0, 0, 4 * speed, 0, 0});
    }
    return builder.build();
}

double place(const Moment& moment) {
    return moment.world_from_instance[0][3].x;
}

TEST(ShotTest, HoldsItsInstantAndBothNeighbours) {
    const Scene scene = moving_scene();
    const Shot shot = scene.default_shot(1, 0.25);
    EXPECT_EQ(shot.time_s, 1);
    EXPECT_EQ(shot.dt_s, 0.25);
    EXPECT_EQ(shot.animation, 0U);
    ASSERT_TRUE(shot.previous && shot.next);
    EXPECT_NEAR(place(*shot.previous), 0.75, 1e-12);
    EXPECT_NEAR(place(shot.now), 1, 1e-12);
    EXPECT_NEAR(place(*shot.next), 1.25, 1e-12);
    EXPECT_EQ(shot.previous->time_s, 0.75);
    EXPECT_EQ(shot.next->time_s, 1.25);
}

TEST(ShotTest, HoldsTheEdgesOfARollingShutter) {
    const Scene scene = moving_scene();
    EXPECT_FALSE(scene.shot({.time_s = 1, .dt_s = 0.25}).rolling_shutter);
    const Shot shot = scene.shot({.time_s = 1, .dt_s = 0.25, .readout_s = -0.1});
    ASSERT_TRUE(shot.rolling_shutter && shot.rolling_shutter->previous && shot.rolling_shutter->next);
    const RollingShutter& shutter = *shot.rolling_shutter;
    EXPECT_EQ(shutter.readout_s, -0.1);
    EXPECT_NEAR(place(shutter.now.top), 1.05, 1e-12);
    EXPECT_NEAR(place(shutter.now.bottom), 0.95, 1e-12);
    EXPECT_NEAR(place(shutter.next->top), 1.3, 1e-12);
    EXPECT_NEAR(place(shutter.previous->bottom), 0.7, 1e-12);
    EXPECT_NEAR(shutter.next->top.time_s, 1.3, 1e-12);
    const Shot still = scene.shot({.time_s = 1, .is_animated = false, .readout_s = 0.1});
    EXPECT_EQ(place(still.rolling_shutter->now.top), place(still.now));
    EXPECT_EQ(still.rolling_shutter->now.top.time_s, 0.95);
    EXPECT_NE(error_of([&] { (void)scene.shot({.readout_s = std::nan("")}); }).second.find("readout_s"),
              std::string::npos);
}

TEST(ShotTest, TimesOutsideTheClipAreClamped) {
    const Scene scene = moving_scene();
    EXPECT_EQ(place(scene.default_shot(-5).now), 0);
    EXPECT_EQ(place(scene.default_shot(1e6).now), 4);
    const Shot first = scene.default_shot(0, 0.5);
    EXPECT_EQ(place(*first.previous), 0);
    EXPECT_EQ(first.previous->time_s, -0.5);
}

TEST(ShotTest, AStillShotHasEqualNeighbours) {
    const Shot shot = moving_scene().default_shot(1, 0);
    EXPECT_EQ(shot.previous->world_from_instance, shot.now.world_from_instance);
    EXPECT_EQ(shot.next->world_from_instance, shot.now.world_from_instance);
}

TEST(ShotTest, CameraClipAndRestPoseCanBeChosen) {
    const Scene scene = moving_scene();
    ShotOptions options;
    options.time_s = 1;
    options.dt_s = 0.5;
    options.camera = 1;
    options.animation = 1;
    const Shot fast = scene.shot(options);
    EXPECT_NEAR(place(fast.now), 10, 1e-12);
    EXPECT_EQ(fast.now.camera.world_from_camera[3].x, 9);
    EXPECT_EQ(fast.animation, 1U);
    options.is_animated = false;
    const Shot rest = scene.shot(options);
    EXPECT_EQ(place(rest.now), 0);
    EXPECT_EQ(place(*rest.next), 0);
    EXPECT_EQ(rest.next->time_s, 1.5);
    EXPECT_FALSE(rest.animation);
    EXPECT_EQ(scene.default_shot().now.camera.world_from_camera[3].x, 0) << "the first camera is the default";
}

TEST(ShotTest, ASceneWithoutCameraIsFramedAlikeAtAllTimes) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_triangle_mesh());
    builder.animate(node_translation, node, 3, {0, 4}, {0, 0, 0, 4, 0, 0});
    const Scene scene = builder.build();
    const Shot shot = scene.default_shot(2, 0.5);
    EXPECT_EQ(shot.now.camera.world_from_camera, scene.framing_camera().world_from_camera);
    EXPECT_EQ(shot.previous->camera.world_from_camera, shot.now.camera.world_from_camera);
    EXPECT_EQ(shot.next->camera.world_from_camera, shot.now.camera.world_from_camera);
}

TEST(ShotTest, MomentsHaveTheLengthsThatTheSceneNames) {
    const Scene scene = moving_scene();
    const Shot shot = scene.default_shot(0, 0.1);
    for (const Moment* moment : {&shot.now, &*shot.previous, &*shot.next}) {
        EXPECT_EQ(moment->world_from_instance.size(), scene.instances().size());
        EXPECT_EQ(moment->visible.size(), scene.instances().size());
        EXPECT_EQ(moment->world_from_joint.size(), scene.data().joint_count);
        EXPECT_EQ(moment->morph_weights.size(), scene.data().weight_count);
    }
}

TEST(ShotTest, RefusesWhatIsNotThere) {
    const Scene scene = moving_scene();
    const auto expect_refused = [&](const ShotOptions& options, const std::string& part) {
        const auto [code, message] = error_of([&] { static_cast<void>(scene.shot(options)); });
        EXPECT_EQ(code, ErrorCode::invalid_argument);
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    ShotOptions camera;
    camera.camera = 2;
    expect_refused(camera, "camera index is 2, the scene has 2");
    ShotOptions animation;
    animation.animation = 7;
    expect_refused(animation, "animation index is 7, the scene has 2");
    ShotOptions step;
    step.dt_s = -0.1;
    expect_refused(step, "dt_s is -0.1");
    step.dt_s = std::nan("");
    expect_refused(step, "dt_s is nan");
    ShotOptions time;
    time.time_s = std::numeric_limits<double>::infinity();
    expect_refused(time, "time_s is inf");
}

TEST(FindTest, NamesOfNodesAndCamerasAndIndicesAreFound) {
    const Scene scene = moving_scene();
    EXPECT_EQ(scene.find_camera("front"), 0U);
    EXPECT_EQ(scene.find_camera("side"), 1U);
    EXPECT_EQ(scene.find_camera("lens"), 1U);
    EXPECT_EQ(scene.find_camera("1"), 1U);
    EXPECT_EQ(scene.find_animation("fast"), 1U);
    EXPECT_EQ(scene.find_animation("0"), 0U);
}

TEST(FindTest, MissingNamesListWhatThereIs) {
    const Scene scene = moving_scene();
    for (const char* name : {"rear", "2", "-1", "", "1x", "99999999999999"}) {
        const auto [code, message] = error_of([&] { static_cast<void>(scene.find_camera(name)); });
        EXPECT_EQ(code, ErrorCode::not_found);
        EXPECT_NE(message.find("front, side"), std::string::npos) << message;
    }
    const auto [code, message] = error_of([&] { static_cast<void>(SceneBuilder().build().find_animation("run")); });
    EXPECT_EQ(code, ErrorCode::not_found);
    EXPECT_NE(message.find("\"run\": the scene has none"), std::string::npos) << message;
}

TEST(ShotTest, AFramingAspectMustBeFiniteAndAboveZero) {
    for (const double aspect : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
        const auto [code, message] = error_of([&] {
            ShotOptions options;
            options.framing_aspect = aspect;
            static_cast<void>(SceneBuilder().build().shot(options));
        });
        EXPECT_EQ(code, ErrorCode::invalid_argument);
        EXPECT_NE(message.find("above 0 is needed"), std::string::npos) << message;
    }
}

}  // namespace
}  // namespace plumb
