#include "gltf/animation_pointer.hpp"

#include <charconv>
#include <cstddef>
#include <system_error>

namespace plumb::gltf {

namespace {

using scene::AnimatedProperty;

/// What follows "/<array>/<index>/", and what it means.
struct Row {
    std::string_view path;
    AnimatedProperty property;
    std::uint32_t width;
};

constexpr Row node_rows[] = {
    {"translation", AnimatedProperty::node_translation, 3},
    {"rotation", AnimatedProperty::node_rotation, 4},
    {"scale", AnimatedProperty::node_scale, 3},
    {"extensions/KHR_node_visibility/visible", AnimatedProperty::node_visibility, 1},
};
constexpr Row material_rows[] = {
    {"pbrMetallicRoughness/baseColorFactor", AnimatedProperty::material_base_color, 4},
    {"pbrMetallicRoughness/metallicFactor", AnimatedProperty::material_metallic, 1},
    {"pbrMetallicRoughness/roughnessFactor", AnimatedProperty::material_roughness, 1},
    {"alphaCutoff", AnimatedProperty::material_alpha_cutoff, 1},
    {"emissiveFactor", AnimatedProperty::material_emissive, 3},
    {"extensions/KHR_materials_emissive_strength/emissiveStrength", AnimatedProperty::material_emissive_strength, 1},
    {"normalTexture/scale", AnimatedProperty::material_normal_scale, 1},
    {"occlusionTexture/strength", AnimatedProperty::material_occlusion_strength, 1},
    {"extensions/KHR_materials_ior/ior", AnimatedProperty::material_ior, 1},
    {"extensions/KHR_materials_transmission/transmissionFactor", AnimatedProperty::material_transmission, 1},
};
constexpr Row texture_rows[] = {
    {"offset", AnimatedProperty::material_texture_offset, 2},
    {"rotation", AnimatedProperty::material_texture_rotation, 1},
    {"scale", AnimatedProperty::material_texture_scale, 2},
};
constexpr Row light_rows[] = {
    {"color", AnimatedProperty::light_color, 3},
    {"intensity", AnimatedProperty::light_intensity, 1},
    {"range", AnimatedProperty::light_range, 1},
    {"spot/innerConeAngle", AnimatedProperty::light_inner_cone, 1},
    {"spot/outerConeAngle", AnimatedProperty::light_outer_cone, 1},
};
constexpr Row perspective_rows[] = {
    {"perspective/yfov", AnimatedProperty::camera_fov_y, 1},
    {"perspective/znear", AnimatedProperty::camera_near, 1},
    {"perspective/zfar", AnimatedProperty::camera_far, 1},
};
constexpr Row orthographic_rows[] = {
    {"orthographic/ymag", AnimatedProperty::camera_half_height, 1},
    {"orthographic/znear", AnimatedProperty::camera_near, 1},
    {"orthographic/zfar", AnimatedProperty::camera_far, 1},
};
/// In the order of scene::texture_slot().
constexpr std::string_view slot_paths[scene::animated_slot_count] = {
    "pbrMetallicRoughness/baseColorTexture", "pbrMetallicRoughness/metallicRoughnessTexture", "normalTexture",
    "occlusionTexture", "emissiveTexture"};
constexpr std::string_view transform_path = "/extensions/KHR_texture_transform/";

template <std::size_t count>
AnimatedTarget look_up(const Row (&rows)[count], std::uint32_t target, std::string_view path) {
    for (const Row& row : rows)
        if (row.path == path) return {row.property, target, 0, row.width};
    return {};
}

/// Takes `prefix` off the front of `text`.
bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Takes a whole number off the front of `text`; none if there is none or it is not below `count`.
std::optional<std::uint32_t> take_index(std::string_view& text, std::size_t count) {
    std::uint32_t index = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), index);
    const bool has_leading_zero = text.starts_with('0') && end - text.data() > 1;  // RFC 6901 knows none
    if (problem != std::errc() || index >= count || has_leading_zero) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return index;
}

std::uint32_t target_count(const scene::SceneData& data, std::uint32_t node) {
    const std::uint32_t mesh = data.nodes[node].mesh;
    return mesh == scene::none ? 0 : static_cast<std::uint32_t>(data.meshes[mesh].weights.size());
}

std::optional<AnimatedTarget> resolve_node(const scene::SceneData& data, std::uint32_t node, std::string_view path) {
    if (path == "weights") return node_target(data, node, path);
    if (take(path, "weights/")) {
        const auto element = take_index(path, target_count(data, node));
        if (!element || !path.empty()) return std::nullopt;
        return AnimatedTarget{AnimatedProperty::node_weight, node, *element, 1};
    }
    return look_up(node_rows, node, path);
}

AnimatedTarget resolve_material(std::uint32_t material, std::string_view path) {
    for (std::uint32_t slot = 0; slot < scene::animated_slot_count; ++slot) {
        std::string_view rest = path;
        if (!take(rest, slot_paths[slot]) || !take(rest, transform_path)) continue;
        AnimatedTarget target = look_up(texture_rows, material, rest);
        target.element = slot;
        return target;
    }
    return look_up(material_rows, material, path);
}

}  // namespace

AnimatedTarget node_target(const scene::SceneData& data, std::uint32_t node, std::string_view path) {
    if (path != "weights") return look_up(node_rows, node, path);
    const std::uint32_t count = target_count(data, node);
    if (count == 0) return {};
    return {AnimatedProperty::node_weights, node, 0, count};
}

std::optional<AnimatedTarget> resolve_animation_pointer(const scene::SceneData& data, std::string_view pointer) {
    const auto index_in = [&](std::size_t count) -> std::optional<std::uint32_t> {
        const auto index = take_index(pointer, count);
        return index && take(pointer, "/") ? index : std::nullopt;
    };
    if (take(pointer, "/nodes/")) {
        const auto index = index_in(data.nodes.size());
        return index ? resolve_node(data, *index, pointer) : std::nullopt;
    }
    if (take(pointer, "/materials/")) {
        const auto index = index_in(data.materials.size());
        return index ? std::optional(resolve_material(*index, pointer)) : std::nullopt;
    }
    if (take(pointer, "/extensions/KHR_lights_punctual/lights/")) {
        const auto index = index_in(data.lights.size());
        return index ? std::optional(look_up(light_rows, *index, pointer)) : std::nullopt;
    }
    if (take(pointer, "/cameras/")) {
        const auto index = index_in(data.cameras.size());
        if (!index) return std::nullopt;
        return data.cameras[*index].projection == Camera::Projection::perspective
                   ? look_up(perspective_rows, *index, pointer)
                   : look_up(orthographic_rows, *index, pointer);
    }
    return pointer.starts_with('/') ? std::optional(AnimatedTarget{}) : std::nullopt;
}

}  // namespace plumb::gltf
