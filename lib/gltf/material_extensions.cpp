#include "gltf/material_extensions.hpp"

#include "gltf/texture_slots.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace plumb::gltf {

namespace {

/// One extension object of a material, read member by member.
class ExtensionReader {
public:
    ExtensionReader(Filling& filling, const Json& material, const Pointer& at, std::string_view name)
        : filling_(filling), json_(find_extension(material, name)), at_(at / "extensions" / name) {}

    explicit operator bool() const { return json_ != nullptr; }
    void number(std::string_view key, float& value) const { value = static_cast<float>(number_or(*json_, key, value)); }
    void color(std::string_view key, glm::vec3& value) const {
        if (const std::vector<double> numbers = numbers_of(*json_, key); numbers.size() == 3)
            value = {numbers[0], numbers[1], numbers[2]};
    }
    void texture(std::string_view key, scene::TextureSlot& slot) const {
        slot = read_texture_slot(filling_, *json_, key, at_);
    }
    /// Member `key` of the textureInfo `texture`.
    void number_of_texture(std::string_view texture, std::string_view key, float& value) const {
        if (const Json* info = find(*json_, texture)) value = static_cast<float>(number_or(*info, key, value));
    }

private:
    Filling& filling_;
    const Json* json_;
    Pointer at_;
};

}  // namespace

void read_material_extensions(Filling& filling, const Json& json, const Pointer& at, scene::Material& material) {
    if (find(json, "extensions") == nullptr) return;
    const auto open = [&](std::string_view name) { return ExtensionReader(filling, json, at, name); };
    material.is_unlit = find_extension(json, "KHR_materials_unlit") != nullptr;
    if (const auto emissive = open("KHR_materials_emissive_strength"))
        emissive.number("emissiveStrength", material.emissive_strength);
    if (const auto ior = open("KHR_materials_ior")) ior.number("ior", material.ior);
    if (const auto dispersion = open("KHR_materials_dispersion")) dispersion.number("dispersion", material.dispersion);
    if (const auto specular = open("KHR_materials_specular")) {
        specular.number("specularFactor", material.specular);
        specular.color("specularColorFactor", material.specular_color);
        specular.texture("specularTexture", material.specular_texture);
        specular.texture("specularColorTexture", material.specular_color_texture);
    }
    if (const auto coat = open("KHR_materials_clearcoat")) {
        coat.number("clearcoatFactor", material.clearcoat);
        coat.number("clearcoatRoughnessFactor", material.clearcoat_roughness);
        coat.number_of_texture("clearcoatNormalTexture", "scale", material.clearcoat_normal_scale);
        coat.texture("clearcoatTexture", material.clearcoat_texture);
        coat.texture("clearcoatRoughnessTexture", material.clearcoat_roughness_texture);
        coat.texture("clearcoatNormalTexture", material.clearcoat_normal_texture);
    }
    if (const auto sheen = open("KHR_materials_sheen")) {
        sheen.color("sheenColorFactor", material.sheen_color);
        sheen.number("sheenRoughnessFactor", material.sheen_roughness);
        sheen.texture("sheenColorTexture", material.sheen_color_texture);
        sheen.texture("sheenRoughnessTexture", material.sheen_roughness_texture);
    }
    if (const auto transmission = open("KHR_materials_transmission")) {
        transmission.number("transmissionFactor", material.transmission);
        transmission.texture("transmissionTexture", material.transmission_texture);
    }
    if (const auto volume = open("KHR_materials_volume")) {
        volume.number("thicknessFactor", material.thickness);
        volume.number("attenuationDistance", material.attenuation_distance);
        volume.color("attenuationColor", material.attenuation_color);
        volume.texture("thicknessTexture", material.thickness_texture);
    }
    if (const auto anisotropy = open("KHR_materials_anisotropy")) {
        anisotropy.number("anisotropyStrength", material.anisotropy);
        anisotropy.number("anisotropyRotation", material.anisotropy_rotation_rad);
        anisotropy.texture("anisotropyTexture", material.anisotropy_texture);
    }
    if (const auto iridescence = open("KHR_materials_iridescence")) {
        iridescence.number("iridescenceFactor", material.iridescence);
        iridescence.number("iridescenceIor", material.iridescence_ior);
        iridescence.number("iridescenceThicknessMinimum", material.iridescence_thickness_min_nm);
        iridescence.number("iridescenceThicknessMaximum", material.iridescence_thickness_max_nm);
        iridescence.texture("iridescenceTexture", material.iridescence_texture);
        iridescence.texture("iridescenceThicknessTexture", material.iridescence_thickness_texture);
    }
}

}  // namespace plumb::gltf
