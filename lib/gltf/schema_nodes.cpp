#include "gltf/accessor_bytes.hpp"
#include "gltf/ranges.hpp"
#include "gltf/schema_context.hpp"

#include <cmath>

namespace plumb::gltf {

namespace {

constexpr Range coordinate{-coordinate_limit, coordinate_limit};

void check_rotation(const ObjectView& node, SchemaContext& context) {
    const auto rotation = node.numbers("rotation", 4);
    if (!rotation) return;
    double square = 0;
    for (const double value : *rotation) square += value * value;
    const double length = std::sqrt(square);
    if (!(length > 1e-6) || !std::isfinite(length))
        context.findings.error(
            "node.rotation", node.at() / "rotation",
            "found a quaternion of length " + std::to_string(length) + ", which gives no rotation; allowed: 1");
    else if (std::abs(length - 1) > unit_tolerance)
        context.findings.value(
            "node.rotation", node.at() / "rotation",
            "found a quaternion of length " + std::to_string(length) + "; allowed: 1 within 0.001; it is normalized");
}

void check_matrix(const ObjectView& node, SchemaContext& context) {
    const auto matrix = node.numbers("matrix", 16, coordinate);
    if (!matrix) return;
    for (const std::string_view key : {"translation", "rotation", "scale"})
        if (node.has(key)) {
            context.findings.error("node.transform", node.at() / "matrix",
                                   "found both 'matrix' and '" + std::string(key) + "'; allowed: one of the two forms");
            return;
        }
    const auto& m = *matrix;
    if (m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1) {
        context.findings.error("node.matrix", node.at() / "matrix", "found a last row that is not 0, 0, 0, 1");
        return;
    }
    const double determinant =
        m[0] * (m[5] * m[10] - m[6] * m[9]) - m[4] * (m[1] * m[10] - m[2] * m[9]) + m[8] * (m[1] * m[6] - m[2] * m[5]);
    if (determinant == 0)
        context.findings.warning("node.determinant", node.at() / "matrix",
                                 "found determinant 0; nothing below it has an extent");
}

void check_instancing(const ObjectView& node, const Json& object, SchemaContext& context) {
    const ObjectView instancing(object, node.at() / "extensions" / "EXT_mesh_gpu_instancing", context.findings);
    check_common(instancing, context, {"attributes"});
    const Json* attribute_object = instancing.object("attributes", Presence::required);
    if (attribute_object == nullptr) return;
    const ObjectView attributes(*attribute_object, instancing.at() / "attributes", context.findings);
    std::uint64_t count = 0;
    for (const auto& [name, value] : attribute_object->items()) {
        const auto index = attributes.index(name, context.accessors.size(), "accessors");
        if (!index) continue;
        const Json& accessor = context.accessors[*index];
        const AccessorShape shape = accessor_shape(accessor);
        if (count == 0) count = shape.count;
        if (shape.count != count)
            context.findings.error(
                "instancing.count", attributes.at() / name,
                "found " + std::to_string(shape.count) + " elements; other attributes have " + std::to_string(count));
        const bool is_rotation = name == "ROTATION";
        if (name != "TRANSLATION" && name != "SCALE" && !is_rotation) continue;
        const bool is_float = shape.component == Component::float32;
        const bool is_packed = is_rotation && shape.is_normalized &&
                               (shape.component == Component::int8 || shape.component == Component::int16);
        if (shape.columns != 1 || shape.rows != (is_rotation ? 4U : 3U) || (!is_float && !is_packed))
            context.findings.error("instancing.format", attributes.at() / name,
                                   "found " + accessor_format(accessor) + "; allowed: " +
                                       (is_rotation ? "{VEC4, FLOAT}, {VEC4, BYTE normalized}, {VEC4, SHORT normalized}"
                                                    : "{VEC3, FLOAT}"));
    }
    if (count > context.limits.nodes)
        context.findings.error("limit.nodes", attributes.at(),
                               "found " + std::to_string(count) + " instances; the limit nodes is " +
                                   std::to_string(context.limits.nodes));
}

void check_node_extensions(const ObjectView& node, SchemaContext& context) {
    const Pointer at = node.at() / "extensions";
    if (const Json* object = find_extension(node.json(), "KHR_lights_punctual")) {
        const ObjectView light(*object, at / "KHR_lights_punctual", context.findings);
        check_common(light, context, {"light"});
        light.index("light", context.lights.size(), "KHR_lights_punctual.lights", Presence::required);
    }
    if (const Json* object = find_extension(node.json(), "KHR_node_visibility")) {
        const ObjectView visibility(*object, at / "KHR_node_visibility", context.findings);
        check_common(visibility, context, {"visible"});
        visibility.boolean("visible");
    }
    if (const Json* object = find_extension(node.json(), "EXT_mesh_gpu_instancing")) {
        if (!node.has("mesh"))
            context.findings.error("instancing.mesh", at / "EXT_mesh_gpu_instancing",
                                   "the node has no mesh to be instanced");
        check_instancing(node, *object, context);
    }
}

bool is_skinned(const Json& mesh) {
    for (const Json& primitive : array_of(mesh, "primitives"))
        if (const Json* attributes = find(primitive, "attributes");
            attributes != nullptr && find(*attributes, "JOINTS_0") != nullptr)
            return true;
    return false;
}

void check_mesh_use(const ObjectView& node, SchemaContext& context) {
    const auto mesh = node.index("mesh", context.meshes.size(), "meshes");
    const auto skin = node.index("skin", context.skins.size(), "skins");
    const Json* weights = node.array("weights");
    for (const std::string_view key : {"skin", "weights"})
        if (node.has(key) && !node.has("mesh"))
            context.findings.error("node.mesh", node.at() / key, quote(key) + " needs 'mesh', which is missing");
    if (weights != nullptr) node.numbers("weights", weights->size());
    if (!mesh) return;
    const std::size_t targets = morph_target_count(context.meshes[*mesh]);
    if (weights != nullptr && weights->size() != targets)
        context.findings.error("node.weights", node.at() / "weights",
                               "found " + std::to_string(weights->size()) + " weights; mesh " + std::to_string(*mesh) +
                                   " has " + std::to_string(targets) + " morph targets");
    if (skin && !is_skinned(context.meshes[*mesh]))
        context.findings.error("node.skin", node.at(),
                               "found a skin; mesh " + std::to_string(*mesh) + " has no JOINTS_0");
    if (!node.has("skin") && is_skinned(context.meshes[*mesh]))
        context.findings.warning("node.skin", node.at(),
                                 "mesh " + std::to_string(*mesh) + " has joints but the node has no skin");
}

void check_node(const ObjectView& node, SchemaContext& context) {
    check_common(
        node, context,
        {"camera", "children", "skin", "matrix", "mesh", "rotation", "scale", "translation", "weights", "name"},
        {"EXT_mesh_gpu_instancing", "KHR_lights_punctual", "KHR_node_visibility"});
    node.index("camera", context.cameras.size(), "cameras");
    const auto scale = node.numbers("scale", 3, coordinate);
    node.numbers("translation", 3, coordinate);
    if (scale && (*scale)[0] * (*scale)[1] * (*scale)[2] == 0)
        context.findings.warning("node.determinant", node.at() / "scale",
                                 "found a scale of 0; nothing below it has a volume");
    check_rotation(node, context);
    check_matrix(node, context);
    check_mesh_use(node, context);
    check_node_extensions(node, context);
}

}  // namespace

void check_nodes(SchemaContext& context) {
    for (std::size_t i = 0; i < context.nodes.size(); ++i)
        check_node(ObjectView(context.nodes[i], Pointer() / "nodes" / i, context.findings), context);
    check_node_trees(context);
}

}  // namespace plumb::gltf
