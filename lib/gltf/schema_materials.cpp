#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

namespace plumb::gltf {

namespace {

constexpr std::uint64_t greatest_uv_set = 1ULL << 31;

void check_metallic_roughness(const ObjectView& material, SchemaContext& context) {
    const Json* object = material.object("pbrMetallicRoughness");
    if (object == nullptr) return;
    const ObjectView pbr(*object, material.at() / "pbrMetallicRoughness", context.findings);
    check_common(
        pbr, context,
        {"baseColorFactor", "baseColorTexture", "metallicFactor", "roughnessFactor", "metallicRoughnessTexture"});
    pbr.numbers("baseColorFactor", 4, unit);
    pbr.number("metallicFactor", unit);
    pbr.number("roughnessFactor", unit);
    check_texture_info(pbr, context, "baseColorTexture");
    check_texture_info(pbr, context, "metallicRoughnessTexture");
}

void check_material(const ObjectView& material, SchemaContext& context) {
    check_common(material, context,
                 {"name", "pbrMetallicRoughness", "normalTexture", "occlusionTexture", "emissiveTexture",
                  "emissiveFactor", "alphaMode", "alphaCutoff", "doubleSided"},
                 {"KHR_materials_anisotropy", "KHR_materials_clearcoat", "KHR_materials_dispersion",
                  "KHR_materials_emissive_strength", "KHR_materials_ior", "KHR_materials_iridescence",
                  "KHR_materials_pbrSpecularGlossiness", "KHR_materials_sheen", "KHR_materials_specular",
                  "KHR_materials_transmission", "KHR_materials_unlit", "KHR_materials_volume"});
    check_metallic_roughness(material, context);
    check_texture_info(material, context, "normalTexture", {"scale"});
    check_texture_info(material, context, "occlusionTexture", {"strength"});
    check_texture_info(material, context, "emissiveTexture");
    material.numbers("emissiveFactor", 3, unit);
    const auto mode = material.choice("alphaMode", {"OPAQUE", "MASK", "BLEND"});
    material.number("alphaCutoff", {0});
    material.boolean("doubleSided");
    if (material.has("alphaCutoff") && mode.value_or("OPAQUE") != "MASK")
        context.findings.warning("material.alpha_cutoff", material.at() / "alphaCutoff",
                                 "alphaCutoff has no effect unless alphaMode is MASK");
    check_material_extensions(material, context);
}

}  // namespace

void check_texture_info(const ObjectView& view, SchemaContext& context, std::string_view key,
                        std::initializer_list<std::string_view> extra) {
    const Json* object = view.object(key);
    if (object == nullptr) return;
    const ObjectView info(*object, view.at() / key, context.findings);
    const std::string_view own = extra.size() == 0 ? std::string_view("index") : *extra.begin();
    check_common(info, context, {"index", "texCoord", own}, {"KHR_texture_transform"});
    info.index("index", context.textures.size(), "textures", Presence::required);
    if (own == "scale") info.number("scale");
    if (own == "strength") info.number("strength", unit);
    auto uv_set = info.whole("texCoord", 0, greatest_uv_set);
    if (const Json* transform_object = find_extension(info.json(), "KHR_texture_transform")) {
        const ObjectView transform(*transform_object, info.at() / "extensions" / "KHR_texture_transform",
                                   context.findings);
        check_common(transform, context, {"offset", "rotation", "scale", "texCoord"});
        transform.numbers("offset", 2);
        transform.number("rotation");
        transform.numbers("scale", 2);
        if (const auto other = transform.whole("texCoord", 0, greatest_uv_set)) uv_set = other;
    }
    if (context.material_uv_sets != nullptr)
        context.material_uv_sets->insert(static_cast<std::uint32_t>(uv_set.value_or(0)));
}

void check_materials(SchemaContext& context) {
    for (std::size_t i = 0; i < context.materials.size(); ++i) {
        context.material_uv_sets = &context.uv_sets[i];
        check_material(ObjectView(context.materials[i], Pointer() / "materials" / i, context.findings), context);
    }
    context.material_uv_sets = nullptr;
}

}  // namespace plumb::gltf
