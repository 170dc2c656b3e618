#include "annotate/box3d.hpp"
#include "unit/scene/scene_builder.hpp"

#include <plumb/annotate.hpp>

#include <numbers>
#include <random>

namespace plumb {
namespace {

using testing::error_of;
using testing::expect_near;
using testing::SceneBuilder;
using testing::transformed;

constexpr Size image{640, 480};

/// The scene's rest shot from (0, 0, 10) towards -z, with focal length 240 px.
Shot shot_of(const Scene& scene) {
    Shot shot = scene.default_shot();
    shot.now.camera = Camera{};
    shot.now.camera.fov_y_rad = std::numbers::pi / 2;
    shot.now.camera.world_from_camera = look_at({0, 0, 10}, {0, 0, 0}, {0, 1, 0});
    return shot;
}

FrameAnnotations annotated(const Scene& scene, const Shot& shot) {
    return annotate(scene, shot, image, std::vector<PixelCount>(scene.instances().size()));
}

/// Whether the point lies in the box but for rounding.
bool holds(const Box3d& box, const glm::dvec3& point) {
    const glm::dvec3 inside = glm::abs(glm::transpose(box.camera_from_box) * (point - box.center));
    return glm::all(glm::lessThanEqual(inside, box.size / 2.0 + 1e-9));
}

TEST(AnnotateTest, TheCameraIsGivenInEveryForm) {
    const Scene scene = SceneBuilder().build();
    const CameraAnnotation camera = annotated(scene, shot_of(scene)).camera;
    EXPECT_NEAR(camera.intrinsics.fx, 240, 1e-12);
    EXPECT_EQ(camera.intrinsics.cx, 320);
    EXPECT_EQ(camera.intrinsics_integer_center.cx, 319.5);
    EXPECT_EQ(camera.intrinsics_integer_center.cy, 239.5);
    EXPECT_EQ(camera.intrinsics_integer_center.fy, camera.intrinsics.fy);
    expect_near(camera.world_from_camera, look_at({0, 0, 10}, {0, 0, 0}, {0, 1, 0}));
    glm::dmat4 gltf(1);
    gltf[3] = {0, 0, 10, 1};
    expect_near(camera.world_from_camera_gltf, gltf);
}

TEST(AnnotateTest, ARigidBoxIsTheRestBoxTurnedAndScaled) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_box_mesh({-1, 0, 0}, {1, 1, 4}));
    builder.data.nodes[node].scale = {2, 3, 0.5};
    builder.data.nodes[node].translation = {1, 0, -5};
    builder.data.nodes[node].rotation = glm::angleAxis(std::numbers::pi / 6, glm::dvec3(0, 0, 1));
    const Scene scene = builder.build();
    const Box3d box = annotated(scene, shot_of(scene)).instances[0].box_3d;
    expect_near(box.size, {4, 3, 2});
    // Object centre (0, 0.5, 2), scaled (0, 1.5, 1), turned (-0.75, 1.299, 1), moved, then seen with y down from z
    // = 10.
    const double cosine = std::sqrt(3.0) / 2;
    expect_near(box.center, {1 - 0.75, -1.5 * cosine, 10 - (-5 + 1)});
    expect_near(box.camera_from_box[0], {cosine, -0.5, 0});
    expect_near(box.camera_from_box[1], {-0.5, -cosine, 0});
    expect_near(box.camera_from_box[2], {0, 0, -1});
    for (unsigned corner = 0; corner < 8; ++corner) {
        const glm::dvec3 sign((corner & 1U) != 0 ? 1 : -1, (corner & 2U) != 0 ? 1 : -1, (corner & 4U) != 0 ? 1 : -1);
        expect_near(box.corners[corner], box.center + box.camera_from_box * (sign * box.size / 2.0));
        ASSERT_TRUE(box.corners_px[corner]);
        EXPECT_NEAR(box.corners_px[corner]->x, 240 * box.corners[corner].x / box.corners[corner].z + 320, 1e-9);
        EXPECT_NEAR(box.corners_px[corner]->y, 240 * box.corners[corner].y / box.corners[corner].z + 240, 1e-9);
    }
}

TEST(AnnotateTest, ObjectPosesChainFromCameraToNode) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_box_mesh({0, 0, 0}, {1, 1, 1}));
    builder.data.nodes[node].translation = {1, 2, 3};
    builder.data.nodes[node].scale = glm::dvec3(2);
    const Scene scene = builder.build();
    const InstanceAnnotation instance = annotated(scene, shot_of(scene)).instances[0];
    expect_near(transformed(instance.camera_from_object, {0, 0, 0}), {1, -2, 7});
    expect_near(transformed(instance.camera_from_object, {0, 1, 0}), {1, -4, 7});
}

TEST(AnnotateTest, MirroredObjectsGetAProperRotation) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_box_mesh({0, 0, 0}, {1, 2, 3}));
    builder.data.nodes[node].scale = {-1, 1, 1};
    const Scene scene = builder.build();
    const Box3d box = annotated(scene, shot_of(scene)).instances[0].box_3d;
    EXPECT_NEAR(glm::determinant(box.camera_from_box), 1, 1e-14);
    expect_near(box.size, {1, 2, 3});
    expect_near(box.center, {-0.5, -1, 8.5});
}

TEST(AnnotateTest, BoxesOfRandomAffineMapsEncloseTheirObject) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> number(-3, 3);
    for (int round = 0; round < 200; ++round) {
        SceneBuilder builder;
        const std::uint32_t node = builder.add_drawn_node("box", builder.add_box_mesh({-1, -2, -3}, {1, 0, 2}));
        builder.data.nodes[node].has_matrix = true;
        for (int column = 0; column < 4; ++column)
            for (int row = 0; row < 3; ++row) builder.data.nodes[node].matrix[column][row] = number(random);
        const Scene scene = builder.build();
        const InstanceAnnotation instance = annotated(scene, shot_of(scene)).instances[0];
        const glm::dmat3 turn = instance.box_3d.camera_from_box;
        expect_near(glm::dmat4(glm::transpose(turn) * turn), glm::dmat4(1), 1e-12);
        for (const glm::vec3& position : scene.data().meshes[0].primitives[0].positions)
            EXPECT_TRUE(holds(instance.box_3d, transformed(instance.camera_from_object, position)));
    }
}

TEST(AnnotateTest, ShearedBoxesFollowTheStatedAxes) {
    SceneBuilder builder;
    const std::uint32_t node = builder.add_drawn_node("box", builder.add_box_mesh({0, 0, 0}, {1, 1, 1}));
    builder.data.nodes[node].has_matrix = true;
    builder.data.nodes[node].matrix[1] = {0.5, 1, 0, 0};
    const Scene scene = builder.build();
    const Box3d box = annotated(scene, shot_of(scene)).instances[0].box_3d;
    expect_near(box.camera_from_box[0], {1, 0, 0});
    expect_near(box.camera_from_box[1], {0, -1, 0});
    expect_near(box.size, {1.5, 1, 1});
    expect_near(box.center, {0.75, -0.5, 9.5});
}

TEST(AnnotateTest, MorphedInstancesGetTheBoxOfTheirPosedVertices) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    scene::Primitive& primitive = builder.data.meshes[mesh].primitives[0];
    primitive.positions.emplace_back(90.0F, 0.0F, 0.0F);  // no triangle uses it
    primitive.targets.resize(1);
    primitive.targets[0].positions = {{0, 0, -1}, {3, 0, 0}, {0, 0, 1}, {0, 0, 0}};
    const std::uint32_t node = builder.add_drawn_node("face", mesh);
    builder.data.nodes[node].weights = {1};
    builder.data.nodes[node].scale = glm::dvec3(2);
    const Scene scene = builder.build();
    const Box3d box = annotated(scene, shot_of(scene)).instances[0].box_3d;
    expect_near(box.size, {8, 2, 4});
    expect_near(box.center, {4, -1, 10});
}

TEST(AnnotateTest, SkinnedInstancesAreBoxedWhereTheirJointsAre) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    scene::Primitive& primitive = builder.data.meshes[mesh].primitives[0];
    primitive.influences = 4;
    primitive.joints.assign(12, 0);
    primitive.weights = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
    const std::uint32_t joint = builder.add_node("joint");
    builder.data.nodes[joint].translation = {0, 0, -3};
    builder.data.nodes[joint].scale = {5, 1, 1};
    builder.data.skins.push_back({"skin", {joint}, {glm::dmat4(1)}, scene::none});
    const std::uint32_t body = builder.add_drawn_node("body", mesh);
    builder.data.nodes[body].skin = 0;
    // The axes of the box are the node's: turned by a quarter, x is up and y to the left.
    builder.data.nodes[body].rotation = glm::angleAxis(std::numbers::pi / 2, glm::dvec3(0, 0, 1));
    builder.data.nodes[body].translation = {50, 0, 0};
    const Scene scene = builder.build();
    const InstanceAnnotation instance = annotated(scene, shot_of(scene)).instances[0];
    expect_near(instance.box_3d.size, {1, 5, 0});
    expect_near(instance.box_3d.center, {2.5, -0.5, 13});
    expect_near(transformed(instance.camera_from_object, {0, 0, 0}), {50, 0, 10});
}

TEST(AnnotateTest, CornersThatAreNotInFrontHaveNoPixel) {
    SceneBuilder builder;
    builder.add_drawn_node("around the camera", builder.add_box_mesh({-1, -1, 9}, {1, 1, 11}));
    const Scene scene = builder.build();
    Shot shot = shot_of(scene);
    Box3d box = annotated(scene, shot).instances[0].box_3d;
    for (unsigned corner = 0; corner < 8; ++corner)
        EXPECT_EQ(box.corners_px[corner].has_value(), (corner & 4U) == 0) << corner;
    shot.now.camera.world_from_camera[3].z = 11;  // the far side lies on the camera's plane
    box = annotated(scene, shot).instances[0].box_3d;
    for (unsigned corner = 0; corner < 8; ++corner)
        EXPECT_EQ(box.corners_px[corner].has_value(), (corner & 4U) == 0) << corner;
}

TEST(AnnotateTest, OrthographicCornersDoNotShrinkWithDistance) {
    SceneBuilder builder;
    builder.add_drawn_node("box", builder.add_box_mesh({0, 0, -30}, {1, 2, 0}));
    const Scene scene = builder.build();
    Shot shot = shot_of(scene);
    shot.now.camera.projection = Camera::Projection::orthographic;
    shot.now.camera.half_height_m = 2.4;  // 100 px per metre
    const Box3d box = annotated(scene, shot).instances[0].box_3d;
    for (const unsigned corner : {3U, 7U}) {
        ASSERT_TRUE(box.corners_px[corner]);
        EXPECT_NEAR(box.corners_px[corner]->x, 420, 1e-9);
        EXPECT_NEAR(box.corners_px[corner]->y, 40, 1e-9);
    }
}

TEST(AnnotateTest, CountsAndVisibilityAreCopied) {
    SceneBuilder builder;
    const std::uint32_t mesh = builder.add_triangle_mesh();
    builder.add_drawn_node("seen", mesh);
    builder.data.nodes[builder.add_drawn_node("absent", mesh)].is_visible = false;
    const Scene scene = builder.build();
    const std::vector<PixelCount> counts{{12, {1, 2, 30, 40}}, {0, {5, 6, 7, 8}}};
    const auto instances = annotate(scene, shot_of(scene), image, counts).instances;
    ASSERT_EQ(instances.size(), 2U);
    EXPECT_EQ(instances[0].id, 1U);
    EXPECT_EQ(instances[0].pixels, 12U);
    EXPECT_EQ(instances[0].box_tight, (PixelBox{1, 2, 30, 40}));
    EXPECT_TRUE(instances[0].is_visible);
    EXPECT_EQ(instances[1].id, 2U);
    EXPECT_EQ(instances[1].pixels, 0U);
    EXPECT_FALSE(instances[1].box_tight);
    EXPECT_FALSE(instances[1].is_visible);
}

TEST(AnnotateTest, RefusesListsOfTheWrongLength) {
    SceneBuilder builder;
    builder.add_drawn_node("a", builder.add_triangle_mesh());
    const Scene scene = builder.build();
    const std::vector<PixelCount> counts(1);
    const auto expect_refused = [&](const Shot& shot, Size size, std::size_t count, const char* part) {
        const auto [code, message] =
            error_of([&] { static_cast<void>(annotate(scene, shot, size, std::vector<PixelCount>(count))); });
        EXPECT_EQ(code, ErrorCode::invalid_argument);
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    Shot shot = shot_of(scene);
    expect_refused(shot, image, 2, "pixel counts has 2 entries, the scene needs 1");
    expect_refused(shot, {0, 5}, 1, "0 x 5");
    shot.now.morph_weights.push_back(0);
    expect_refused(shot, image, 1, "morph_weights has 1");
    shot = shot_of(scene);
    shot.now.world_from_joint.resize(3);
    expect_refused(shot, image, 1, "world_from_joint has 3");
    shot = shot_of(scene);
    shot.now.visible.clear();
    expect_refused(shot, image, 1, "visible has 0");
    shot = shot_of(scene);
    shot.now.world_from_instance.clear();
    expect_refused(shot, image, 1, "world_from_instance has 0");
}

TEST(BoxAxesTest, VanishingColumnsLeaveARotation) {
    for (int kept = 0; kept < 8; ++kept) {
        glm::dmat3 linear(0);
        if ((kept & 1) != 0) linear[0] = {0, 2, 0};
        if ((kept & 2) != 0) linear[1] = {3, 1, 0};
        if ((kept & 4) != 0) linear[2] = {0, 1, 5};
        const glm::dmat3 axes = annotation::box_axes(linear);
        expect_near(glm::dmat4(glm::transpose(axes) * axes), glm::dmat4(1), 1e-14);
        EXPECT_NEAR(glm::determinant(axes), 1, 1e-14) << kept;
    }
}

}  // namespace
}  // namespace plumb
