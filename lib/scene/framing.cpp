#include "scene/framing.hpp"

#include "base/exact_math.hpp"
#include "scene/evaluate.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::scene {

namespace {

constexpr double fov_y_rad = 0.8;
constexpr double filled_share = 0.95;  // of the half image, so that nothing touches the border
constexpr double azimuth_rad = 0.6;    // from +z towards +x
constexpr double elevation_rad = 0.45;

bool is_finite(const Box& box) {
    const glm::dvec3 extent = box.max - box.min;
    return std::isfinite(extent.x) && std::isfinite(extent.y) && std::isfinite(extent.z);
}

/// All copies of a template stand alike in the rest pose; one of them is enough.
bool is_further_copy(const SceneData& data, const InstanceInfo& instance) {
    const std::uint32_t group = copy_group_of(data, instance.node);
    return group != none && instance.node - data.copy_groups[group].first_node >= data.copy_groups[group].nodes.size();
}

}  // namespace

Box rest_bounds(const SceneData& data) {
    const Moment rest = evaluate(data, std::nullopt, 0, Camera{});
    Box bounds;
    for (const InstanceInfo& instance : data.instances) {
        if (rest.visible[instance.id - 1] == 0 || is_further_copy(data, instance)) continue;
        const Box box = world_box(data, instance, rest);
        bounds.min = glm::min(bounds.min, box.min);
        bounds.max = glm::max(bounds.max, box.max);
    }
    return bounds;
}

Camera frame_box(const Box& wanted, double narrowest_aspect) {
    const bool has_extent = !wanted.is_empty() && is_finite(wanted);
    const Box box = has_extent ? wanted : Box{glm::dvec3(-1), glm::dvec3(1)};
    const glm::dvec3 center = box.min + (box.max - box.min) / 2.0;
    const glm::dvec3 half = (box.max - box.min) / 2.0;
    // A single point still needs some distance, and one that survives rounding far from the origin.
    const double smallest = std::max(1e-3, 1e-6 * glm::length(center));
    const double radius = std::max(glm::length(half), smallest);

    const SinCos azimuth = exact_sincos(azimuth_rad);
    const SinCos elevation = exact_sincos(elevation_rad);
    const SinCos half_view = exact_sincos(fov_y_rad / 2);
    const glm::dvec3 towards_eye(azimuth.sin * elevation.cos, elevation.sin, azimuth.cos * elevation.cos);
    const glm::dmat4 axes = look_at(towards_eye, glm::dvec3(0), {0, 1, 0});
    const double slope_y = filled_share * half_view.sin / half_view.cos;
    const double slope_x = narrowest_aspect * slope_y;
    double distance = 2 * radius;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec3 offset((corner & 1) != 0 ? half.x : -half.x, (corner & 2) != 0 ? half.y : -half.y,
                                (corner & 4) != 0 ? half.z : -half.z);
        const glm::dvec3 seen = glm::transpose(glm::dmat3(axes)) * offset;
        distance = std::max({distance, std::abs(seen.x) / slope_x - seen.z, std::abs(seen.y) / slope_y - seen.z});
    }

    Camera camera;
    camera.origin = Camera::Origin::framed;
    camera.fov_y_rad = fov_y_rad;
    camera.near_m = distance * 1e-3;
    camera.world_from_camera = axes;
    camera.world_from_camera[3] = glm::dvec4(center + towards_eye * distance, 1);
    return camera;
}

}  // namespace plumb::scene
