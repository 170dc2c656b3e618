#include "render/shading_data.hpp"

#include "gpu/commands.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace plumb::render {

namespace {

constexpr double pi = std::numbers::pi;

std::array<double, 9> sh_basis(const glm::dvec3& n) {
    return {0.282095,
            0.488603 * n.y,
            0.488603 * n.z,
            0.488603 * n.x,
            1.092548 * n.x * n.y,
            1.092548 * n.y * n.z,
            0.315392 * (3 * n.z * n.z - 1),
            1.092548 * n.x * n.z,
            0.546274 * (n.x * n.x - n.y * n.y)};
}

/// Irradiance over pi in nine spherical harmonics (Ramamoorthi and Hanrahan 2001).
std::array<glm::vec4, 9> diffuse_sh(const EnvironmentMap& map) {
    constexpr double convolution[9] = {1, 2.0 / 3, 2.0 / 3, 2.0 / 3, 0.25, 0.25, 0.25, 0.25, 0.25};
    std::array<glm::dvec3, 9> sums{};
    for (std::uint32_t y = 0; y < map.height; ++y) {
        const double theta = pi * (y + 0.5) / map.height;
        const double solid_angle = 2 * pi / map.width * pi / map.height * std::sin(theta);
        for (std::uint32_t x = 0; x < map.width; ++x) {
            const double phi = 2 * pi * ((x + 0.5) / map.width - 0.5);
            const glm::dvec3 direction(std::sin(theta) * std::sin(phi), std::cos(theta),
                                       -std::sin(theta) * std::cos(phi));
            const float* const rgb = &map.rgb[(std::size_t{y} * map.width + x) * 3];
            const glm::dvec3 radiance(rgb[0], rgb[1], rgb[2]);
            const std::array<double, 9> basis = sh_basis(direction);
            for (std::size_t i = 0; i < 9; ++i) sums[i] += radiance * (basis[i] * solid_angle);
        }
    }
    std::array<glm::vec4, 9> result{};
    for (std::size_t i = 0; i < 9; ++i) result[i] = glm::vec4(glm::vec3(sums[i] * convolution[i]), 0);
    return result;
}

shared::Light light_of(const Light& light, const Camera& camera) {
    const glm::dmat4& pose = camera.world_from_camera;
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(pose));
    shared::Light result{};
    result.position = glm::vec3(camera_from_world * (light.position - glm::dvec3(pose[3])));
    result.kind = light.kind == Light::Kind::directional ? 0 : light.kind == Light::Kind::point ? 1 : 2;
    result.direction = glm::vec3(camera_from_world * glm::normalize(light.direction));
    result.range_m = light.range_m;
    result.intensity = light.color * light.intensity;
    const float inner = std::cos(light.inner_cone_rad), outer = std::cos(light.outer_cone_rad);
    result.cone_scale = 1.0F / std::max(0.001F, inner - outer);
    result.cone_offset = -outer * result.cone_scale;
    return result;
}

}  // namespace

const EnvironmentCache::Entry& EnvironmentCache::find(const std::shared_ptr<const EnvironmentMap>& map) {
    std::erase_if(entries_, [](const auto& item) { return item.second.map.expired(); });
    const auto found = entries_.find(map.get());
    if (found != entries_.end()) return found->second;
    std::vector<glm::vec4> texels(std::size_t{map->width} * map->height);
    for (std::size_t i = 0; i < texels.size(); ++i)
        texels[i] = glm::vec4(map->rgb[3 * i], map->rgb[3 * i + 1], map->rgb[3 * i + 2], 0);
    const std::uint64_t bytes = texels.size() * sizeof(glm::vec4);
    const gpu::Buffer staging(context_, bytes, gpu::Memory::upload, "environment staging");
    std::memcpy(staging.mapped(), texels.data(), bytes);
    Entry entry{map, gpu::Buffer(context_, bytes, gpu::Memory::device, "environment map"), diffuse_sh(*map)};
    gpu::Commands commands(context_, "environment upload");
    commands.copy(staging, entry.texels);
    context_->run(commands);
    return entries_.emplace(map.get(), std::move(entry)).first->second;
}

std::uint64_t shading_bytes(const Shot& shot) {
    return sizeof(shared::ViewShading) + UploadRing::bytes_for(shot.lights.size() * sizeof(shared::Light));
}

UploadRing::Part<shared::ViewShading> write_shadings(std::span<const Shot> shots, EnvironmentCache& environments,
                                                     UploadRing& ring) {
    UploadRing::Part<shared::ViewShading> shadings = ring.take<shared::ViewShading>(shots.size());
    for (std::size_t v = 0; v < shots.size(); ++v) {
        const Shot& shot = shots[v];
        shared::ViewShading shading{};
        const UploadRing::Part<shared::Light> lights = ring.take<shared::Light>(shot.lights.size());
        for (std::size_t i = 0; i < shot.lights.size(); ++i)
            lights.values[i] = light_of(shot.lights[i], shot.now.camera);
        shading.lights = lights.address;
        shading.light_count = static_cast<std::uint32_t>(shot.lights.size());
        shading.exposure = std::exp2(shot.sensor.exposure_ev);
        shading.environment_color = shot.environment.color;
        shading.environment_intensity = shot.environment.intensity;
        if (shot.environment.map) {
            const EnvironmentCache::Entry& entry = environments.find(shot.environment.map);
            shading.environment_map = entry.texels.address();
            shading.environment_width = shot.environment.map->width;
            shading.environment_height = shot.environment.map->height;
            for (std::size_t i = 0; i < 9; ++i)
                shading.diffuse_sh[i] = entry.diffuse_sh[i] * shot.environment.intensity;
        } else {
            const float y00 = 0.282095F;
            shading.diffuse_sh[0] = glm::vec4(shot.environment.color * (shot.environment.intensity / y00), 0);
        }
        shadings.values[v] = shading;
    }
    return shadings;
}

}  // namespace plumb::render
