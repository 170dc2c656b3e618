#include "unit/scene/scene_builder.hpp"

#include "scene/framing.hpp"

#include <numbers>
#include <random>

namespace plumb::scene {
namespace {

using testing::expect_near;
using testing::SceneBuilder;
using testing::transformed;

void expect_sees_whole(const Camera& camera, const Box& box, Size size) {
    const Intrinsics k = camera.intrinsics_for(size);
    const glm::dmat4 camera_from_world = glm::inverse(camera.world_from_camera);
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec3 point = transformed(
            camera_from_world, {(corner & 1) != 0 ? box.max.x : box.min.x, (corner & 2) != 0 ? box.max.y : box.min.y,
                                (corner & 4) != 0 ? box.max.z : box.min.z});
        EXPECT_GT(point.z, camera.near_m);
        EXPECT_LT(point.z, camera.far_m);
        const double x = k.fx * point.x / point.z + k.cx;
        const double y = k.fy * point.y / point.z + k.cy;
        EXPECT_GE(x, 0);
        EXPECT_LE(x, size.width);
        EXPECT_GE(y, 0);
        EXPECT_LE(y, size.height);
    }
}

TEST(FramingTest, EveryCornerIsSeenInEveryShapeOfImage) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(-100, 100);
    std::uniform_real_distribution<double> magnitude(-4, 4);
    for (int round = 0; round < 300; ++round) {
        Box box;
        box.min = {place(random), place(random), place(random)};
        box.max = box.min + glm::dvec3(std::pow(10, magnitude(random)), std::pow(10, magnitude(random)),
                                       std::pow(10, magnitude(random)));
        const Camera camera = frame_box(box);
        for (const Size size : {Size{100, 200}, Size{200, 200}, Size{640, 480}, Size{400, 200}, Size{101, 199}})
            expect_sees_whole(camera, box, size);
    }
}

TEST(FramingTest, TheBoxFillsTheTightestImage) {
    const Box box{{-1, -1, -1}, {1, 1, 1}};
    const Camera camera = frame_box(box);
    const Intrinsics k = camera.intrinsics_for({100, 200});
    double widest = 0;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec3 point = transformed(glm::inverse(camera.world_from_camera),
                                             {corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1});
        widest = std::max(widest, std::abs(k.fx * point.x / point.z));
    }
    EXPECT_NEAR(widest, 0.95 * 50, 1e-9);
}

TEST(FramingTest, AWiderImageIsFilledMore) {
    const Box box{{-1, -1, -1}, {1, 1, 1}};
    const Camera narrow = frame_box(box), wide = frame_box(box, 1.5);
    expect_sees_whole(wide, box, {150, 100});
    EXPECT_LT(glm::length(glm::dvec3(wide.world_from_camera[3])), glm::length(glm::dvec3(narrow.world_from_camera[3])));
}

TEST(FramingTest, PointsAndPlanesAndFarPlacesWork) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const Box& box : {Box{{3, 3, 3}, {3, 3, 3}}, Box{{-1, 0, -1}, {1, 0, 1}},
                           Box{{1e5, 1e5, 1e5}, {1e5, 1e5, 1e5}}, Box{{1e8, 0, 0}, {1e8 + 1, 1, 1}}}) {
        const Camera camera = frame_box(box);
        expect_sees_whole(camera, box, {100, 100});
        EXPECT_EQ(camera.far_m, infinity);
        EXPECT_GT(camera.near_m, 0);
    }
}

TEST(FramingTest, AnEmptyOrEndlessSceneGetsASaneCamera) {
    const double infinity = std::numeric_limits<double>::infinity();
    const Camera camera = SceneBuilder().build().framing_camera();
    expect_sees_whole(camera, Box{glm::dvec3(-1), glm::dvec3(1)}, {100, 200});
    expect_near(frame_box(Box{glm::dvec3(-infinity), glm::dvec3(infinity)}).world_from_camera,
                camera.world_from_camera);
}

TEST(FramingTest, TheViewIsRaisedAndFromTheFront) {
    const Camera camera = frame_box(Box{{-1, -1, -1}, {1, 1, 1}});
    const glm::dvec3 eye(camera.world_from_camera[3]);
    EXPECT_GT(eye.x, 0);
    EXPECT_GT(eye.y, 0);
    EXPECT_GT(eye.z, eye.x);
    EXPECT_NEAR(camera.world_from_camera[0].y, 0, 1e-15) << "the horizon is level";
}

TEST(BoundsTest, HoldVisibleInstancesInWorldSpace) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_box_mesh({-1, -1, -1}, {1, 1, 1});
    Node& turned = builder.data.nodes[builder.add_drawn_node("turned", mesh)];
    turned.translation = {10, 0, 0};
    turned.rotation = glm::angleAxis(std::numbers::pi / 4, glm::dvec3(0, 0, 1));
    builder.data.nodes[builder.add_drawn_node("scaled", mesh)].scale = {1, 5, -2};
    const std::uint32_t hidden = builder.add_drawn_node("hidden", mesh);
    builder.data.nodes[hidden].is_visible = false;
    builder.data.nodes[hidden].translation = {-99, 0, 0};
    const Box bounds = builder.build().bounds();
    expect_near(bounds.min, {-1, -5, -2});
    expect_near(bounds.max, {10 + std::sqrt(2.0), 5, 2});
}

TEST(BoundsTest, FollowPosedVerticesOfDeformedInstances) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.data.meshes[mesh].primitives[0].targets.resize(1);
    builder.data.meshes[mesh].primitives[0].targets[0].positions = {{0, 0, 0}, {4, 0, 0}, {0, 0, -2}};
    builder.data.meshes[mesh].weights = {0.5F};
    builder.data.nodes[builder.add_drawn_node("a", mesh)].translation = {0, 1, 0};
    const Box bounds = builder.build().bounds();
    expect_near(bounds.min, {0, 1, -1});
    expect_near(bounds.max, {3, 2, 0});
}

TEST(BoundsTest, AreEmptyForAnEmptyScene) {
    EXPECT_TRUE(SceneBuilder().build().bounds().is_empty());
}

}  // namespace
}  // namespace plumb::scene
