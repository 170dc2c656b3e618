#include "upload/material_table.hpp"

#include <cmath>

namespace plumb::upload {

namespace {

shared::TextureSlot slot_of(const scene::TextureSlot& slot) {
    const double c = std::cos(slot.rotation_rad), s = std::sin(slot.rotation_rad);
    shared::TextureSlot result{};
    result.texture = slot.is_used() ? slot.texture : shared::NO_TEXTURE;
    result.uv_set = slot.uv_set;
    // Scaled, then turned counter-clockwise as seen with v pointing down, then moved (KHR_texture_transform).
    result.row_u = {static_cast<float>(c * slot.scale.x), static_cast<float>(s * slot.scale.y), slot.offset.x};
    result.row_v = {static_cast<float>(-s * slot.scale.x), static_cast<float>(c * slot.scale.y), slot.offset.y};
    return result;
}

shared::Material material_of(const scene::Material& source) {
    shared::Material material{};
    material.base_color = source.base_color;
    material.emission = source.emissive * source.emissive_strength;
    material.metallic = source.metallic;
    material.roughness = source.roughness;
    material.normal_scale = source.normal_scale;
    material.occlusion_strength = source.occlusion_strength;
    material.alpha_cutoff = source.alpha_cutoff;
    const float ratio = (source.ior - 1) / (source.ior + 1);
    material.f0 = source.ior == 0 ? 1.0F : ratio * ratio;
    material.transmission = source.transmission;
    material.alpha_mode = source.alpha_mode == scene::AlphaMode::mask    ? shared::ALPHA_MASK
                          : source.alpha_mode == scene::AlphaMode::blend ? shared::ALPHA_BLEND
                                                                         : shared::ALPHA_OPAQUE;
    material.is_unlit = source.is_unlit ? 1 : 0;
    material.base_color_slot = slot_of(source.base_color_texture);
    material.metallic_roughness_slot = slot_of(source.metallic_roughness_texture);
    material.normal_slot = slot_of(source.normal_texture);
    material.occlusion_slot = slot_of(source.occlusion_texture);
    material.emission_slot = slot_of(source.emissive_texture);
    return material;
}

/// slot, then `after`.
void chain_transform(const shared::TextureSlot& after, shared::TextureSlot& slot) {
    const auto chained = [&](const glm::vec3& row) {
        const glm::vec3 offset(0, 0, row.z);
        return row.x * slot.row_u + row.y * slot.row_v + offset;
    };
    const glm::vec3 row_u = chained(after.row_u), row_v = chained(after.row_v);
    slot.row_u = row_u;
    slot.row_v = row_v;
}

}  // namespace

void apply_override(const MaterialOverride& change, shared::Material& material) {
    if (change.base_color) material.base_color = *change.base_color;
    if (change.metallic) material.metallic = *change.metallic;
    if (change.roughness) material.roughness = *change.roughness;
    if (change.normal_scale) material.normal_scale = *change.normal_scale;
    if (change.emission) material.emission = *change.emission;
    if (change.base_color_texture) material.base_color_slot.texture = *change.base_color_texture;
    if (!change.uv_transform) return;
    scene::TextureSlot transform;
    transform.offset = change.uv_transform->offset;
    transform.rotation_rad = change.uv_transform->rotation_rad;
    transform.scale = change.uv_transform->scale;
    const shared::TextureSlot after = slot_of(transform);
    for (shared::TextureSlot* const slot : {&material.base_color_slot, &material.metallic_roughness_slot,
                                            &material.normal_slot, &material.occlusion_slot, &material.emission_slot})
        chain_transform(after, *slot);
}

std::vector<shared::Material> material_table(const std::vector<scene::Material>& materials) {
    std::vector<shared::Material> table;
    table.reserve(materials.size() + 1);
    for (const scene::Material& material : materials) table.push_back(material_of(material));
    table.push_back(material_of(scene::Material{}));
    return table;
}

std::vector<float> srgb_table() {
    std::vector<float> table(256);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double code = static_cast<double>(i) / 255;
        table[i] = static_cast<float>(code <= 0.04045 ? code / 12.92 : std::pow((code + 0.055) / 1.055, 2.4));
    }
    return table;
}

}  // namespace plumb::upload
