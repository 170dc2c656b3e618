#include "unit/scene/scene_builder.hpp"

#include "scene/clip.hpp"
#include "scene/evaluate.hpp"

#include <numbers>

namespace plumb::scene {
namespace {

using enum AnimatedProperty;
using testing::expect_near;
using testing::SceneBuilder;

TEST(ClipTest, MaterialsAreReturnedOnlyWhereAClipDrivesThem) {
    SceneBuilder builder;
    builder.data.materials.resize(2);
    builder.animate(node_translation, builder.add_node("a"), 3, {0, 1}, {0, 0, 0, 1, 1, 1});
    const Scene scene = builder.build();
    EXPECT_FALSE(materials_at(scene.data(), 0, 0.5));
    EXPECT_FALSE(materials_at(scene.data(), std::nullopt, 0.5));
}

TEST(ClipTest, EveryMaterialPropertyIsDriven) {
    SceneBuilder builder;
    builder.data.materials.resize(2);
    builder.animate(material_base_color, 1, 4, {0, 1}, {0, 0, 0, 0, 0.2F, 0.4F, 0.6F, 0.8F});
    builder.animate(material_emissive, 1, 3, {0, 1}, {0, 0, 0, 2, 4, 6});
    const std::pair<AnimatedProperty, float Material::*> numbers[] = {
        {material_metallic, &Material::metallic},
        {material_roughness, &Material::roughness},
        {material_alpha_cutoff, &Material::alpha_cutoff},
        {material_emissive_strength, &Material::emissive_strength},
        {material_normal_scale, &Material::normal_scale},
        {material_occlusion_strength, &Material::occlusion_strength},
        {material_ior, &Material::ior},
        {material_transmission, &Material::transmission}};
    float end = 1;
    for (const auto& [property, member] : numbers) builder.animate(property, 1, 1, {0, 1}, {0, end += 0.5F});
    builder.animate(material_texture_offset, 1, 2, {0, 1}, {0, 0, 0.5F, 1.5F}, Interpolation::linear, 2);
    builder.animate(material_texture_scale, 1, 2, {0, 1}, {2, 2, 4, 6}, Interpolation::linear, 4);
    builder.animate(material_texture_rotation, 1, 1, {0, 1}, {0, 3}, Interpolation::linear, 0);
    const Scene scene = builder.build();
    const auto materials = materials_at(scene.data(), 0, 0.5);
    ASSERT_TRUE(materials);
    ASSERT_EQ(materials->size(), 2U);
    const Material& driven = (*materials)[1];
    EXPECT_EQ(driven.base_color, glm::vec4(0.1F, 0.2F, 0.3F, 0.4F));
    EXPECT_EQ(driven.emissive, glm::vec3(1, 2, 3));
    end = 1;
    for (const auto& [property, member] : numbers) EXPECT_EQ(driven.*member, (end += 0.5F) / 2);
    EXPECT_EQ(driven.normal_texture.offset, glm::vec2(0.25F, 0.75F));
    EXPECT_EQ(driven.emissive_texture.scale, glm::vec2(3, 4));
    EXPECT_EQ(driven.base_color_texture.rotation_rad, 1.5F);
    EXPECT_EQ((*materials)[0].metallic, 1.0F) << "the other material stays";
}

TEST(ClipTest, CamerasAreDrivenByTheirOwnIndex) {
    SceneBuilder builder;
    builder.data.cameras.resize(2);
    builder.data.nodes[builder.add_node("a")].camera = 1;
    builder.animate(camera_fov_y, 1, 1, {0, 1}, {0.5F, 1.5F});
    builder.animate(camera_near, 1, 1, {0, 1}, {0, 1});
    builder.animate(camera_far, 1, 1, {0, 1}, {10, 30});
    builder.animate(camera_half_height, 1, 1, {0, 1}, {2, 4});
    const Scene scene = builder.build();
    EXPECT_TRUE(is_moving(scene.data(), 0));
    const Camera camera = evaluate(scene.data(), 0, 0.5, std::uint32_t{0}).camera;
    EXPECT_EQ(camera.fov_y_rad, 1);
    EXPECT_EQ(camera.near_m, 0.5);
    EXPECT_EQ(camera.far_m, 20);
    EXPECT_EQ(camera.half_height_m, 3);
    EXPECT_EQ(camera_at(scene.data(), 0, 0.5, 0).fov_y_rad, 0.8);
}

TEST(ClipTest, LightsShineAlongMinusZOfTheirNode) {
    SceneBuilder builder;
    builder.data.lights.resize(1);
    builder.data.lights[0].kind = Light::Kind::spot;
    const std::uint32_t rig = builder.add_node("rig");
    const std::uint32_t lamp = builder.add_node("lamp", rig);
    builder.data.nodes[rig].translation = {1, 2, 3};
    builder.data.nodes[rig].scale = glm::dvec3(2);
    builder.data.nodes[lamp].light = 0;
    builder.data.nodes[lamp].translation = {0, 1, 0};
    // A quarter turn about x sends -z to +y.
    builder.data.nodes[lamp].rotation = glm::angleAxis(std::numbers::pi / 2, glm::dvec3(1, 0, 0));
    const std::uint32_t hidden = builder.add_node("hidden");
    builder.data.nodes[hidden].light = 0;
    builder.data.nodes[hidden].is_visible = false;
    builder.animate(light_color, 0, 3, {0, 1}, {0, 0, 0, 1, 0.5F, 0.25F});
    builder.animate(light_intensity, 0, 1, {0, 1}, {0, 100});
    builder.animate(light_range, 0, 1, {0, 1}, {1, 3});
    builder.animate(light_inner_cone, 0, 1, {0, 1}, {0, 0.5F});
    builder.animate(light_outer_cone, 0, 1, {0, 1}, {0.5F, 1});
    const Scene scene = builder.build();
    EXPECT_FALSE(is_moving(scene.data(), 0)) << "lights are no part of a moment";
    const std::vector<Light> lights = lights_at(scene.data(), 0, 0.5);
    ASSERT_EQ(lights.size(), 1U);
    EXPECT_EQ(lights[0].name, "lamp");
    EXPECT_EQ(lights[0].kind, Light::Kind::spot);
    expect_near(lights[0].position, {1, 4, 3});
    expect_near(lights[0].direction, {0, 1, 0});
    EXPECT_EQ(lights[0].color, glm::vec3(0.5F, 0.25F, 0.125F));
    EXPECT_EQ(lights[0].intensity, 50.0F);
    EXPECT_EQ(lights[0].range_m, 2.0F);
    EXPECT_EQ(lights[0].inner_cone_rad, 0.25F);
    EXPECT_EQ(lights[0].outer_cone_rad, 0.75F);
}

TEST(ClipTest, UnsupportedChannelsHaveNoEffect) {
    SceneBuilder builder;
    builder.data.materials.resize(1);
    builder.data.nodes[builder.add_drawn_node("a", builder.add_triangle_mesh())].translation = {1, 0, 0};
    builder.animate(unsupported, none, 2, {0, 1}, {0, 0, 5, 5});
    const Scene scene = builder.build();
    EXPECT_FALSE(is_moving(scene.data(), 0));
    EXPECT_FALSE(materials_at(scene.data(), 0, 1));
    EXPECT_EQ(evaluate(scene.data(), 0, 1, Camera{}).world_from_instance[0][3], glm::dvec4(1, 0, 0, 1));
}

}  // namespace
}  // namespace plumb::scene
