#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

#include <array>
#include <string_view>

namespace plumb::gltf {

namespace {

enum class Kind : std::uint8_t { none, number, color, color_alpha, texture, normal_texture };

struct Member {
    std::string_view name;
    Kind kind = Kind::none;
    Range range = {};
};

constexpr std::size_t greatest_member_count = 6;

struct MaterialExtension {
    std::string_view name;
    std::array<Member, greatest_member_count> members;
};

constexpr std::array known_extensions{
    MaterialExtension{"KHR_materials_anisotropy",
                      {{{"anisotropyStrength", Kind::number, unit},
                        {"anisotropyRotation", Kind::number},
                        {"anisotropyTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_clearcoat",
                      {{{"clearcoatFactor", Kind::number, unit},
                        {"clearcoatTexture", Kind::texture},
                        {"clearcoatRoughnessFactor", Kind::number, unit},
                        {"clearcoatRoughnessTexture", Kind::texture},
                        {"clearcoatNormalTexture", Kind::normal_texture}}}},
    MaterialExtension{"KHR_materials_dispersion", {{{"dispersion", Kind::number, not_negative}}}},
    MaterialExtension{"KHR_materials_emissive_strength", {{{"emissiveStrength", Kind::number, not_negative}}}},
    MaterialExtension{"KHR_materials_ior", {{{"ior", Kind::number, not_negative}}}},
    MaterialExtension{"KHR_materials_iridescence",
                      {{{"iridescenceFactor", Kind::number, unit},
                        {"iridescenceTexture", Kind::texture},
                        {"iridescenceIor", Kind::number, {1}},
                        {"iridescenceThicknessMinimum", Kind::number, not_negative},
                        {"iridescenceThicknessMaximum", Kind::number, not_negative},
                        {"iridescenceThicknessTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_pbrSpecularGlossiness",
                      {{{"diffuseFactor", Kind::color_alpha, unit},
                        {"diffuseTexture", Kind::texture},
                        {"specularFactor", Kind::color, unit},
                        {"glossinessFactor", Kind::number, unit},
                        {"specularGlossinessTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_sheen",
                      {{{"sheenColorFactor", Kind::color, unit},
                        {"sheenColorTexture", Kind::texture},
                        {"sheenRoughnessFactor", Kind::number, unit},
                        {"sheenRoughnessTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_specular",
                      {{{"specularFactor", Kind::number, unit},
                        {"specularTexture", Kind::texture},
                        {"specularColorFactor", Kind::color, not_negative},
                        {"specularColorTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_transmission",
                      {{{"transmissionFactor", Kind::number, unit}, {"transmissionTexture", Kind::texture}}}},
    MaterialExtension{"KHR_materials_unlit", {}},
    MaterialExtension{"KHR_materials_volume",
                      {{{"thicknessFactor", Kind::number, not_negative},
                        {"thicknessTexture", Kind::texture},
                        {"attenuationDistance", Kind::number, positive},
                        {"attenuationColor", Kind::color, unit}}}},
};

void check_member(const ObjectView& object, const Member& member, SchemaContext& context) {
    switch (member.kind) {
        case Kind::none:
            break;
        case Kind::number:
            object.number(member.name, member.range);
            break;
        case Kind::color:
            object.numbers(member.name, 3, member.range);
            break;
        case Kind::color_alpha:
            object.numbers(member.name, 4, member.range);
            break;
        case Kind::texture:
            check_texture_info(object, context, member.name);
            break;
        case Kind::normal_texture:
            check_texture_info(object, context, member.name, {"scale"});
            break;
    }
}

/// Combinations that are legal but have no effect.
void warn_of_combinations(const ObjectView& material, SchemaContext& context) {
    const auto has = [&](std::string_view name) { return find_extension(material.json(), name) != nullptr; };
    const auto warn = [&](std::string_view name, std::string_view other) {
        if (has(name) && !has(other))
            context.findings.warning("material.combination", material.at() / "extensions" / name,
                                     std::string(name) + " has no effect without " + std::string(other));
    };
    warn("KHR_materials_dispersion", "KHR_materials_volume");
    warn("KHR_materials_volume", "KHR_materials_transmission");
}

}  // namespace

void check_material_extensions(const ObjectView& material, SchemaContext& context) {
    for (const MaterialExtension& extension : known_extensions) {
        const Json* object = find_extension(material.json(), extension.name);
        if (object == nullptr) continue;
        const ObjectView view(*object, material.at() / "extensions" / extension.name, context.findings);
        const auto& m = extension.members;
        check_common(view, context, {m[0].name, m[1].name, m[2].name, m[3].name, m[4].name, m[5].name});
        for (const Member& member : m) check_member(view, member, context);
    }
    if (const Json* ior = find_extension(material.json(), "KHR_materials_ior")) {
        const double value = number_or(*ior, "ior", 1.5);
        if (value > 0 && value < 1)
            context.findings.error("schema.range", material.at() / "extensions" / "KHR_materials_ior" / "ior",
                                   "found " + describe(*find(*ior, "ior")) + "; allowed: 0 or >= 1");
    }
    warn_of_combinations(material, context);
}

}  // namespace plumb::gltf
