#include "gltf/schema_context.hpp"

#include "gltf/accessor_bytes.hpp"
#include "gltf/extensions.hpp"

#include <algorithm>

namespace plumb::gltf {

namespace {

const Json& root_extension_array(const Json& json, std::string_view extension, std::string_view key) {
    static const Json empty = Json::array();
    const Json* object = find_extension(json, extension);
    return object == nullptr ? empty : array_of(*object, key);
}

std::string_view usage_text(Usage usage) {
    switch (usage) {
        case Usage::none:
            return "nothing";
        case Usage::vertex:
            return "vertex attributes";
        case Usage::index:
            return "indices";
        case Usage::image:
            return "an image";
        case Usage::inverse_bind:
            return "inverse bind matrices";
        case Usage::animation_input:
            return "animation input";
        case Usage::animation_output:
            return "animation output";
        case Usage::other:
            return "other data";
    }
    return "";
}

void set_usage(Usage& known, Usage usage, std::string_view check, std::string_view what, const Pointer& at,
               Findings& findings) {
    if (known == Usage::none) known = usage;
    if (known == usage) return;
    findings.error(check, at,
                   "found the use of a " + std::string(what) + " as " + std::string(usage_text(usage)) +
                       "; it is already declared or used as " + std::string(usage_text(known)));
}

}  // namespace

SchemaContext::SchemaContext(const Document& document, const LoadOptions& options, Findings& all_findings)
    : json(document.json),
      is_glb(document.is_glb),
      limits(options.limits),
      findings(all_findings),
      accessors(array_of(json, "accessors")),
      animations(array_of(json, "animations")),
      buffers(array_of(json, "buffers")),
      buffer_views(array_of(json, "bufferViews")),
      cameras(array_of(json, "cameras")),
      images(array_of(json, "images")),
      materials(array_of(json, "materials")),
      meshes(array_of(json, "meshes")),
      nodes(array_of(json, "nodes")),
      samplers(array_of(json, "samplers")),
      scenes(array_of(json, "scenes")),
      skins(array_of(json, "skins")),
      textures(array_of(json, "textures")),
      lights(root_extension_array(json, "KHR_lights_punctual", "lights")),
      variants(root_extension_array(json, "KHR_materials_variants", "variants")),
      view_usages(buffer_views.size(), Usage::none),
      accessor_usages(accessors.size(), Usage::none),
      vertex_accessors(buffer_views.size(), no_index),
      uv_sets(materials.size()) {
    for (const Json& name : array_of(json, "extensionsUsed"))
        if (name.is_string()) used_extensions.insert(name.get<std::string>());
}

void SchemaContext::use_view(std::uint32_t index, Usage usage, const Pointer& at) {
    if (index < view_usages.size())
        set_usage(view_usages[index], usage, "bufferView.usage", "buffer view", at, findings);
}

void SchemaContext::use_accessor(std::uint32_t index, Usage usage, const Pointer& at) {
    if (index >= accessor_usages.size()) return;
    set_usage(accessor_usages[index], usage, "accessor.usage", "accessor", at, findings);
    const bool is_animation = usage == Usage::animation_input || usage == Usage::animation_output;
    use_view(index_or_none(accessors[index], "bufferView"), is_animation ? Usage::other : usage, at);
}

const Json* check_extensions(const ObjectView& view, SchemaContext& context,
                             std::initializer_list<std::string_view> allowed) {
    const Json* extensions = view.object("extensions");
    if (extensions == nullptr) return nullptr;
    const Pointer at = view.at() / "extensions";
    for (const auto& [name, value] : extensions->items()) {
        if (!value.is_object())
            context.findings.error("schema.type", at / name, "found " + describe(value) + "; allowed: an object");
        if (!context.used_extensions.contains(name))
            context.findings.value("extension.undeclared", at / name,
                                   "the extension " + quote(name) + " is not listed in extensionsUsed");
        const Extension* known = find_supported_extension(name);
        const bool is_here = std::find(allowed.begin(), allowed.end(), name) != allowed.end();
        if (known != nullptr && known->use == ExtensionUse::read && !is_here)
            context.findings.error("extension.place", at / name,
                                   "the extension " + quote(name) + " has no meaning in this object");
    }
    return extensions;
}

void check_common(const ObjectView& view, SchemaContext& context, std::initializer_list<std::string_view> names,
                  std::initializer_list<std::string_view> extensions) {
    view.only(names);
    if (std::find(names.begin(), names.end(), "name") != names.end()) view.text("name");
    check_extensions(view, context, extensions);
}

std::size_t morph_target_count(const Json& mesh) {
    const Json& primitives = array_of(mesh, "primitives");
    return primitives.empty() ? 0 : array_of(primitives[0], "targets").size();
}

std::string accessor_format(const Json& accessor) {
    std::string text = "{" + string_or(accessor, "type", "?") + ", ";
    switch (accessor_shape(accessor).component) {
        case Component::int8:
            text += "BYTE";
            break;
        case Component::uint8:
            text += "UNSIGNED_BYTE";
            break;
        case Component::int16:
            text += "SHORT";
            break;
        case Component::uint16:
            text += "UNSIGNED_SHORT";
            break;
        case Component::uint32:
            text += "UNSIGNED_INT";
            break;
        case Component::float32:
            text += "FLOAT";
            break;
    }
    return text + (bool_or(accessor, "normalized", false) ? " normalized}" : "}");
}

}  // namespace plumb::gltf
