#include "gltf/schema.hpp"

#include "gltf/schema_context.hpp"

#include <array>

namespace plumb::gltf {

namespace {

void check_top_level(SchemaContext& context) {
    const ObjectView root(context.json, Pointer(), context.findings);
    check_common(root, context,
                 {"asset", "accessors", "animations", "buffers", "bufferViews", "cameras", "extensionsUsed",
                  "extensionsRequired", "images", "materials", "meshes", "nodes", "samplers", "scene", "scenes",
                  "skins", "textures"},
                 {"KHR_lights_punctual", "KHR_materials_variants"});
    constexpr std::array<std::string_view, 15> arrays = {
        "accessors",          "animations", "buffers", "bufferViews", "cameras", "images",
        "materials",          "meshes",     "nodes",   "samplers",    "scenes",  "extensionsUsed",
        "extensionsRequired", "skins",      "textures"};
    for (const std::string_view name : arrays) root.array(name);
    root.index("scene", context.scenes.size(), "scenes");
}

void check_limit(SchemaContext& context, const Json& array, std::string_view key, std::string_view limit_name,
                 std::uint64_t limit) {
    if (array.size() > limit)
        context.findings.error("limit." + std::string(limit_name), Pointer() / key,
                               "found " + std::to_string(array.size()) + " entries; the limit " +
                                   std::string(limit_name) + " is " + std::to_string(limit));
}

}  // namespace

void check_document(const Document& document, const LoadOptions& options, Findings& findings) {
    SchemaContext context(document, options, findings);
    check_limit(context, context.nodes, "nodes", "nodes", context.limits.nodes);
    check_limit(context, context.meshes, "meshes", "meshes", context.limits.meshes);
    check_limit(context, context.materials, "materials", "materials", context.limits.materials);
    if (findings.has_errors()) return;
    check_asset(context);
    check_extension_lists(context);
    // A foreign version or a required extension may change the meaning of everything else.
    if (findings.has_errors()) return;
    check_top_level(context);
    check_root_extensions(context);
    check_buffers(context);
    check_accessors(context);
    check_images(context);
    check_materials(context);
    check_cameras(context);
    check_meshes(context);
    check_nodes(context);
    check_scenes(context);
    check_skins(context);
    check_animations(context);
    if (options.scene && *options.scene >= context.scenes.size())
        findings.error("reference", Pointer() / "scenes",
                       "scene " + std::to_string(*options.scene) + " was asked for; the file has " +
                           std::to_string(context.scenes.size()),
                       ErrorCode::not_found);
}

}  // namespace plumb::gltf
