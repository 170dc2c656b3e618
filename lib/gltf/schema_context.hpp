#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/json_view.hpp"

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gltf {

/// What a buffer view or an accessor is read as; one may serve one purpose only.
enum class Usage : std::uint8_t { none, vertex, index, image, inverse_bind, animation_input, animation_output, other };

/// What the checks of one document share.
struct SchemaContext {
    SchemaContext(const Document& document, const LoadOptions& options, Findings& findings);

    const Json& json;
    bool is_glb = false;
    const LoadLimits& limits;
    Findings& findings;
    const Json &accessors, &animations, &buffers, &buffer_views, &cameras, &images, &materials, &meshes, &nodes,
        &samplers, &scenes, &skins, &textures, &lights, &variants;
    std::set<std::string, std::less<>> used_extensions;
    std::vector<Usage> view_usages;
    std::vector<Usage> accessor_usages;
    std::vector<std::uint32_t> vertex_accessors;          ///< by view: the first accessor that reads vertices from it
    std::uint64_t geometry_bytes = 0;                     ///< of all primitives, expanded
    std::vector<std::set<std::uint32_t>> uv_sets;         ///< by material: the TEXCOORD_n that its textures read
    std::set<std::uint32_t>* material_uv_sets = nullptr;  ///< of the material being checked

    /// The node trees, filled by check_nodes() if the references between nodes are sound; else empty.
    struct Tree {
        std::vector<std::uint32_t> parents, roots;  ///< by node; no_index for roots' parents, a root is its own root
        std::vector<std::uint32_t> enter, leave;    ///< by node: the range of depth-first numbers of its subtree
    } tree;

    /// Records what an accessor is read as, and its view; a second, different purpose is an error.
    void use_accessor(std::uint32_t index, Usage usage, const Pointer& at);
    void use_view(std::uint32_t index, Usage usage, const Pointer& at);
};

/// Checks the members that every object may have: `extensions`, of which those in `allowed` may stand here.
/// @return  `extensions`, or null
const Json* check_extensions(const ObjectView& view, SchemaContext& context,
                             std::initializer_list<std::string_view> allowed = {});

/// Warns of members beside `names`, and checks name and extensions.
void check_common(const ObjectView& view, SchemaContext& context, std::initializer_list<std::string_view> names,
                  std::initializer_list<std::string_view> extensions = {});

// One for each kind of object, in schema_<kind>.cpp.
void check_asset(SchemaContext& context);
void check_extension_lists(SchemaContext& context);
void check_buffers(SchemaContext& context);
void check_accessors(SchemaContext& context);
void check_images(SchemaContext& context);
void check_materials(SchemaContext& context);
void check_meshes(SchemaContext& context);
void check_cameras(SchemaContext& context);
void check_nodes(SchemaContext& context);
/// Children, parents and depth; fills SchemaContext::tree. Part of check_nodes().
void check_node_trees(SchemaContext& context);
void check_scenes(SchemaContext& context);
void check_skins(SchemaContext& context);
void check_animations(SchemaContext& context);
void check_root_extensions(SchemaContext& context);

/// A textureInfo object `key` of `view`; `extra` are the members it has beside index and texCoord.
void check_texture_info(const ObjectView& view, SchemaContext& context, std::string_view key,
                        std::initializer_list<std::string_view> extra = {});
/// The extension objects of a material.
void check_material_extensions(const ObjectView& material, SchemaContext& context);
/// The pointer of KHR_animation_pointer and the accessor that drives it.
void check_animation_pointer(const ObjectView& target, SchemaContext& context);

/// Morph targets of a mesh: those of its first primitive.
std::size_t morph_target_count(const Json& mesh);

/// "{VEC3, FLOAT normalized}" of a sound accessor.
std::string accessor_format(const Json& accessor);

}  // namespace plumb::gltf
