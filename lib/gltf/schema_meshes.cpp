#include "gltf/accessor_bytes.hpp"
#include "gltf/attribute_formats.hpp"
#include "gltf/schema_context.hpp"

#include <array>
#include <string>
#include <vector>

namespace plumb::gltf {

namespace {

/// What the attributes of a primitive add up to.
struct Attributes {
    std::uint64_t count = 0;                      ///< elements of the first sound one
    std::array<std::set<std::uint32_t>, 8> sets;  ///< by semantic: the n of its names
    [[nodiscard]] std::set<std::uint32_t>& of(Semantic semantic) { return sets[static_cast<std::size_t>(semantic)]; }
    [[nodiscard]] bool has(Semantic semantic) const { return !sets[static_cast<std::size_t>(semantic)].empty(); }
};

bool is_quantized(const SchemaContext& context) {
    return context.used_extensions.contains("KHR_mesh_quantization");
}

/// Alignment and stride of a view that vertices are read from.
void check_vertex_view(std::uint32_t accessor_index, const AccessorShape& shape, const Pointer& at,
                       SchemaContext& context) {
    const Json& accessor = context.accessors[accessor_index];
    const std::uint32_t view = index_or_none(accessor, "bufferView");
    if (view >= context.buffer_views.size()) return;
    const bool has_stride = find(context.buffer_views[view], "byteStride") != nullptr;
    const std::uint64_t offset = whole_or(accessor, "byteOffset", 0);
    const std::uint64_t stride = whole_or(context.buffer_views[view], "byteStride", shape.element_bytes());
    const std::string message = "found byteOffset " + std::to_string(offset) + " and elements " +
                                std::to_string(stride) + " bytes apart; allowed for vertex attributes: multiples of 4";
    if (offset % 4 != 0)
        context.findings.error("attribute.alignment", at, message);
    else if (stride % 4 != 0)
        context.findings.value("attribute.alignment", at, message);
    std::uint32_t& first = context.vertex_accessors[view];
    if (first == no_index) first = accessor_index;
    if (first != accessor_index && !has_stride)
        context.findings.error("attribute.stride", at,
                               "found buffer view " + std::to_string(view) + " without byteStride, which accessor " +
                                   std::to_string(first) + " reads vertices from too; it must be defined then");
}

/// Format, view and bounds of one attribute, whose accessor is returned if it is sound.
std::optional<AccessorShape> check_attribute(const ObjectView& attributes, const std::string& name,
                                             AttributePlace place, SchemaContext& context) {
    const Pointer at = attributes.at() / name;
    const auto parsed = parse_attribute_name(name);
    if (!parsed)
        context.findings.error(
            "attribute.name", at,
            "found the attribute " + quote(name) +
                "; allowed: POSITION, NORMAL, TANGENT, TEXCOORD_n, COLOR_n, JOINTS_n, WEIGHTS_n, _NAME");
    else if (place.is_morph_target && (parsed->semantic == Semantic::joints || parsed->semantic == Semantic::weights))
        context.findings.error("attribute.name", at,
                               "found " + quote(name) + " in a morph target, where it has no meaning");
    const auto index = attributes.index(name, context.accessors.size(), "accessors");
    if (!index) return std::nullopt;
    const Json& accessor = context.accessors[*index];
    const AccessorShape shape = accessor_shape(accessor);
    if (!parsed || shape.component_bytes() == 0) return shape;
    context.use_accessor(*index, Usage::vertex, at);
    if (const std::string allowed = missing_format(parsed->semantic, shape, place); !allowed.empty())
        context.findings.error("attribute.format", at, "found " + accessor_format(accessor) + "; allowed: " + allowed);
    const bool is_bounded = find(accessor, "min") != nullptr && find(accessor, "max") != nullptr;
    if (parsed->semantic == Semantic::position && !is_bounded) {
        const std::string message =
            "accessor " + std::to_string(*index) + " has no min and max; they must be defined for POSITION";
        if (place.is_morph_target)
            context.findings.value("attribute.bounds", at, message);
        else
            context.findings.error("attribute.bounds", at, message);
    }
    check_vertex_view(*index, shape, at, context);
    return shape;
}

/// The sets of an indexed attribute count from 0 without gaps.
void check_sets(const ObjectView& attributes, Attributes& found, SchemaContext& context) {
    constexpr std::array<std::pair<Semantic, std::string_view>, 4> indexed = {{{Semantic::texcoord, "TEXCOORD"},
                                                                               {Semantic::color, "COLOR"},
                                                                               {Semantic::joints, "JOINTS"},
                                                                               {Semantic::weights, "WEIGHTS"}}};
    for (const auto& [semantic, name] : indexed) {
        const auto& sets = found.of(semantic);
        if (!sets.empty() && *sets.rbegin() != sets.size() - 1)
            context.findings.error("attribute.sets", attributes.at(),
                                   "found " + std::string(name) + "_" + std::to_string(*sets.rbegin()) + " among " +
                                       std::to_string(sets.size()) + " sets; allowed: numbers from 0 without gaps");
    }
    if (found.of(Semantic::joints).size() != found.of(Semantic::weights).size())
        context.findings.error("attribute.influences", attributes.at(),
                               "found " + std::to_string(found.of(Semantic::joints).size()) + " sets of JOINTS and " +
                                   std::to_string(found.of(Semantic::weights).size()) +
                                   " of WEIGHTS; they must be equally many");
}

Attributes check_attributes(const ObjectView& primitive, SchemaContext& context) {
    Attributes found;
    const Json* object = primitive.object("attributes", Presence::required);
    if (object == nullptr) return found;
    const ObjectView attributes(*object, primitive.at() / "attributes", context.findings);
    if (object->empty())
        context.findings.value("schema.empty", attributes.at(), "found no attributes; at least one is needed");
    // POSITION first, so that the others are measured against it.
    std::vector<std::string> names;
    if (attributes.has("POSITION")) names.emplace_back("POSITION");
    for (const auto& [name, value] : object->items())
        if (name != "POSITION") names.push_back(name);
    for (const std::string& name : names) {
        if (const auto parsed = parse_attribute_name(name)) found.of(parsed->semantic).insert(parsed->set);
        const auto shape = check_attribute(attributes, name, {false, is_quantized(context)}, context);
        if (!shape) continue;
        if (found.count == 0) found.count = shape->count;
        if (shape->count != found.count)
            context.findings.error("attribute.count", attributes.at() / name,
                                   "found " + std::to_string(shape->count) +
                                       " elements; other attributes of the primitive have " +
                                       std::to_string(found.count));
    }
    check_sets(attributes, found, context);
    if (found.count > context.limits.vertices)
        context.findings.error("limit.vertices", attributes.at(),
                               "found " + std::to_string(found.count) + " vertices; the limit vertices is " +
                                   std::to_string(context.limits.vertices));
    if (!found.has(Semantic::position) && !object->empty())
        context.findings.warning("primitive.position", attributes.at(), "found no POSITION; the primitive is skipped");
    if (found.has(Semantic::tangent) && !found.has(Semantic::normal))
        context.findings.warning("attribute.tangent", attributes.at() / "TANGENT", "found TANGENT without NORMAL");
    return found;
}

/// The count of indices, or that of vertices without them.
std::uint64_t check_indices(const ObjectView& primitive, std::uint64_t vertex_count, SchemaContext& context) {
    const auto index = primitive.index("indices", context.accessors.size(), "accessors");
    if (!index) return vertex_count;
    const Json& accessor = context.accessors[*index];
    const AccessorShape shape = accessor_shape(accessor);
    const Pointer at = primitive.at() / "indices";
    context.use_accessor(*index, Usage::index, at);
    const bool is_unsigned = shape.component == Component::uint8 || shape.component == Component::uint16 ||
                             shape.component == Component::uint32;
    if (shape.component_count() != 1 || !is_unsigned || shape.is_normalized)
        context.findings.error(
            "indices.format", at,
            "found " + accessor_format(accessor) +
                "; allowed: {SCALAR, UNSIGNED_BYTE}, {SCALAR, UNSIGNED_SHORT}, {SCALAR, UNSIGNED_INT}");
    const std::uint32_t view = index_or_none(accessor, "bufferView");
    if (view < context.buffer_views.size() && find(context.buffer_views[view], "byteStride") != nullptr)
        context.findings.error(
            "indices.stride", at,
            "found buffer view " + std::to_string(view) + " with byteStride; a view of indices must not have it");
    if (shape.count > context.limits.indices)
        context.findings.error("limit.indices", at,
                               "found " + std::to_string(shape.count) + " indices; the limit indices is " +
                                   std::to_string(context.limits.indices));
    return shape.count;
}

void check_targets(const ObjectView& primitive, const Attributes& base, SchemaContext& context) {
    const Json* targets = primitive.array("targets");
    if (targets == nullptr) return;
    if (targets->size() > context.limits.morph_targets)
        context.findings.error("limit.morph_targets", primitive.at() / "targets",
                               "found " + std::to_string(targets->size()) +
                                   " morph targets; the limit morph_targets is " +
                                   std::to_string(context.limits.morph_targets));
    const Json* base_attributes = primitive.find("attributes");
    for (std::size_t i = 0; i < targets->size(); ++i) {
        const ObjectView target((*targets)[i], primitive.at() / "targets" / i, context.findings);
        if (target.is_object() && target.json().empty())
            context.findings.value("schema.empty", target.at(), "found no attributes; at least one is needed");
        for (const auto& [name, value] : target.json().items()) {
            const auto shape = check_attribute(target, name, {true, is_quantized(context)}, context);
            if (!shape) continue;
            context.geometry_bytes += shape->count * 12;
            if (base_attributes == nullptr || find(*base_attributes, name) == nullptr)
                context.findings.error("morph.base", target.at() / name,
                                       "found an attribute that the primitive does not have");
            else if (shape->count != base.count)
                context.findings.error("morph.count", target.at() / name,
                                       "found " + std::to_string(shape->count) + " elements; the primitive has " +
                                           std::to_string(base.count) + " vertices");
        }
    }
}

void check_variants(const ObjectView& primitive, SchemaContext& context) {
    const Json* object = find_extension(primitive.json(), "KHR_materials_variants");
    if (object == nullptr) return;
    const ObjectView extension(*object, primitive.at() / "extensions" / "KHR_materials_variants", context.findings);
    check_common(extension, context, {"mappings"});
    const Json* mappings = extension.array("mappings", Presence::required);
    if (mappings == nullptr) return;
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < mappings->size(); ++i) {
        const ObjectView mapping((*mappings)[i], extension.at() / "mappings" / i, context.findings);
        check_common(mapping, context, {"variants", "material", "name"});
        mapping.index("material", context.materials.size(), "materials", Presence::required);
        const auto variants =
            mapping.indices("variants", context.variants.size(), "KHR_materials_variants.variants", Presence::required);
        if (!variants) continue;
        for (std::size_t k = 0; k < variants->size(); ++k)
            if (!seen.insert((*variants)[k]).second)
                context.findings.error(
                    "variants.duplicate", mapping.at() / "variants" / k,
                    "found variant " + std::to_string((*variants)[k]) + " in a second mapping; one material a variant");
    }
}

void check_mode(const ObjectView& primitive, std::uint64_t count, SchemaContext& context) {
    constexpr std::uint64_t first_surface_mode = 4;
    const std::uint64_t mode = primitive.whole("mode", 0, 6).value_or(first_surface_mode);
    if (mode < first_surface_mode)
        context.findings.warning("primitive.mode", primitive.at() / "mode",
                                 "found points or lines, which have no surface; the primitive is skipped");
    const bool is_fitting = mode == 0   ? count > 0
                            : mode == 1 ? count % 2 == 0
                            : mode < 4  ? count >= 2
                            : mode == 4 ? count % 3 == 0
                                        : count >= 3;
    if (count > 0 && !is_fitting)
        context.findings.warning(
            "primitive.count", primitive.at(),
            "found " + std::to_string(count) + " vertices or indices, which do not fit mode " + std::to_string(mode));
}

/// Every texture of the material finds its texture coordinates.
void check_uv_sets(const ObjectView& primitive, Attributes& attributes, SchemaContext& context) {
    const auto material = primitive.index("material", context.materials.size(), "materials");
    if (!material || !attributes.has(Semantic::position)) return;
    for (const std::uint32_t set : context.uv_sets[*material])
        if (!attributes.of(Semantic::texcoord).contains(set))
            context.findings.error("primitive.texcoord", primitive.at() / "material",
                                   "a texture of material " + std::to_string(*material) + " reads TEXCOORD_" +
                                       std::to_string(set) + ", which the primitive does not have");
}

void check_primitive(const ObjectView& primitive, SchemaContext& context) {
    check_common(primitive, context, {"attributes", "indices", "material", "mode", "targets"},
#if defined(PLUMB_DRACO)
                 {"KHR_draco_mesh_compression", "KHR_materials_variants"});
#else
                 {"KHR_materials_variants"});
#endif
    Attributes attributes = check_attributes(primitive, context);
    const std::uint64_t count = check_indices(primitive, attributes.count, context);
    check_targets(primitive, attributes, context);
    check_uv_sets(primitive, attributes, context);
    check_mode(primitive, count, context);
    check_variants(primitive, context);
    // Position, normal and texture coordinate of a vertex, and an index; what the scene holds at the least.
    context.geometry_bytes += attributes.count * 32 + count * 4;
    if (context.geometry_bytes > context.limits.all_resource_bytes)
        context.findings.error("limit.all_resource_bytes", primitive.at(),
                               "the geometry up to here expands to " + std::to_string(context.geometry_bytes) +
                                   " bytes; the limit all_resource_bytes is " +
                                   std::to_string(context.limits.all_resource_bytes));
}

void check_mesh(const ObjectView& mesh, SchemaContext& context) {
    check_common(mesh, context, {"primitives", "weights", "name"});
    const Json* primitives = mesh.array("primitives", Presence::required);
    const Json* weights = mesh.array("weights");
    if (weights != nullptr) mesh.numbers("weights", weights->size());
    if (primitives == nullptr) return;
    const std::size_t target_count = morph_target_count(mesh.json());
    for (std::size_t i = 0; i < primitives->size(); ++i) {
        const ObjectView primitive((*primitives)[i], mesh.at() / "primitives" / i, context.findings);
        check_primitive(primitive, context);
        const std::size_t own_count = array_of((*primitives)[i], "targets").size();
        if (own_count != target_count)
            context.findings.error("morph.targets",
                                   primitive.has("targets") ? primitive.at() / "targets" : primitive.at(),
                                   "found " + std::to_string(own_count) + " morph targets; the first primitive has " +
                                       std::to_string(target_count));
        if (context.geometry_bytes > context.limits.all_resource_bytes) return;
    }
    if (weights != nullptr && weights->size() != target_count)
        context.findings.error("morph.weights", mesh.at() / "weights",
                               "found " + std::to_string(weights->size()) + " weights; the mesh has " +
                                   std::to_string(target_count) + " morph targets");
}

}  // namespace

void check_meshes(SchemaContext& context) {
    for (std::size_t i = 0; i < context.meshes.size(); ++i) {
        check_mesh(ObjectView(context.meshes[i], Pointer() / "meshes" / i, context.findings), context);
        if (context.geometry_bytes > context.limits.all_resource_bytes) return;
    }
}

}  // namespace plumb::gltf
