#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plumb::testing {
namespace {

using std::numbers::pi;

glm::dvec3 eye_of(const Moment& moment) {
    return glm::dvec3(moment.camera.world_from_camera[3]);
}
glm::dvec3 forward_of(const Moment& moment) {
    return glm::dvec3(moment.camera.world_from_camera[2]);
}

TEST(RecipeCamera, orbit_stands_at_its_angles_and_looks_at_the_target) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("camera": {"orbit":
        {"target": "Mug1", "distance_m": 2, "azimuth_deg": 90, "elevation_deg": 30}})");
    const glm::dvec3 center{0, 1.1, 0};
    expect_near(eye_of(shot.now), center + glm::dvec3(2 * std::cos(pi / 6), 1, 0), 1e-7);
    expect_near(forward_of(shot.now), glm::normalize(center - eye_of(shot.now)), 1e-7);
    expect_near(glm::dvec3(shot.now.camera.world_from_camera[0]), {0, 0, -1}, 1e-7);  // right
}

TEST(RecipeCamera, a_camera_in_the_place_that_it_looks_at_is_refused) {
    const Scene scene = table_scene();
    const auto [code, message] =
        error_of([&] { (void)shot_of(scene, R"("camera": {"position_m": [1, 2, 3], "look_at": [1, 2, 3]})"); });
    EXPECT_EQ(code, ErrorCode::invalid_argument);
    EXPECT_NE(message.find("1.000000, 2.000000, 3.000000 m"), std::string::npos) << message;
}

TEST(RecipeCamera, targets_are_where_the_shot_moves_them) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("objects": [{"match": "Mug1", "position_m": [4, 0, 0]}],
        "camera": {"position_m": [4, 0.1, 9], "look_at": "Mug1"})");
    expect_near(forward_of(shot.now), {0, 0, -1}, 1e-7);
    const Shot hidden = shot_of(scene, R"("swap": [{"name": "m", "among": ["Mug1", "Mug4"], "weights": [0, 1]}],
        "camera": {"position_m": [0.9, 1.1, 9], "look_at": ["Mug1", "Mug4"]})");
    expect_near(forward_of(hidden.now), {0, 0, -1}, 1e-7);  // the hidden one does not count
}

TEST(RecipeCamera, shell_covers_its_part_of_the_sphere_evenly) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("camera": {"shell": {"target": [0, 0, 0], "distance_m": 3,
        "elevation_deg": [0, 90]}})");
    constexpr int frame_count = 2000;
    int upper = 0;
    for (int frame = 0; frame < frame_count; ++frame) {
        const glm::dvec3 eye = eye_of(recipe.shot(scene, 1, static_cast<std::uint64_t>(frame)).now);
        ASSERT_NEAR(glm::length(eye), 3, 1e-9);
        ASSERT_GE(eye.y, -1e-12);
        if (eye.y > 1.5) ++upper;
    }
    EXPECT_NEAR(upper, frame_count / 2, 110);  // half of the area lies above half the height
}

TEST(RecipeCamera, vertical_views_have_an_up) {
    const Scene scene = table_scene();
    for (const char* elevation : {"90", "-90"}) {
        const Shot shot = shot_of(
            scene, std::string(R"("camera": {"orbit": {"distance_m": 5, "elevation_deg": )") + elevation + "}}");
        const glm::dmat3 axes(shot.now.camera.world_from_camera);
        EXPECT_NEAR(glm::determinant(axes), 1, 1e-9);
        EXPECT_NEAR(std::abs(axes[2].y), 1, 1e-9);
    }
}

TEST(RecipeCamera, path_passes_through_its_keys_and_the_neighbours_lie_on_it) {
    const Scene scene = table_scene();
    const std::string path = R"("camera": {"path": {"keys": [
        {"time_s": 0, "position_m": [0, 0, 5], "target_m": [0, 0, 0]},
        {"time_s": 1, "position_m": [1, 0, 5], "target_m": [0, 0, 0]},
        {"time_s": 3, "position_m": [3, 2, 5], "target_m": [0, 1, 0]}]}})";
    const Shot shot = shot_of(scene, R"("time_s": 1, "dt_s": 1, )" + path);
    expect_near(eye_of(*shot.previous), {0, 0, 5});
    expect_near(eye_of(shot.now), {1, 0, 5});
    const Shot middle = shot_of(scene, R"("time_s": 0.5, )" + path);
    EXPECT_NEAR(eye_of(middle.now).x, 0.5, 1e-12);
    const Shot between = shot_of(scene, R"("time_s": 2, "dt_s": 1, )" + path);
    expect_near(eye_of(*between.previous), eye_of(shot.now));
    expect_near(eye_of(*between.next), {3, 2, 5});
    expect_near(eye_of(shot_of(scene, R"("time_s": 9, )" + path).now), {3, 2, 5});
}

TEST(RecipeCamera, shake_is_a_function_of_time) {
    const Scene scene = table_scene();
    const std::string camera = R"("camera": {"position_m": [0, 0, 9], "look_at": [0, 0, 0],
        "shake": {"position_m": 0.1, "angle_deg": 1, "frequency_hz": 3}})";
    const Shot first = shot_of(scene, R"("time_s": 1, "dt_s": 0.25, )" + camera);
    const Shot second = shot_of(scene, R"("time_s": 1.25, "dt_s": 0.25, )" + camera);
    EXPECT_EQ(first.next->camera.world_from_camera, second.now.camera.world_from_camera);
    EXPECT_EQ(second.previous->camera.world_from_camera, first.now.camera.world_from_camera);
    EXPECT_NE(first.now.camera.world_from_camera, second.now.camera.world_from_camera);
    EXPECT_LT(glm::length(eye_of(first.now) - glm::dvec3(0, 0, 9)), 0.1 * std::sqrt(3.0) + 1e-12);
    EXPECT_GT(glm::dot(forward_of(first.now), {0, 0, -1}), std::cos(pi / 180 * std::sqrt(3.0)) - 1e-12);
}

TEST(RecipeCamera, lens_and_motion) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 2, "camera": {"name": "Eye", "focal_length_mm": 12,
        "near_m": 0.5, "far_m": 70, "linear_velocity_m_s": [1, 0, 0], "roll_deg": 90, "move_m": [0, -1, 2]})");
    EXPECT_NEAR(shot.now.camera.fov_y_rad, pi / 2, 1e-12);
    EXPECT_EQ(shot.now.camera.near_m, 0.5);
    EXPECT_EQ(shot.now.camera.far_m, 70);
    expect_near(eye_of(shot.now), {0, 2, 3});
    expect_near(eye_of(*shot.next), {2, 2, 3});
    expect_near(eye_of(*shot.previous), {-2, 2, 3});
    expect_near(glm::dvec3(shot.now.camera.world_from_camera[0]), {0, -1, 0});
}

TEST(RecipeCamera, a_field_of_view_has_the_same_bits_on_every_machine) {
    const Shot shot = shot_of(table_scene(), R"("camera": {"focal_length_mm": 35})");
    // 2 atan(12 / 35); the C library of one machine has another last digit, ...ddp-1.
    EXPECT_EQ(shot.now.camera.fov_y_rad, 0x1.52397843c9adep-1);
}

TEST(RecipeCamera, a_camera_below_a_moved_node_comes_along) {
    SceneBuilder builder;
    const std::uint32_t car = builder.add_drawn_node("Car", builder.add_box_mesh({-1, 0, -2}, {1, 1, 2}));
    const std::uint32_t eye = builder.add_node("Eye", car);
    builder.data.cameras.emplace_back();
    builder.data.nodes[eye].camera = 0;
    builder.data.nodes[eye].translation = {0, 1, 0};
    const Scene scene = builder.build();
    const Shot shot = shot_of(scene, R"("dt_s": 1, "objects": [{"match": "Car", "translation_m": [5, 0, 0],
        "yaw_deg": 90, "scale": 2, "linear_velocity_m_s": [0, 0, 3]}])");
    expect_near(eye_of(shot.now), {5, 2, 0});
    expect_near(eye_of(*shot.next), {5, 2, 3});
    expect_near(forward_of(shot.now), {-1, 0, 0});
}

TEST(RecipeCamera, the_right_eye_stands_to_the_right_with_parallel_axes) {
    const Scene scene = table_scene();
    const Recipe recipe = recipe_of(R"("stereo": {"baseline_m": {"uniform": [0.1, 0.2]}}, "camera": {"shell":
        {"distance_m": 4}}, "sensor": {"full_well_electrons": 900})");
    EXPECT_EQ(recipe.view_count(), 2U);
    const Shot left = recipe.shot(scene, 5, 6, {.view = 0});
    const Shot right = recipe.shot(scene, 5, 6, {.view = 1});
    EXPECT_EQ(left.draws, right.draws);
    const double baseline = drawn(left, "stereo/baseline_m")[0];
    const glm::dmat4& pose = left.now.camera.world_from_camera;
    expect_near(eye_of(right.now), glm::dvec3(pose[3] + pose[0] * baseline));
    EXPECT_EQ(glm::dmat3(pose), glm::dmat3(right.now.camera.world_from_camera));
    EXPECT_NE(left.sensor.noise_seed, right.sensor.noise_seed);
    EXPECT_EQ(error_of([&] { (void)recipe.shot(scene, 5, 6, {.view = 2}); }).first, ErrorCode::invalid_argument);
    EXPECT_EQ(error_of([&] { (void)recipe_of("").shot(scene, 5, 6, {.view = 1}); }).first, ErrorCode::invalid_argument);
}

TEST(RecipeCamera, a_lens_has_the_coefficients_that_are_drawn) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("camera": {"fov_y_deg": 40, "lens": {"model": "brown-conrady",
        "k1": {"uniform": [-0.2, -0.1]}, "p2": 0.001, "k6": 0.01, "field_deg": 90}})");
    const Camera& camera = shot.now.camera;
    EXPECT_EQ(camera.projection, Camera::Projection::perspective);
    const double k1 = drawn(shot, "camera/lens/k1")[0];
    EXPECT_GT(k1, -0.2);
    EXPECT_LT(k1, -0.1);
    EXPECT_EQ(camera.distortion, (std::vector<double>{k1, 0, 0, 0.001, 0, 0, 0, 0.01}));
    EXPECT_NEAR(camera.field_rad.value(), pi / 2, 1e-12);
    EXPECT_NEAR(camera.fov_y_rad, 40 * pi / 180, 1e-12);
    EXPECT_EQ(camera.origin, Camera::Origin::given);
    const Camera fisheye = shot_of(scene, R"("camera": {"lens": {"model": "fisheye", "fov_y_deg": 200}})").now.camera;
    EXPECT_EQ(fisheye.projection, Camera::Projection::fisheye);
    EXPECT_NEAR(fisheye.fov_y_rad, 200 * pi / 180, 1e-12);
    EXPECT_TRUE(fisheye.distortion.empty());
    const Camera sphere = shot_of(scene, R"("camera": {"lens": {"model": "equirectangular"}})").now.camera;
    EXPECT_EQ(sphere.projection, Camera::Projection::equirectangular);
}

TEST(RecipeCamera, aperture_and_shutter_are_drawn) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 0.1, "camera": {"sensor_height_mm": 12, "aperture": {
        "f_number": {"uniform": [1.4, 8]}, "focus_distance_m": 2, "blades": 7},
        "shutter": {"open_s": -0.02, "close_s": {"uniform": [0.01, 0.05]}}})");
    ASSERT_TRUE(shot.aperture && shot.shutter);
    EXPECT_EQ(*shot.aperture, (Aperture{.f_number = drawn(shot, "camera/aperture/f_number")[0],
                                        .focus_distance_m = 2,
                                        .sensor_height_mm = 12,
                                        .blades = 7}));
    EXPECT_GE(shot.aperture->f_number, 1.4);
    EXPECT_LE(shot.aperture->f_number, 8);
    EXPECT_EQ(*shot.shutter, (Shutter{-0.02, drawn(shot, "camera/shutter/close_s")[0]}));
    const Shot plain = shot_of(scene, R"("camera": {"fov_y_deg": 40})");
    EXPECT_FALSE(plain.aperture || plain.shutter);
}

TEST(RecipeCamera, a_rolling_shutter_has_the_camera_of_each_edge) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("dt_s": 0.5, "camera": {"readout_s": {"uniform": [0.1, 0.2]},
        "position_m": [0, 1, 5], "look_at": [0, 1, 0], "linear_velocity_m_s": [2, 0, 0]})");
    ASSERT_TRUE(shot.rolling_shutter && shot.rolling_shutter->next && shot.rolling_shutter->previous);
    const double readout_s = shot.rolling_shutter->readout_s;
    EXPECT_EQ(readout_s, drawn(shot, "camera/readout_s")[0]);
    const auto expect_at = [&](const Moment& moment, double offset_s) {
        EXPECT_NEAR(moment.camera.world_from_camera[3].x, 2 * offset_s, 1e-12);
        EXPECT_NEAR(moment.time_s, shot.time_s + offset_s, 1e-12);
    };
    expect_at(shot.rolling_shutter->now.top, -readout_s / 2);
    expect_at(shot.rolling_shutter->now.bottom, readout_s / 2);
    expect_at(shot.rolling_shutter->next->top, 0.5 - readout_s / 2);
    expect_at(shot.rolling_shutter->previous->bottom, -0.5 + readout_s / 2);
    EXPECT_FALSE(shot_of(scene, R"("camera": {"readout_s": 0})").rolling_shutter);
}

TEST(RecipeCamera, a_camera_that_a_recipe_places_is_not_called_the_files) {
    const Scene scene = table_scene();
    const Camera::Origin origin = shot_of(scene, "").now.camera.origin;
    EXPECT_NE(origin, Camera::Origin::given);
    EXPECT_EQ(shot_of(scene, R"("camera": {"far_m": 50})").now.camera.origin, origin);
    EXPECT_EQ(shot_of(scene, R"("camera": {"fov_y_deg": 31})").now.camera.origin, Camera::Origin::given);
    EXPECT_EQ(shot_of(scene, R"("camera": {"shell": {"distance_m": 4}})").now.camera.origin, Camera::Origin::given);
}

}  // namespace
}  // namespace plumb::testing
