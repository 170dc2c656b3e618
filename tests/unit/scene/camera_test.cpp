#include "unit/scene/scene_builder.hpp"

#include "scene/evaluate.hpp"

#include <cmath>
#include <numbers>

namespace plumb {
namespace {

using testing::error_of;
using testing::expect_near;
using testing::transformed;

constexpr double infinity = std::numeric_limits<double>::infinity();

glm::dvec3 seen_from(const glm::dmat4& world_from_camera, const glm::dvec3& world) {
    return transformed(glm::inverse(world_from_camera), world);
}

TEST(CameraTest, PerspectiveIntrinsicsFollowTheVerticalFieldOfView) {
    Camera camera;
    camera.fov_y_rad = std::numbers::pi / 2;
    const Intrinsics k = camera.intrinsics_for({640, 480});
    EXPECT_NEAR(k.fx, 240, 1e-12);
    EXPECT_EQ(k.fx, k.fy);
    EXPECT_EQ(k.cx, 320);
    EXPECT_EQ(k.cy, 240);
    const Intrinsics odd = camera.intrinsics_for({5, 3});
    EXPECT_EQ(odd.cx, 2.5);
    EXPECT_EQ(odd.cy, 1.5);
}

TEST(CameraTest, OrthographicIntrinsicsArePixelsPerMetre) {
    Camera camera;
    camera.projection = Camera::Projection::orthographic;
    camera.half_height_m = 1.5;
    const Intrinsics k = camera.intrinsics_for({160, 120});
    EXPECT_EQ(k, (Intrinsics{40, 40, 80, 60}));
}

TEST(CameraTest, StatedIntrinsicsWin) {
    Camera camera;
    camera.intrinsics = Intrinsics{1, 2, 3, 4};
    EXPECT_EQ(camera.intrinsics_for({640, 480}), (Intrinsics{1, 2, 3, 4}));
}

TEST(LookAtTest, TheTargetIsStraightAheadAndUpIsUp) {
    const glm::dvec3 eye(3, 2, 1);
    const glm::dvec3 target(-1, 0.5, -4);
    const glm::dmat4 pose = look_at(eye, target, {0, 1, 0});
    expect_near(seen_from(pose, target), {0, 0, glm::length(target - eye)});
    EXPECT_LT(seen_from(pose, target + glm::dvec3(0, 1, 0)).y, 0) << "y points down";
    EXPECT_NEAR(glm::determinant(glm::dmat3(pose)), 1, 1e-14);
    expect_near(glm::dmat4(glm::transpose(glm::dmat3(pose)) * glm::dmat3(pose)), glm::dmat4(1), 1e-14);
}

TEST(LookAtTest, LookingAlongMinusZIsTheGltfCameraTurned) {
    expect_near(look_at({0, 0, 5}, {0, 0, 0}, {0, 1, 0}),
                glm::dmat4({1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 5, 1}));
}

TEST(LookAtTest, RefusesViewsThatAreNotDefined) {
    const glm::dvec3 up(0, 1, 0);
    for (const auto& [eye, target, upward] : {std::tuple{glm::dvec3(1), glm::dvec3(1), up},
                                              {glm::dvec3(0), glm::dvec3(0, 3, 0), up},
                                              {glm::dvec3(0), glm::dvec3(0, -3, 0), up},
                                              {glm::dvec3(0), glm::dvec3(1, 0, 0), glm::dvec3(0)},
                                              {glm::dvec3(infinity, 0, 0), glm::dvec3(1, 0, 0), up},
                                              {glm::dvec3(0), glm::dvec3(std::nan(""), 0, 0), up}}) {
        const auto [code, message] = error_of([&] { static_cast<void>(look_at(eye, target, upward)); });
        EXPECT_EQ(code, ErrorCode::invalid_argument);
        EXPECT_NE(message.find("cannot look from ("), std::string::npos) << message;
    }
}

TEST(CameraPoseTest, ANodeLooksAlongItsMinusZ) {
    const glm::dmat4 pose = *scene::camera_pose(glm::dmat4(1));
    expect_near(seen_from(pose, {0, 0, -7}), {0, 0, 7});
    expect_near(seen_from(pose, {1, 2, -7}), {1, -2, 7});
}

TEST(CameraPoseTest, ScaleShearAndMirrorLeaveARotation) {
    glm::dmat4 node(1);
    node[0] = {3, 0.4, 0, 0};
    node[1] = {0.5, 2, 0.3, 0};
    node[2] = {0.1, 0.2, -5, 0};
    node[3] = {7, 8, 9, 1};
    const glm::dmat4 pose = *scene::camera_pose(node);
    const glm::dmat3 rotation(pose);
    expect_near(glm::dmat4(glm::transpose(rotation) * rotation), glm::dmat4(1), 1e-14);
    EXPECT_NEAR(glm::determinant(rotation), 1, 1e-14);
    expect_near(rotation[2], -glm::normalize(glm::dvec3(node[2])), 1e-15);
    EXPECT_EQ(glm::dvec3(pose[3]), glm::dvec3(7, 8, 9));
}

TEST(CameraPoseTest, NoOrientationWhereAnAxisVanishes) {
    glm::dmat4 flat(1);
    flat[2] = glm::dvec4(0);
    EXPECT_FALSE(scene::camera_pose(flat));
    glm::dmat4 parallel(1);
    parallel[1] = parallel[2];
    EXPECT_FALSE(scene::camera_pose(parallel));
    glm::dmat4 endless(1);
    endless[1].y = infinity;
    EXPECT_FALSE(scene::camera_pose(endless));
}

}  // namespace
}  // namespace plumb
