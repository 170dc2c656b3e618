#include "render/check_look.hpp"

#include "render/aces_table.hpp"
#include "render/refuse_shot.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace plumb::render {

namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

void check_finite(const std::string& name, float value) {
    if (!std::isfinite(value)) refuse_shot(name + " is " + std::to_string(value) + "; it must be finite");
}

void check_range(const std::string& name, float value, float least, float most) {
    if (value >= least && value <= most && std::isfinite(value)) return;
    const std::string range = std::isinf(most) ? "finite and at least " + std::to_string(least)
                                               : "between " + std::to_string(least) + " and " + std::to_string(most);
    refuse_shot(name + " is " + std::to_string(value) + "; it must be " + range);
}

void check_colour(const std::string& name, const glm::vec3& colour) {
    for (int c = 0; c < 3; ++c) check_range(name + "[" + std::to_string(c) + "]", colour[c], 0, infinite);
}

void check_uv_transform(const std::string& name, const MaterialOverride::UvTransform& transform) {
    for (int axis = 0; axis < 2; ++axis) {
        check_finite(name + ".offset[" + std::to_string(axis) + "]", transform.offset[axis]);
        check_finite(name + ".scale[" + std::to_string(axis) + "]", transform.scale[axis]);
    }
    check_finite(name + ".rotation_rad", transform.rotation_rad);
}

void check_texture(const scene::SceneData& data, const std::string& name, std::uint32_t texture) {
    if (texture >= data.textures.size())
        refuse_shot(name + " is " + std::to_string(texture) + "; the scene has " +
                    std::to_string(data.textures.size()) + " textures");
    const std::uint32_t image = data.textures[texture].image;
    if (image == scene::none || data.images[image].rgba.empty())
        refuse_shot(name + " is " + std::to_string(texture) + ", which has no picture; it must be a texture with one");
}

void check_material(const scene::SceneData& data, const std::string& name, const MaterialOverride& change) {
    if (change.base_color)
        for (int c = 0; c < 4; ++c)
            check_range(name + ".base_color[" + std::to_string(c) + "]", (*change.base_color)[c], 0, 1);
    if (change.metallic) check_range(name + ".metallic", *change.metallic, 0, 1);
    if (change.roughness) check_range(name + ".roughness", *change.roughness, 0, 1);
    if (change.normal_scale) check_finite(name + ".normal_scale", *change.normal_scale);
    if (change.emission) check_colour(name + ".emission", *change.emission);
    if (change.base_color_texture) check_texture(data, name + ".base_color_texture", *change.base_color_texture);
    if (change.uv_transform) check_uv_transform(name + ".uv_transform", *change.uv_transform);
}

void check_materials(const scene::SceneData& data, const std::vector<MaterialOverride>& changes) {
    std::vector<bool> is_changed(data.materials.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const std::string name = "materials[" + std::to_string(i) + "]";
        const std::uint32_t material = changes[i].material;
        if (material >= data.materials.size())
            refuse_shot(name + ".material is " + std::to_string(material) + "; the scene has " +
                        std::to_string(data.materials.size()) + " materials");
        if (is_changed[material])
            refuse_shot(name + ".material is " + std::to_string(material) +
                        " once more; a shot may change each material at most once");
        is_changed[material] = true;
        check_material(data, name, changes[i]);
    }
}

void check_sky(const Sky& sky) {
    const double sum = sky.to_sun.x + sky.to_sun.y + sky.to_sun.z;
    if (!std::isfinite(sum) || !(sky.to_sun.y > 0))
        refuse_shot("environment.sky.to_sun is " + std::to_string(sky.to_sun.x) + ", " + std::to_string(sky.to_sun.y) +
                    ", " + std::to_string(sky.to_sun.z) + "; it must be finite, and above the horizon: y > 0");
    check_range("environment.sky.turbidity", sky.turbidity, 1.9F, 10);
    for (int c = 0; c < 3; ++c)
        check_range("environment.sky.ground_albedo[" + std::to_string(c) + "]", sky.ground_albedo[c], 0, 1);
}

void check_fog(const Fog& fog) {
    check_colour("environment.fog.color", fog.color);
    check_range("environment.fog.density_per_m", fog.density_per_m, 0, infinite);
    check_finite("environment.fog.base_height_m", fog.base_height_m);
    if (!(fog.falloff_m > 0))
        refuse_shot("environment.fog.falloff_m is " + std::to_string(fog.falloff_m) +
                    "; it must be above 0, and may be infinite");
}

void check_sensor(const Sensor& sensor) {
    if (!std::isfinite(sensor.exposure_ev)) refuse_shot("sensor.exposure_ev is not finite");
    check_colour("sensor.white_balance", sensor.white_balance);
    if (sensor.view_transform == Sensor::ViewTransform::aces) need_aces();
    check_range("sensor.vignette", sensor.vignette, 0, 1);
    check_range("sensor.full_well_electrons", sensor.full_well_electrons, 0, infinite);
    check_range("sensor.read_noise_electrons", sensor.read_noise_electrons, 0, infinite);
    if (sensor.read_noise_electrons > 0 && sensor.full_well_electrons == 0)
        refuse_shot("sensor.read_noise_electrons is " + std::to_string(sensor.read_noise_electrons) +
                    " and full_well_electrons 0; read noise needs a full well above 0");
    if (sensor.jpeg_quality && (*sensor.jpeg_quality < 1 || *sensor.jpeg_quality > 100))
        refuse_shot("sensor.jpeg_quality is " + std::to_string(*sensor.jpeg_quality) + "; it must be 1 to 100");
}

}  // namespace

void check_look(const scene::SceneData& data, const Shot& shot) {
    check_materials(data, shot.materials);
    if (shot.variant && *shot.variant >= data.variants.size())
        refuse_shot("variant is " + std::to_string(*shot.variant) + "; the scene has " +
                    std::to_string(data.variants.size()) + " variants");
    if (shot.environment.sky) check_sky(*shot.environment.sky);
    if (shot.environment.fog) check_fog(*shot.environment.fog);
    check_sensor(shot.sensor);
}

}  // namespace plumb::render
