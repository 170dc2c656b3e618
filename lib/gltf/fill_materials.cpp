#include "gltf/fill.hpp"
#include "gltf/material_extensions.hpp"
#include "gltf/specular_glossiness.hpp"
#include "gltf/texture_slots.hpp"

#include <tiny_gltf.h>

namespace plumb::gltf {

namespace {

void read_core(Filling& filling, const Json& json, const Pointer& at, const tinygltf::Material& source,
               scene::Material& material) {
    material.name = source.name;
    if (source.alphaMode == "MASK")
        material.alpha_mode = scene::AlphaMode::mask;
    else if (source.alphaMode == "BLEND")
        material.alpha_mode = scene::AlphaMode::blend;
    material.alpha_cutoff = static_cast<float>(source.alphaCutoff);
    material.is_double_sided = source.doubleSided;

    const tinygltf::PbrMetallicRoughness& pbr = source.pbrMetallicRoughness;
    material.base_color = {pbr.baseColorFactor.at(0), pbr.baseColorFactor.at(1), pbr.baseColorFactor.at(2),
                           pbr.baseColorFactor.at(3)};
    material.metallic = static_cast<float>(pbr.metallicFactor);
    material.roughness = static_cast<float>(pbr.roughnessFactor);
    material.emissive = {source.emissiveFactor.at(0), source.emissiveFactor.at(1), source.emissiveFactor.at(2)};
    material.normal_scale = static_cast<float>(source.normalTexture.scale);
    material.occlusion_strength = static_cast<float>(source.occlusionTexture.strength);

    if (const Json* core = find(json, "pbrMetallicRoughness")) {
        const Pointer place = at / "pbrMetallicRoughness";
        material.base_color_texture = read_texture_slot(filling, *core, "baseColorTexture", place);
        material.metallic_roughness_texture = read_texture_slot(filling, *core, "metallicRoughnessTexture", place);
    }
    material.normal_texture = read_texture_slot(filling, json, "normalTexture", at);
    material.occlusion_texture = read_texture_slot(filling, json, "occlusionTexture", at);
    material.emissive_texture = read_texture_slot(filling, json, "emissiveTexture", at);
}

}  // namespace

void fill_materials(Filling& filling) {
    const Json& materials = array_of(filling.document.json, "materials");
    filling.data.materials.resize(materials.size());
    for (std::size_t i = 0; i < materials.size(); ++i) {
        const Pointer at = Pointer() / "materials" / i;
        read_core(filling, materials[i], at, filling.model.materials.at(i), filling.data.materials[i]);
        read_specular_glossiness(filling, materials[i], at, filling.data.materials[i]);
        read_material_extensions(filling, materials[i], at, filling.data.materials[i]);
    }
    if (const Json* variants = find_extension(filling.document.json, "KHR_materials_variants"))
        for (const Json& variant : array_of(*variants, "variants"))
            filling.data.variants.push_back(string_or(variant, "name", ""));
}

}  // namespace plumb::gltf
