#include "shot_stage.hpp"

#include <cmath>
#include <numbers>

namespace plumb::oracle {
namespace {

StagedInstant stage_moment(const Model& model, const Scene& scene, const Moment& moment, Size size) {
    StagedInstant instant{{}, from_library(moment.camera, size, moment.world_from_environment)};
    for (std::size_t i = 0; i < model.instances.size(); ++i) {
        const InstanceInfo& info = scene.instances()[i];
        Stance stance{moment.world_from_instance[i], moment.visible[i] != 0};
        for (std::uint32_t j = 0; j < info.joint_count; ++j)
            stance.world_from_joint.push_back(moment.world_from_joint[info.first_joint + j]);
        for (std::uint32_t w = 0; w < info.weight_count; ++w)
            stance.weights.push_back(static_cast<double>(moment.morph_weights[info.first_weight + w]));
        instant.stances.push_back(std::move(stance));
    }
    return instant;
}

glm::dmat3 matrix_of(const MaterialOverride::UvTransform& t) {
    // KHR_texture_transform: translation * rotation * scale; the rotation turns v towards u.
    const double c = std::cos(double{t.rotation_rad}), s = std::sin(double{t.rotation_rad});
    const glm::dmat3 move(1, 0, 0, 0, 1, 0, double{t.offset.x}, double{t.offset.y}, 1);
    const glm::dmat3 turn(c, -s, 0, s, c, 0, 0, 0, 1);
    const glm::dmat3 size(double{t.scale.x}, 0, 0, 0, double{t.scale.y}, 0, 0, 0, 1);
    return move * turn * size;
}

Distortion lens_from_library(const plumb::Camera& camera) {
    Distortion lens{.k = camera.distortion};
    using Kind = Distortion::Kind;
    const auto projection = camera.projection;
    if (projection == plumb::Camera::Projection::fisheye) lens.kind = Kind::fisheye;
    if (projection == plumb::Camera::Projection::equirectangular) lens.kind = Kind::equirectangular;
    if (projection == plumb::Camera::Projection::perspective && !lens.k.empty()) lens.kind = Kind::brown_conrady;
    if (camera.field_rad) lens.half_field_rad = *camera.field_rad / 2;
    return lens;
}

}  // namespace

Camera from_library(const plumb::Camera& camera, Size size, const glm::dmat3& world_from_environment) {
    Camera ours;
    ours.is_perspective = camera.projection != plumb::Camera::Projection::orthographic;
    ours.width = static_cast<int>(size.width);
    ours.height = static_cast<int>(size.height);
    ours.near_m = camera.near_m;
    ours.far_m = camera.far_m;
    const double half = 0.5 * ours.height;
    const double f = ours.is_perspective ? half / std::tan(0.5 * camera.fov_y_rad) : half / camera.half_height_m;
    ours.pinhole = {f, f, 0.5 * ours.width, half};
    if (camera.projection == plumb::Camera::Projection::equirectangular)
        ours.pinhole = {ours.width / (2 * std::numbers::pi), ours.height / std::numbers::pi, 0.5 * ours.width, half};
    if (camera.intrinsics) {
        const Intrinsics& k = *camera.intrinsics;
        ours.pinhole = {k.fx, k.fy, k.cx, k.cy};
    }
    ours.distortion = lens_from_library(camera);
    ours.world_from_camera = glm::dmat3(camera.world_from_camera);
    ours.eye = glm::dvec3(camera.world_from_camera[3]);
    ours.world_from_environment = world_from_environment;
    return ours;
}

StagedFrame stage(const Model& model, const Scene& scene, const Shot& shot, Size size) {
    StagedFrame frame{stage_moment(model, scene, shot.now, size), {}, {}};
    if (shot.next) frame.next = stage_moment(model, scene, *shot.next, size);
    if (shot.previous) frame.previous = stage_moment(model, scene, *shot.previous, size);
    if (!shot.rolling_shutter) return frame;
    const auto edges_of = [&](const RollingShutter::Edges& edges) {
        return std::vector{stage_moment(model, scene, edges.top, size), stage_moment(model, scene, edges.bottom, size)};
    };
    frame.now.edges = edges_of(shot.rolling_shutter->now);
    if (frame.next) frame.next->edges = edges_of(*shot.rolling_shutter->next);
    if (frame.previous) frame.previous->edges = edges_of(*shot.rolling_shutter->previous);
    return frame;
}

Model dressed(const Model& model, const Shot& shot) {
    Model result = model;
    for (const MaterialOverride& change : shot.materials) {
        Material& material = result.materials[change.material];
        if (change.base_color) material.base_color = glm::dvec4(*change.base_color);
        if (change.metallic) material.metallic = double{*change.metallic};
        if (change.roughness) material.roughness = double{*change.roughness};
        if (change.normal_scale) material.normal_scale = double{*change.normal_scale};
        if (change.emission) material.emissive = glm::dvec3(*change.emission);
        if (change.base_color_texture) {
            // The slot keeps its own coordinates: set and transform.
            const TextureUse& source = model.textures[*change.base_color_texture];
            material.base_color_texture.picture = source.picture;
            material.base_color_texture.is_linear = source.is_linear;
            material.base_color_texture.wrap_u = source.wrap_u;
            material.base_color_texture.wrap_v = source.wrap_v;
        }
        if (!change.uv_transform) continue;
        for (TextureUse* const use : {&material.base_color_texture, &material.metallic_roughness_texture,
                                      &material.normal_texture, &material.emissive_texture})
            use->after = matrix_of(*change.uv_transform) * use->after;
    }
    return result;
}

}  // namespace plumb::oracle
