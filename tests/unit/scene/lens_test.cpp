#include "scene/lens.hpp"

#include "unit/scene/scene_builder.hpp"

#include <plumb/scene.hpp>

#include <array>
#include <cmath>
#include <numbers>

namespace plumb::scene {
namespace {

constexpr Size size{640, 480};

Camera perspective(std::vector<double> distortion) {
    Camera camera;
    camera.intrinsics = Intrinsics{500, 520, 310, 250};
    camera.distortion = std::move(distortion);
    return camera;
}

Camera fisheye(std::vector<double> distortion, double px_per_rad = 150) {
    Camera camera;
    camera.projection = Camera::Projection::fisheye;
    camera.intrinsics = Intrinsics{px_per_rad, px_per_rad, 320, 240};
    camera.distortion = std::move(distortion);
    return camera;
}

Camera panorama() {
    Camera camera;
    camera.projection = Camera::Projection::equirectangular;
    return camera;
}

TEST(AngleTest, SinesAndAnglesAreThoseOfTheMathLibrary) {
    for (int i = -4000; i <= 4000; ++i) {
        const double angle = i * 0.0021;
        const shared::SineCosine found = shared::sine_cosine(angle);
        EXPECT_NEAR(found.sine, std::sin(angle), 4e-16);
        EXPECT_NEAR(found.cosine, std::cos(angle), 4e-16);
        const double expected = std::atan2(3 * std::sin(angle), 3 * std::cos(angle));
        const double back = shared::angle_of(3 * std::sin(angle), 3 * std::cos(angle));
        EXPECT_NEAR(back, expected, 1e-15 * std::abs(expected)) << angle;
    }
    EXPECT_EQ(shared::angle_of(0, 0), 0);
    EXPECT_EQ(2 * shared::right_angle(), std::numbers::pi);
}

TEST(LensTest, EveryPlaceOfThePictureComesBackFromItsRay) {
    const std::array cameras{perspective({-0.3, 0.1, 1e-3, -2e-3, -0.01}),
                             perspective({0.2, 0.05, 0, 0}),
                             perspective({0.4, 0.1, 0.01, -0.02, 0.02, 0.9, 0.2, 0.03}),
                             fisheye({-0.02, 0.003, -1e-4, 0}),
                             fisheye({}, 130),
                             panorama()};
    for (const Camera& camera : cameras) {
        double worst = 0;
        for (std::uint32_t y = 0; y < size.height; y += 7)
            for (std::uint32_t x = 0; x < size.width; x += 7) {
                const glm::dvec2 place(x + 0.5, y + 0.5);
                const std::optional<Ray> ray = camera.ray(size, place);
                ASSERT_TRUE(ray) << place.x << ", " << place.y;
                EXPECT_NEAR(glm::length(ray->direction), 1, 1e-14);
                const std::optional<glm::dvec2> back = camera.project(size, ray->direction * 3.0);
                ASSERT_TRUE(back);
                worst = std::max(worst, glm::length(*back - place));
            }
        EXPECT_LT(worst, 1e-9) << "px; 1e-12 focal lengths of 500 px";
    }
}

TEST(LensTest, ALensSeenFromAsideMeetsWhatIsInFocusAtItsPlace) {
    const shared::Lens middle = lens_of(perspective({-0.3, 0.1, 1e-3, -2e-3}), size);
    shared::Lens aside = middle;
    const double focus_m = 2;
    const glm::dvec3 off(0.05, -0.03, 0);
    aside.aside[0] = off.x / focus_m;
    aside.aside[1] = off.y / focus_m;
    for (const glm::dvec2 place : {glm::dvec2(3, 5), glm::dvec2(320, 240), glm::dvec2(601, 77)}) {
        const glm::dvec3 seen = shared::lens_ray(middle, place).direction * focus_m;
        const glm::dvec3 from_aside = shared::lens_ray(aside, place).direction * focus_m + off;
        EXPECT_LT(glm::length(seen - from_aside), 1e-15);
        EXPECT_LT(glm::length(shared::lens_place(aside, seen - off).px - place), 1e-9);
    }
}

TEST(LensTest, PlacesFollowTheFormulas) {
    // Worked out by hand: x/z = 0.5, y/z = -0.25, r2 = 0.3125.
    const double radial = (1 + 0.1 * 0.3125 - 0.2 * 0.09765625 + 0.3 * 0.030517578125) /
                          (1 + 0.01 * 0.3125 + 0.02 * 0.09765625 - 0.03 * 0.030517578125);
    const double x = 0.5 * radial + 2 * 0.001 * 0.5 * -0.25 + 0.002 * (0.3125 + 0.5);
    const double y = -0.25 * radial + 0.001 * (0.3125 + 0.125) + 2 * 0.002 * 0.5 * -0.25;
    const auto place = perspective({0.1, -0.2, 0.001, 0.002, 0.3, 0.01, 0.02, -0.03}).project(size, {1, -0.5, 2});
    ASSERT_TRUE(place);
    EXPECT_NEAR(place->x, 500 * x + 310, 1e-10);
    EXPECT_NEAR(place->y, 520 * y + 250, 1e-10);

    const auto behind = fisheye({0.1, 0, 0, 0}, 100).project(size, {1, 0, -1});  // 135 degrees off the axis
    ASSERT_TRUE(behind);
    const double angle = 3 * std::numbers::pi / 4;
    EXPECT_NEAR(behind->x, 100 * angle * (1 + 0.1 * angle * angle) + 320, 1e-10);
    EXPECT_NEAR(behind->y, 240, 1e-10);

    EXPECT_NEAR(panorama().project(size, {1, 0, 0})->x, 480, 1e-10);
    EXPECT_NEAR(panorama().project(size, {-1, 0, 0})->x, 160, 1e-10);
    EXPECT_NEAR(panorama().project(size, {0, 1, 1e-9})->y, 480, 1e-5);
    EXPECT_EQ(panorama().project(size, {0, 0, 1}), (glm::dvec2(320, 240)));
}

TEST(LensTest, NothingIsSeenBehindAPerspectiveCameraOrBeyondAField) {
    Camera camera = perspective({0.1, 0, 0, 0});
    EXPECT_FALSE(camera.project(size, {0, 0, -1}));
    camera.field_rad = std::numbers::pi / 2;
    EXPECT_TRUE(camera.project(size, {0.99, 0, 1}));
    EXPECT_FALSE(camera.project(size, {1.01, 0, 1}));
    Camera circle = fisheye({});
    circle.field_rad = 2.0;
    EXPECT_TRUE(circle.ray(size, {320 + 149, 240}));
    EXPECT_FALSE(circle.ray(size, {320 + 151, 240}));
    EXPECT_FALSE(fisheye({}).project(size, {0, 0, -1})) << "straight behind has no one place";
}

TEST(LensTest, FoldsAreWhereTheSlopeEnds) {
    // r (1 - 0.3 r^2): slope 1 - 0.9 r^2.
    EXPECT_NEAR(fold_of(perspective({-0.3, 0, 0, 0})).value(), std::sqrt(1 / 0.9), 1e-12);
    EXPECT_FALSE(fold_of(perspective({0.3, 0.1, 0, 0})));
    // r / (1 + r^2) folds at 1; a pole ends the model too.
    EXPECT_NEAR(fold_of(perspective({0, 0, 0, 0, 0, 1, 0, 0})).value(), 1, 1e-12);
    EXPECT_NEAR(fold_of(perspective({0, 0, 0, 0, 0, -0.25, 0, 0})).value(), 2, 1e-12);
    EXPECT_NEAR(fold_of(fisheye({-0.1, 0, 0, 0})).value(), std::sqrt(1 / 0.3), 1e-12);
    EXPECT_FALSE(fold_of(fisheye({})));
    const std::array roots{6.0, -11.0, 6.0, -1.0};  // (1 - u)(2 - u)(3 - u)
    EXPECT_NEAR(least_positive_root(roots).value(), 1, 1e-12);
}

TEST(LensTest, ATangentialFoldHasNoPlacesBeyondIt) {
    // Along x the slope is 1 + 6 p2 x.
    const Camera camera = perspective({0, 0, 0, 0.1});
    const std::optional<glm::dvec2> before = camera.project(size, {-1.6, 0, 1});
    ASSERT_TRUE(before);
    const std::optional<Ray> ray = camera.ray(size, *before);
    ASSERT_TRUE(ray);
    EXPECT_NEAR(ray->direction.x / ray->direction.z, -1.6, 1e-9);
    EXPECT_FALSE(camera.project(size, {-1.7, 0, 1}));
}

TEST(LensTest, IntrinsicsFollowTheFieldOfView) {
    Camera camera;
    camera.projection = Camera::Projection::fisheye;
    camera.fov_y_rad = std::numbers::pi;
    EXPECT_NEAR(camera.intrinsics_for(size).fy, 240 / (std::numbers::pi / 2), 1e-12);
    camera.distortion = {0.1, 0, 0, 0};
    const double half = std::numbers::pi / 2;
    EXPECT_NEAR(camera.intrinsics_for(size).fy, 240 / (half * (1 + 0.1 * half * half)), 1e-12);
    EXPECT_NEAR(panorama().intrinsics_for(size).fx, 640 / (2 * std::numbers::pi), 1e-12);
    EXPECT_NEAR(panorama().intrinsics_for(size).fy, 480 / std::numbers::pi, 1e-12);
}

TEST(LensTest, ALensWithoutEffectNeedsNoRays) {
    EXPECT_FALSE(needs_rays(perspective({})));
    EXPECT_FALSE(needs_rays(perspective({0, 0, 0, 0})));
    EXPECT_TRUE(needs_rays(perspective({0, 0, 0, 1e-9})));
    EXPECT_TRUE(needs_rays(fisheye({})));
    EXPECT_TRUE(needs_rays(panorama()));
}

}  // namespace
}  // namespace plumb::scene
