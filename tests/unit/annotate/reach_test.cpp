// Where on the canvas an object can be, by its 3-D box.
#include "annotate/reach.hpp"

#include <glm/glm.hpp>
#include <glm/gtc/matrix_transform.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace plumb::annotation {
namespace {

constexpr Size image{64, 48};

/// A box by its middle in the camera's frame, its extent and its turn.
Box3d box_at(const glm::dvec3& center, const glm::dvec3& size, const glm::dmat3& turn = glm::dmat3(1)) {
    Box3d box;
    box.center = center;
    box.size = size;
    box.camera_from_box = turn;
    for (unsigned corner = 0; corner < 8; ++corner) {
        const glm::dvec3 sign((corner & 1U) != 0 ? 0.5 : -0.5, (corner & 2U) != 0 ? 0.5 : -0.5,
                              (corner & 4U) != 0 ? 0.5 : -0.5);
        box.corners[corner] = center + turn * (sign * size);
    }
    return box;
}

CameraAnnotation camera_of(Camera::Projection projection = Camera::Projection::perspective) {
    CameraAnnotation camera;
    camera.camera.projection = projection;
    camera.intrinsics = camera.camera.intrinsics_for(image);
    return camera;
}

/// Whether the reach leaves out a pixel of the canvas in which a point of the box is seen.
bool misses(const Box3d& box, const CameraAnnotation& camera, const glm::dvec3& point) {
    if (point.z < camera.camera.near_m || point.z > camera.camera.far_m) return false;
    const Intrinsics& k = camera.intrinsics;
    const double w = camera.camera.projection == Camera::Projection::perspective ? point.z : 1;
    const glm::dvec2 pixel(std::floor(k.fx * point.x / w + k.cx), std::floor(k.fy * point.y / w + k.cy));
    const CanvasBox canvas = canvas_around(image);
    if (pixel.x < canvas.x_min || pixel.y < canvas.y_min || pixel.x >= canvas.x_max || pixel.y >= canvas.y_max)
        return false;
    const auto found = reach(box, camera, image);
    return !found || pixel.x < found->x_min || pixel.y < found->y_min || pixel.x >= found->x_max ||
           pixel.y >= found->y_max;
}

TEST(Reach, HoldsEveryPointOfTheBoxInFrontOfTheNearPlane) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> unit(-1, 1);
    int seen = 0, partial = 0;
    for (int i = 0; i < 400; ++i) {
        const CameraAnnotation camera =
            camera_of(i % 3 == 0 ? Camera::Projection::orthographic : Camera::Projection::perspective);
        const glm::dmat3 turn(
            glm::rotate(glm::dmat4(1), 3 * unit(random), glm::dvec3(unit(random), unit(random), unit(random) + 1.5)));
        const glm::dvec3 center(3 * unit(random), 3 * unit(random), 4 * unit(random) + 2);
        const glm::dvec3 size(2 + 2 * unit(random), 2 + 2 * unit(random), 2 + 2 * unit(random));
        const Box3d box = box_at(center, size, turn);
        for (int k = 0; k < 200; ++k) {
            const glm::dvec3 inside(unit(random) / 2, unit(random) / 2, unit(random) / 2);
            EXPECT_FALSE(misses(box, camera, center + turn * (inside * size))) << "box " << i << ", point " << k;
        }
        const auto found = reach(box, camera, image);
        const CanvasBox canvas = canvas_around(image);
        seen += found ? 1 : 0;
        partial += found && *found != canvas ? 1 : 0;
    }
    EXPECT_GT(seen, 200);
    EXPECT_GT(partial, 100) << "the whole canvas holds every point, but is of no use";
}

TEST(Reach, IsNothingWhereNothingCanBeSeen) {
    CameraAnnotation camera = camera_of();
    EXPECT_FALSE(reach(box_at({0, 0, -5}, {1, 1, 1}), camera, image)) << "behind the eye";
    EXPECT_FALSE(reach(box_at({100, 0, 5}, {1, 1, 1}), camera, image)) << "beside the canvas";
    camera.camera.far_m = 3;
    EXPECT_FALSE(reach(box_at({0, 0, 5}, {1, 1, 1}), camera, image)) << "beyond the far plane";
    EXPECT_TRUE(reach(box_at({0, 0, 3}, {1, 1, 1}), camera, image));
}

TEST(Reach, IsTheWholeCanvasWhereNoClaimCanBeMade) {
    const CanvasBox canvas = canvas_around(image);
    Box3d box = box_at({0, 0, 5}, {1, 1, 1});
    box.corners[3].y = std::numeric_limits<double>::infinity();
    EXPECT_EQ(reach(box, camera_of(), image), canvas);
    EXPECT_EQ(reach(box_at({0, 0, 0}, {1e9, 1e9, 1e9}), camera_of(), image), canvas)
        << "the rounding of its vertices is larger than the distance to the near plane";
}

}  // namespace
}  // namespace plumb::annotation
