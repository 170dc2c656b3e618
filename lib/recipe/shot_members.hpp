#pragma once

#include "scene/scene_data.hpp"

#include <plumb/shot.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>

namespace plumb::recipe {

/// What an archive sees of a T: const while it writes, not const while it reads.
template <class Archive, class T>
using Member = typename Archive::template Value<T>;

/// A list of the scene that a shot points into.
struct NameTable {
    std::string_view what;  ///< one entry, for messages
    std::size_t count = 0;
    std::function<std::string_view(std::size_t)> name;
};

inline NameTable clips_of(const scene::SceneData& data) {
    return {"clip", data.animation_infos.size(),
            [&data](std::size_t i) -> std::string_view { return data.animation_infos[i].name; }};
}
inline NameTable variants_of(const scene::SceneData& data) {
    return {"variant", data.variants.size(), [&data](std::size_t i) -> std::string_view { return data.variants[i]; }};
}
inline NameTable materials_of(const scene::SceneData& data) {
    return {"material", data.material_names.size(),
            [&data](std::size_t i) -> std::string_view { return data.material_names[i]; }};
}
/// A texture without a name of its own has that of its picture.
inline NameTable textures_of(const scene::SceneData& data) {
    return {"texture", data.textures.size(), [&data](std::size_t i) -> std::string_view {
                if (!data.textures[i].name.empty()) return data.textures[i].name;
                const std::uint32_t image = data.textures[i].image;
                return image < data.images.size() ? std::string_view(data.images[image].name) : std::string_view();
            }};
}

// Names of enumerators in the order of their values.
constexpr std::array<std::string_view, 4> names_of(Camera::Projection) {
    return {"perspective", "orthographic", "fisheye", "equirectangular"};
}
constexpr std::array<std::string_view, 3> names_of(Camera::Origin) {
    return {"given", "framed", "file"};
}
constexpr std::array<std::string_view, 4> names_of(Light::Kind) {
    return {"directional", "point", "spot", "rectangle"};
}
constexpr std::array<std::string_view, 3> names_of(Sensor::ViewTransform) {
    return {"srgb", "pbr_neutral", "aces"};
}

// Every member of a shot stands here once, for writing and for reading. The structured bindings do not compile when a
// member is added and not listed.

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Intrinsics>& value) {
    auto& [fx, fy, cx, cy] = value;
    archive("fx", fx);
    archive("fy", fy);
    archive("cx", cx);
    archive("cy", cy);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Camera>& value) {
    auto& [projection, fov_y_rad, half_height_m, near_m, far_m, intrinsics, distortion, field_rad, world_from_camera,
           origin, file_index] = value;
    archive("projection", projection);
    archive("fov_y_rad", fov_y_rad);
    archive("half_height_m", half_height_m);
    archive("near_m", near_m);
    archive.distance("far_m", far_m);
    archive("intrinsics", intrinsics);
    archive.some("distortion", distortion);
    archive("field_rad", field_rad);
    archive("world_from_camera", world_from_camera);
    archive("origin", origin);
    archive("file_index", file_index);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Moment>& value) {
    auto& [time_s, camera, world_from_environment, world_from_instance, visible, world_from_joint, morph_weights] =
        value;
    archive("time_s", time_s);
    archive("camera", camera);
    archive("world_from_environment", world_from_environment);
    archive.instances("instances", world_from_instance, visible);
    archive.sized("world_from_joint", world_from_joint, archive.data().joint_count);
    archive.sized("morph_weights", morph_weights, archive.data().weight_count);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Light>& value) {
    auto& [kind, name, position, direction, color, intensity, range_m, inner_cone_rad, outer_cone_rad, radius_m,
           angular_radius_rad, across, width_m, height_m] = value;
    archive("kind", kind);
    archive("name", name);
    archive("position", position);
    archive("direction", direction);
    archive("color", color);
    archive("intensity", intensity);
    archive.distance("range_m", range_m);
    archive("inner_cone_rad", inner_cone_rad);
    archive("outer_cone_rad", outer_cone_rad);
    archive("radius_m", radius_m);
    archive("angular_radius_rad", angular_radius_rad);
    archive("across", across);
    archive("width_m", width_m);
    archive("height_m", height_m);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, MaterialOverride::UvTransform>& value) {
    auto& [offset, rotation_rad, scale] = value;
    archive("offset", offset);
    archive("rotation_rad", rotation_rad);
    archive("scale", scale);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, MaterialOverride>& value) {
    auto& [material, base_color, metallic, roughness, normal_scale, emission, base_color_texture, uv_transform] = value;
    archive.reference("material", material, materials_of(archive.data()));
    archive("base_color", base_color);
    archive("metallic", metallic);
    archive("roughness", roughness);
    archive("normal_scale", normal_scale);
    archive("emission", emission);
    archive.reference("base_color_texture", base_color_texture, textures_of(archive.data()));
    archive("uv_transform", uv_transform);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Sky>& value) {
    auto& [to_sun, turbidity, ground_albedo] = value;
    archive("to_sun", to_sun);
    archive("turbidity", turbidity);
    archive("ground_albedo", ground_albedo);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Fog>& value) {
    auto& [color, density_per_m, base_height_m, falloff_m] = value;
    archive("color", color);
    archive("density_per_m", density_per_m);
    archive("base_height_m", base_height_m);
    archive.distance("falloff_m", falloff_m);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Environment>& value) {
    auto& [color, intensity, map, sky, fog] = value;
    archive("color", color);
    archive("intensity", intensity);
    archive.map("map", map);
    archive("sky", sky);
    archive("fog", fog);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Sensor>& value) {
    auto& [exposure_ev, white_balance, vignette, full_well_electrons, read_noise_electrons, noise_seed, jpeg_quality,
           view_transform] = value;
    archive("exposure_ev", exposure_ev);
    archive("white_balance", white_balance);
    archive("vignette", vignette);
    archive("full_well_electrons", full_well_electrons);
    archive("read_noise_electrons", read_noise_electrons);
    archive("noise_seed", noise_seed);
    archive("jpeg_quality", jpeg_quality);
    archive("view_transform", view_transform);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Aperture>& value) {
    auto& [f_number, focus_distance_m, sensor_height_mm, blades, rotation_rad] = value;
    archive("f_number", f_number);
    archive("focus_distance_m", focus_distance_m);
    archive("sensor_height_mm", sensor_height_mm);
    archive("blades", blades);
    archive("rotation_rad", rotation_rad);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Shutter>& value) {
    auto& [open_s, close_s] = value;
    archive("open_s", open_s);
    archive("close_s", close_s);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, RollingShutter::Edges>& value) {
    auto& [top, bottom] = value;
    archive("top", top);
    archive("bottom", bottom);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, RollingShutter>& value) {
    auto& [readout_s, now, previous, next] = value;
    archive("readout_s", readout_s);
    archive("now", now);
    archive("previous", previous);
    archive("next", next);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Draw>& drawn) {
    auto& [key, value] = drawn;
    archive("key", key);
    archive("value", value);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, ShotAddress>& value) {
    auto& [seed, index, attempt, view] = value;
    archive("seed", seed);
    archive("index", index);
    archive("attempt", attempt);
    archive("view", view);
}

template <class Archive>
void visit_members(Archive& archive, Member<Archive, Shot>& value) {
    auto& [time_s, dt_s, animation, now, previous, next, lights, environment, sensor, materials, variant, aperture,
           shutter, rolling_shutter, draws, address] = value;
    archive("time_s", time_s);
    archive("dt_s", dt_s);
    archive.reference("animation", animation, clips_of(archive.data()));
    archive.reference("variant", variant, variants_of(archive.data()));
    archive("now", now);
    archive("previous", previous);
    archive("next", next);
    archive("lights", lights);
    archive("environment", environment);
    archive("sensor", sensor);
    archive("materials", materials);
    archive("aperture", aperture);
    archive("shutter", shutter);
    archive("rolling_shutter", rolling_shutter);
    archive("draws", draws);
    archive("address", address);
}

}  // namespace plumb::recipe
