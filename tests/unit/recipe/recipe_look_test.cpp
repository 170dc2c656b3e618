#include "recipe/light_color.hpp"
#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

namespace plumb::testing {
namespace {

void expect_color(const glm::dvec3& found, const glm::dvec3& expected, double tolerance) {
    for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(found[channel], expected[channel], tolerance) << channel;
}

TEST(LightColor, planckian_colors_are_those_of_the_tables) {
    // CIE 1931 xy of black bodies: Wyszecki and Stiles, table 1(3.11).
    struct Row {
        double kelvin, x, y;
    };
    for (const Row& row : {Row{2000, 0.5267, 0.4133}, Row{3000, 0.4369, 0.4041}, Row{5000, 0.3451, 0.3516},
                           Row{6500, 0.3135, 0.3237}, Row{10000, 0.2807, 0.2884}}) {
        const glm::dvec3 rgb = recipe::planckian_color(row.kelvin);
        const glm::dvec3 xyz(0.4124564 * rgb.x + 0.3575761 * rgb.y + 0.1804375 * rgb.z,
                             0.2126729 * rgb.x + 0.7151522 * rgb.y + 0.0721750 * rgb.z,
                             0.0193339 * rgb.x + 0.1191920 * rgb.y + 0.9503041 * rgb.z);
        EXPECT_NEAR(xyz.x / (xyz.x + xyz.y + xyz.z), row.x, 2e-3) << row.kelvin;
        EXPECT_NEAR(xyz.y / (xyz.x + xyz.y + xyz.z), row.y, 2e-3) << row.kelvin;
        EXPECT_NEAR(xyz.y, 1, 1e-3) << row.kelvin;
        const glm::dvec3 balanced = rgb * recipe::white_balance_gains(row.kelvin);
        expect_color(balanced, glm::dvec3(1), 1e-12);
    }
    for (double kelvin = recipe::min_temperature_k; kelvin < recipe::max_temperature_k; kelvin += 7) {
        const glm::dvec3 step = recipe::planckian_color(kelvin + 7) - recipe::planckian_color(kelvin);
        ASSERT_LT(glm::length(step), 0.06) << kelvin;  // the pieces of the fit meet
    }
}

TEST(LightColor, hsv_goes_there_and_back) {
    expect_color(recipe::rgb_from_hsv({0, 1, 1}), {1, 0, 0}, 1e-15);
    expect_color(recipe::rgb_from_hsv({1 / 3.0, 1, 0.5}), {0, 0.5, 0}, 1e-15);
    expect_color(recipe::rgb_from_hsv({-1 / 3.0, 1, 1}), {0, 0, 1}, 1e-15);
    for (const glm::dvec3& rgb : {glm::dvec3(0.2, 0.4, 0.9), glm::dvec3(0.7, 0.1, 0.3), glm::dvec3(0.5, 0.5, 0.5),
                                  glm::dvec3(0), glm::dvec3(0.3, 0.9, 0.2)})
        expect_color(recipe::rgb_from_hsv(recipe::hsv_from_rgb(rgb)), rgb, 1e-14);
}

TEST(LightColor, the_sun_stands_where_the_almanac_says) {
    // At noon of an equinox on the equator it is overhead; its noon elevation is 90 - latitude + declination.
    expect_near(recipe::to_sun(12, 0, 80), {0, 1, 0}, 1e-3);
    EXPECT_NEAR(std::asin(recipe::to_sun(12, 48, 172).y) * 57.29578, 90 - 48 + 23.44, 0.1);
    EXPECT_NEAR(std::asin(recipe::to_sun(12, 48, 355).y) * 57.29578, 90 - 48 - 23.44, 0.2);
    EXPECT_GT(recipe::to_sun(12, 48, 172).z, 0.3);  // south, +z
    EXPECT_GT(recipe::to_sun(8, 48, 172).x, 0.3);   // in the morning in the east, +x
    EXPECT_LT(recipe::to_sun(0, 48, 172).y, 0);
    EXPECT_LT(recipe::to_sun(12, -48, 172).z, 0);  // in the north of the southern hemisphere
}

TEST(LightColor, sunlight_is_of_the_size_that_is_measured) {
    const recipe::Sunlight noon = recipe::sunlight(1, 2.5);
    EXPECT_GT(noon.illuminance_lx, 90'000);
    EXPECT_LT(noon.illuminance_lx, 115'000);
    const recipe::Sunlight evening = recipe::sunlight(std::sin(5 / 57.29578), 2.5);
    EXPECT_LT(evening.illuminance_lx, noon.illuminance_lx / 4);
    EXPECT_GT(evening.illuminance_lx, 1000);
    EXPECT_GT(evening.color.r / evening.color.b, 2 * noon.color.r / noon.color.b);
    EXPECT_LT(recipe::sunlight(1, 8).illuminance_lx, noon.illuminance_lx);
    EXPECT_GE(recipe::sunlight(1e-3, 10).illuminance_lx, 0);
}

TEST(RecipeLights, come_in_addition_or_in_place_of_the_files) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("lights": {"file_intensity": 2, "add": [
        {"name": "key", "kind": "spot", "place": {"above": {"target": "Table", "height_m": 2}}, "aim": "Table",
         "intensity_cd": 50, "temperature_k": 3000, "inner_cone_deg": 10, "outer_cone_deg": 30, "radius_m": 0.1},
        {"name": "sun", "kind": "directional", "azimuth_deg": 90, "elevation_deg": 0, "intensity_lx": 1000,
         "color": [1, 0.5, 0.25]},
        {"name": "fill", "count": 2, "place": {"box_m": {"min": [0, 0, 0], "max": [1, 2, 3]}}, "intensity_cd":
         {"log_uniform": [1, 100]}, "range_m": 9}]})");
    ASSERT_EQ(shot.lights.size(), 5U);
    EXPECT_EQ(shot.lights[0].name, "Lamp");
    EXPECT_EQ(shot.lights[0].intensity, 200);
    const Light& key = shot.lights[1];
    EXPECT_EQ(key.kind, Light::Kind::spot);
    expect_near(key.position, {0, 3, 0}, 1e-7);
    expect_near(key.direction, {0, -1, 0}, 1e-7);
    EXPECT_EQ(key.intensity, 50);
    EXPECT_GT(key.color.r, key.color.b * 2);
    EXPECT_NEAR(key.outer_cone_rad, 0.5235988, 1e-6);
    EXPECT_FLOAT_EQ(key.radius_m, 0.1F);
    expect_near(shot.lights[2].direction, {-1, 0, 0});
    EXPECT_EQ(shot.lights[2].color, glm::vec3(1, 0.5F, 0.25F));
    EXPECT_EQ(shot.lights[3].name, "fill[0]");
    EXPECT_NE(shot.lights[3].intensity, shot.lights[4].intensity);
    EXPECT_NE(shot.lights[3].position, shot.lights[4].position);
    EXPECT_EQ(shot.lights[4].range_m, 9);
    EXPECT_TRUE(shot_of(scene, R"("lights": {"file": "remove"})").lights.empty());
}

TEST(RecipeLights, those_of_the_file_move_and_hide_with_their_nodes) {
    SceneBuilder builder;
    const std::uint32_t car = builder.add_drawn_node("Car", builder.add_box_mesh({-1, 0, -2}, {1, 1, 2}));
    const std::uint32_t lamp = builder.add_node("Lamp", car);
    builder.data.lights.emplace_back();
    builder.data.nodes[lamp].light = 0;
    builder.data.nodes[lamp].translation = {0, 1, -2};
    const Scene scene = builder.build();
    const Shot shot = shot_of(scene, R"("objects": [{"match": "Car", "position_m": [5, 0, 0], "yaw_deg": 90}])");
    ASSERT_EQ(shot.lights.size(), 1U);
    expect_near(shot.lights[0].position, {3, 1, 0});
    expect_near(shot.lights[0].direction, {-1, 0, 0});
    EXPECT_TRUE(shot_of(scene, R"("objects": [{"match": "Car", "visible": false}])").lights.empty());
}

TEST(RecipeEnvironment, sky_comes_with_its_sun_and_night_without) {
    const Scene scene = table_scene();
    const Shot day = shot_of(scene, R"("lights": {"file": "remove"}, "environment": {"intensity": 0.5,
        "sky": {"hour": 12, "latitude_deg": 0, "day_of_year": 80, "turbidity": 2.5, "ground_albedo": [0.1, 0.2, 0.3]}})");
    ASSERT_TRUE(day.environment.sky);
    expect_near(day.environment.sky->to_sun, {0, 1, 0}, 1e-3);
    EXPECT_EQ(day.environment.sky->ground_albedo, glm::vec3(0.1F, 0.2F, 0.3F));
    ASSERT_EQ(day.lights.size(), 1U);
    EXPECT_NEAR(day.lights[0].intensity, 0.5 * recipe::sunlight(1, 2.5).illuminance_lx, 100);
    expect_near(day.lights[0].direction, {0, -1, 0}, 1e-3);
    const Shot low =
        shot_of(scene, R"("environment": {"sky": {"sun_elevation_deg": 30, "sun_azimuth_deg": 90, "sun": false}})");
    EXPECT_NEAR(low.environment.sky->to_sun.y, 0.5, 1e-12);
    EXPECT_GT(low.environment.sky->to_sun.x, 0.8);
    EXPECT_EQ(low.lights.size(), 1U);
    const Shot night =
        shot_of(scene, R"("lights": {"file": "remove"}, "environment": {"sky": {"sun_elevation_deg": -5}})");
    EXPECT_FALSE(night.environment.sky);
    EXPECT_TRUE(night.lights.empty());
    EXPECT_LT(night.environment.color.g, 0.01);
}

TEST(RecipeEnvironment, maps_are_read_once_and_turned) {
    const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "plumb_recipe_maps";
    std::filesystem::create_directories(folder);
    for (const char* name : {"a.hdr", "b.hdr"}) {
        std::ofstream file(folder / name, std::ios::binary);
        file << "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n";
        file.write("\x80\x80\x80\x81\x80\x80\x80\x81", 8);
    }
    const Scene scene = table_scene();
    const Recipe recipe = Recipe::parse(R"({"version": 1, "environment": {"map": {"sequence": ["a.hdr", "b.hdr"]},
        "rotation_deg": 90}})",
                                        folder);
    const Shot first = recipe.shot(scene, 0, 0);
    ASSERT_TRUE(first.environment.map);
    EXPECT_EQ(first.environment.map->width, 2U);
    EXPECT_EQ(first.environment.map, recipe.shot(scene, 0, 2).environment.map);
    EXPECT_NE(first.environment.map, recipe.shot(scene, 0, 1).environment.map);
    expect_near(first.now.world_from_environment * glm::dvec3(0, 0, 1), {1, 0, 0});
    EXPECT_EQ(first.now.world_from_environment, first.next->world_from_environment);
    const auto [code, message] = error_of(
        [&] { (void)Recipe::parse(R"({"version": 1, "environment": {"map": "c.hdr"}})", folder).shot(scene, 0, 0); });
    EXPECT_EQ(code, ErrorCode::not_found);
    EXPECT_NE(message.find("/environment/map"), std::string::npos) << message;
    std::filesystem::remove_all(folder);
}

TEST(RecipeFogAndSensor, arrive_in_the_shot) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("fog": {"color": [0.5, 0.6, 0.7], "visibility_m": 391.2, "base_height_m": 1,
        "falloff_m": 20}, "sensor": {"exposure_ev": -1, "white_balance_k": 6500, "vignette": 0.25,
        "full_well_electrons": 5000, "read_noise_electrons": 3, "jpeg_quality": 80})");
    ASSERT_TRUE(shot.environment.fog);
    EXPECT_NEAR(shot.environment.fog->density_per_m, 0.01, 1e-6);
    EXPECT_EQ(shot.environment.fog->falloff_m, 20);
    EXPECT_EQ(shot.sensor.exposure_ev, -1);
    EXPECT_NEAR(shot.sensor.white_balance.g, 1, 0.05);
    EXPECT_EQ(shot.sensor.vignette, 0.25F);
    EXPECT_EQ(shot.sensor.full_well_electrons, 5000);
    EXPECT_EQ(shot.sensor.read_noise_electrons, 3);
    EXPECT_EQ(shot.sensor.jpeg_quality, 80U);
    const Shot other = shot_of(scene, R"("sensor": {"full_well_electrons": 5000})", 7, 1);
    EXPECT_NE(other.sensor.noise_seed, shot.sensor.noise_seed);
    EXPECT_EQ(other.sensor.noise_seed, static_cast<std::uint64_t>(drawn(other, "sensor/noise_seed")[0]));
    EXPECT_FALSE(shot_of(scene, "").sensor.jpeg_quality);
}

TEST(RecipeMaterials, overrides_by_name) {
    const Scene scene = table_scene();
    const Shot shot = shot_of(scene, R"("materials": [
        {"match": "Wood", "base_color": [0.1, 0.2, 0.3], "roughness": 0.4, "metallic": 1, "normal_scale": 0.5,
         "emission": [1, 2, 3], "uv": {"offset": [0.1, 0.2], "rotation_deg": 90, "scale": 2}},
        {"match": "Gl*", "hsv_jitter": {"value": 0.5}},
        {"match": "Glaze", "roughness": {"uniform": [0.2, 0.3]}}])");
    ASSERT_EQ(shot.materials.size(), 2U);
    const MaterialOverride& wood = shot.materials[0];
    EXPECT_EQ(wood.material, 0U);
    EXPECT_EQ(wood.base_color, glm::vec4(0.1F, 0.2F, 0.3F, 1));
    EXPECT_EQ(wood.roughness, 0.4F);
    EXPECT_EQ(wood.metallic, 1.0F);
    EXPECT_EQ(wood.normal_scale, 0.5F);
    EXPECT_EQ(wood.emission, glm::vec3(1, 2, 3));
    ASSERT_TRUE(wood.uv_transform);
    EXPECT_EQ(wood.uv_transform->scale, glm::vec2(2));
    EXPECT_NEAR(wood.uv_transform->rotation_rad, 1.5707963, 1e-6);
    const MaterialOverride& glaze = shot.materials[1];
    EXPECT_EQ(glaze.base_color, glm::vec4(0.5F, 0.5F, 0.5F, 1));
    EXPECT_NEAR(*glaze.roughness, drawn(shot, "materials/Glaze/roughness")[0], 1e-7);
    EXPECT_FALSE(glaze.metallic);
    const Shot together =
        shot_of(scene, R"("materials": [{"match": "*", "together": true, "metallic": {"uniform": [0, 1]}}])");
    ASSERT_EQ(together.materials.size(), 2U);
    EXPECT_EQ(together.materials[0].metallic, together.materials[1].metallic);
    EXPECT_EQ(together.draws.size(), 1U);
}

}  // namespace
}  // namespace plumb::testing
