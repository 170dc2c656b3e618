#include "render/shading_data.hpp"

#include "gpu/commands.hpp"
#include "render/diffuse_sum.hpp"
#include "render/environment_cells.hpp"
#include "render/environment_lobes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

namespace plumb::render {

namespace {

using std::numbers::pi;

std::array<glm::vec4, 9> diffuse_sh(const EnvironmentMap& map) {
    DiffuseSum sum;
    for (std::uint32_t y = 0; y < map.height; ++y) {
        const double theta = pi * (y + 0.5) / map.height;
        const double solid_angle = 2 * pi / map.width * pi / map.height * std::sin(theta);
        for (std::uint32_t x = 0; x < map.width; ++x) {
            const double phi = 2 * pi * ((x + 0.5) / map.width - 0.5);
            const glm::dvec3 direction(std::sin(theta) * std::sin(phi), std::cos(theta),
                                       -std::sin(theta) * std::cos(phi));
            const float* const rgb = &map.rgb[(std::size_t{y} * map.width + x) * 3];
            sum.add(direction, {rgb[0], rgb[1], rgb[2]}, solid_angle);
        }
    }
    return sum.coefficients();
}

std::uint32_t kind_of(Light::Kind kind) {
    switch (kind) {
        case Light::Kind::directional:
            return shared::LIGHT_DIRECTIONAL;
        case Light::Kind::point:
            return shared::LIGHT_POINT;
        case Light::Kind::spot:
            return shared::LIGHT_SPOT;
        case Light::Kind::rectangle:
            return shared::LIGHT_RECTANGLE;
    }
    return shared::LIGHT_POINT;
}

shared::Light light_of(const Light& light, const Camera& camera) {
    const glm::dmat4& pose = camera.world_from_camera;
    const glm::dmat3 camera_from_world = glm::transpose(glm::dmat3(pose));
    shared::Light result{};
    result.position = glm::vec3(camera_from_world * (light.position - glm::dvec3(pose[3])));
    result.kind = kind_of(light.kind);
    result.direction = glm::vec3(camera_from_world * glm::normalize(light.direction));
    result.range_m = light.range_m;
    result.intensity = light.color * light.intensity;
    const float inner = std::cos(light.inner_cone_rad), outer = std::cos(light.outer_cone_rad);
    result.cone_scale = 1.0F / std::max(0.001F, inner - outer);
    result.cone_offset = -outer * result.cone_scale;
    if (light.kind == Light::Kind::point || light.kind == Light::Kind::spot) result.radius_m = light.radius_m;
    if (light.kind == Light::Kind::directional) result.sine_radius = std::sin(light.angular_radius_rad);
    if (light.kind != Light::Kind::rectangle) return result;
    // The corner order -across -up, +across -up, .. turns around the normal of the dark side.
    const glm::dvec3 normal = glm::normalize(light.direction);
    const glm::dvec3 across = glm::normalize(light.across - normal * glm::dot(light.across, normal));
    result.half_across = glm::vec3(camera_from_world * across * (double{light.width_m} / 2));
    result.half_up = glm::vec3(camera_from_world * glm::cross(across, normal) * (double{light.height_m} / 2));
    return result;
}

shared::Fog fog_of(const std::optional<Fog>& fog, const Camera& camera) {
    shared::Fog result{};
    result.log_density = -std::numeric_limits<float>::infinity();
    if (!fog || fog->density_per_m == 0) return result;
    const double falloff = double{fog->falloff_m};
    const double height = camera.world_from_camera[3].y - double{fog->base_height_m};
    result.color = fog->color;
    result.inverse_falloff = static_cast<float>(1 / falloff);
    result.log_density = static_cast<float>(std::log(double{fog->density_per_m}) - height / falloff);
    return result;
}

std::uint32_t view_transform_of(Sensor::ViewTransform transform) {
    switch (transform) {
        case Sensor::ViewTransform::srgb:
            break;
        case Sensor::ViewTransform::pbr_neutral:
            return shared::VIEW_PBR_NEUTRAL;
        case Sensor::ViewTransform::aces:
            return shared::VIEW_ACES;
    }
    return shared::VIEW_SRGB;
}

shared::Sensor sensor_of(const Sensor& sensor, AcesTable& aces) {
    shared::Sensor result{};
    result.noise_seed = sensor.noise_seed;
    result.gains = sensor.white_balance * std::exp2(sensor.exposure_ev);
    result.view_transform = view_transform_of(sensor.view_transform);
    if (result.view_transform == shared::VIEW_ACES) result.aces = aces.address();
    result.vignette = sensor.vignette;
    result.full_well_electrons = sensor.full_well_electrons;
    result.read_noise_electrons = sensor.read_noise_electrons;
    return result;
}

void write_sky_cells(const shared::Sky& sky, UploadRing& ring, shared::ViewShading& shading) {
    const CellTable table = cells_of_directions([&](const glm::dvec3& d) { return sky_radiance(sky, d); });
    if (table.cells.empty()) return;
    const UploadRing::Part<shared::EnvironmentCell> part = ring.take<shared::EnvironmentCell>(table.cells.size());
    std::ranges::copy(table.cells, part.values.begin());
    shading.cells = part.address;
    shading.cells_width = table.width;
    shading.cells_height = table.height;
}

/// Where the random numbers of a shot's paths start: a hash of its place in a recipe's run.
std::uint32_t path_key(const Shot& shot) {
    const ShotAddress address = shot.address.value_or(ShotAddress{});
    std::uint64_t key = 0x9E3779B97F4A7C15ULL;
    for (const std::uint64_t part :
         {address.seed, address.index, std::uint64_t{address.attempt}, std::uint64_t{address.view}}) {
        // The finalizer of splitmix64 (Steele, Lea, Flood 2014).
        key = (key ^ part) + 0x9E3779B97F4A7C15ULL;
        key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9ULL;
        key = (key ^ (key >> 27)) * 0x94D049BB133111EBULL;
        key ^= key >> 31;
    }
    return static_cast<std::uint32_t>(key);
}

/// Map, sky or colour around the scene, with its diffuse light.
void write_environment(const Environment& environment, EnvironmentCache& environments, UploadRing& ring,
                       shared::ViewShading& shading) {
    shading.environment_color = environment.color;
    shading.environment_intensity = environment.intensity;
    const std::array<glm::vec4, 9>* diffuse_sh = nullptr;
    if (environment.map) {
        const EnvironmentCache::Entry& entry = environments.find(environment.map);
        shading.environment_map = entry.texels.address();
        shading.environment_width = environment.map->width;
        shading.environment_height = environment.map->height;
        shading.environment_lobes = entry.lobes.address();
        shading.cells = entry.cells.address();
        shading.cells_width = entry.cells_width;
        shading.cells_height = entry.cells_height;
        diffuse_sh = &entry.diffuse_sh;
    } else if (environment.sky) {
        const SkyCache::Entry& entry = environments.skies().find(*environment.sky);
        shading.has_sky = 1;
        shading.sky = entry.sky;
        if (environments.has_cells()) write_sky_cells(entry.sky, ring, shading);
        diffuse_sh = &entry.diffuse_sh;
    }
    if (diffuse_sh == nullptr) {
        const auto y00 = static_cast<float>(DiffuseSum::y00);
        shading.diffuse_sh[0] = glm::vec4(environment.color * (environment.intensity / y00), 0);
        return;
    }
    for (std::size_t i = 0; i < 9; ++i) shading.diffuse_sh[i] = (*diffuse_sh)[i] * environment.intensity;
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
    Entry entry{
        map, gpu::Buffer(context_, bytes, gpu::Memory::device, "environment map"), {}, {}, 0, 0, diffuse_sh(*map)};
    if (has_cells_) {
        const CellTable table = cells_of_picture(map->width, map->height, map->rgb);
        entry.cells_width = table.width;
        entry.cells_height = table.height;
        const std::span<const std::byte> cells = std::as_bytes(std::span(table.cells));
        if (!cells.empty()) {
            entry.cells = gpu::Buffer(context_, cells.size(), gpu::Memory::upload, "environment cells");
            std::memcpy(entry.cells.mapped(), cells.data(), cells.size());
        }
    }
    if (!has_cells_) {
        const std::vector<glm::vec4> lobes = lobes_of_map(*map);
        entry.lobes = gpu::Buffer(context_, lobes.size() * sizeof(glm::vec4), gpu::Memory::upload, "environment lobes");
        std::memcpy(entry.lobes.mapped(), lobes.data(), lobes.size() * sizeof(glm::vec4));
    }
    gpu::Commands commands(context_, "environment upload");
    commands.copy(staging, entry.texels);
    context_->run(commands);
    return entries_.emplace(map.get(), std::move(entry)).first->second;
}

std::uint64_t shading_bytes(const Shot& shot) {
    const std::uint64_t cells = std::uint64_t{64} * 32 * sizeof(shared::EnvironmentCell);  // of a sky
    return sizeof(shared::ViewShading) + UploadRing::bytes_for(shot.lights.size() * sizeof(shared::Light)) +
           (shot.environment.sky ? UploadRing::bytes_for(cells) : 0);
}

UploadRing::Part<shared::ViewShading> write_shadings(ShotSpan shots, EnvironmentCache& environments, AcesTable& aces,
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
        shading.sensor = sensor_of(shot.sensor, aces);
        shading.fog = fog_of(shot.environment.fog, shot.now.camera);
        write_environment(shot.environment, environments, ring, shading);
        shading.path_key = path_key(shot);
        shadings.values[v] = shading;
    }
    return shadings;
}

void write_apertures(ShotSpan shots, Size size, std::span<shared::ViewShading> shadings) {
    for (std::size_t v = 0; v < shots.size(); ++v) {
        const std::optional<Aperture>& aperture = shots[v].aperture;
        if (!aperture) continue;
        shadings[v].aperture_radius_m = static_cast<float>(aperture->radius_m(shots[v].now.camera, size));
        shadings[v].focus_distance_m = static_cast<float>(aperture->focus_distance_m);
        shadings[v].aperture_blades = aperture->blades;
        shadings[v].aperture_rotation = static_cast<float>(aperture->rotation_rad);
    }
}

}  // namespace plumb::render
