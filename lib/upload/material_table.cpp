#include "upload/material_table.hpp"

#include "upload/texture_slot.hpp"

#include <cmath>

namespace plumb::upload {

namespace {

shared::Material material_of(const scene::Material& source) {
    shared::Material material{};
    material.base_color = source.base_color;
    material.emission = source.emissive * source.emissive_strength;
    material.metallic = source.metallic;
    material.roughness = source.roughness;
    material.normal_scale = source.normal_scale;
    material.occlusion_strength = source.occlusion_strength;
    material.alpha_cutoff = source.alpha_cutoff;
    material.transmission = source.transmission;
    material.alpha_mode = source.alpha_mode == scene::AlphaMode::mask    ? shared::ALPHA_MASK
                          : source.alpha_mode == scene::AlphaMode::blend ? shared::ALPHA_BLEND
                                                                         : shared::ALPHA_OPAQUE;
    material.is_unlit = source.is_unlit ? 1 : 0;
    material.base_color_slot = texture_slot(source.base_color_texture);
    material.metallic_roughness_slot = texture_slot(source.metallic_roughness_texture);
    material.normal_slot = texture_slot(source.normal_texture);
    material.occlusion_slot = texture_slot(source.occlusion_texture);
    material.emission_slot = texture_slot(source.emissive_texture);
    return material;
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
    const shared::TextureSlot after = texture_slot(*change.uv_transform);
    for (shared::TextureSlot* const slot : {&material.base_color_slot, &material.metallic_roughness_slot,
                                            &material.normal_slot, &material.occlusion_slot, &material.emission_slot})
        transform_after(after, *slot);
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
