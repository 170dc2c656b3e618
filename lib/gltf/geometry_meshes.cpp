#include "gltf/attribute_formats.hpp"
#include "gltf/geometry_context.hpp"

#include <array>
#include <cmath>
#include <string>

namespace plumb::gltf {

namespace {

// Lengths of packed normals: half a step of 8 bits in each of three components.
constexpr double normal_tolerance = 0.00674;
constexpr double weight_tolerance = 2e-3;

void check_unit(GeometryContext& context, const AccessorValues& values, const Pointer& at) {
    if (const auto element = find_not_unit(values, {0, 1, 3, normal_tolerance}))
        context.findings.value("attribute.unit", at,
                               "found a vector at element " + std::to_string(*element) + " that is not of unit length");
}

void check_tangent_signs(GeometryContext& context, const AccessorValues& values, const Pointer& at) {
    for (std::size_t i = 0; i < values.shape.count; ++i)
        if (const double sign = values.value(4 * i + 3); sign != 1 && sign != -1) {
            context.findings.value(
                "attribute.sign", at,
                "found w = " + describe(Json(sign)) + " at element " + std::to_string(i) + "; allowed: 1, -1");
            return;
        }
}

void check_colors(GeometryContext& context, const AccessorValues& values, const Pointer& at) {
    const std::size_t count = values.shape.count * values.shape.component_count();
    for (std::size_t i = 0; i < count; ++i)
        if (const double value = values.value(i); value < 0 || value > 1) {
            context.findings.value("attribute.color", at,
                                   "found " + describe(Json(value)) + " at element " +
                                       std::to_string(i / values.shape.component_count()) + "; allowed: [0, 1]");
            return;
        }
}

void check_attribute(GeometryContext& context, std::uint32_t accessor, Semantic semantic, bool is_target,
                     const Pointer& at) {
    const auto role = static_cast<std::uint8_t>(static_cast<std::uint8_t>(semantic) * 2 + (is_target ? 1 : 0));
    const bool has_no_rule = semantic == Semantic::texcoord || semantic == Semantic::custom ||
                             semantic == Semantic::joints || semantic == Semantic::weights ||
                             (is_target && semantic != Semantic::position);
    if (has_no_rule || !context.has_data(accessor) || !context.checked_attributes.emplace(accessor, role).second)
        return;
    const AccessorValues values = context.values(accessor);
    if (values.is_empty()) return;
    if (semantic == Semantic::position) check_coordinates(context, values, at);
    if (semantic == Semantic::normal || semantic == Semantic::tangent) check_unit(context, values, at);
    if (semantic == Semantic::tangent) check_tangent_signs(context, values, at);
    if (semantic == Semantic::color) check_colors(context, values, at);
}

/// All influences of a primitive's vertices.
struct Influences {
    std::vector<AccessorValues> joints, weights;
};

/// Weights of one vertex: none negative, 1 in all; joints not named twice.
bool check_vertex(GeometryContext& context, const Influences& influences, std::size_t vertex, const Pointer& at) {
    double sum = 0;
    std::size_t used_count = 0;
    std::vector<double> used_joints;
    for (std::size_t set = 0; set < influences.weights.size(); ++set)
        for (std::size_t k = 0; k < 4; ++k) {
            const double weight = influences.weights[set].value(4 * vertex + k);
            if (weight < 0) {
                context.findings.error(
                    "weights.negative", at / ("WEIGHTS_" + std::to_string(set)),
                    "found " + describe(Json(weight)) + " at vertex " + std::to_string(vertex) + "; allowed: >= 0");
                return false;
            }
            sum += weight;
            if (weight == 0) continue;
            ++used_count;
            const double joint = influences.joints[set].value(4 * vertex + k);
            for (const double other : used_joints)
                if (other == joint) {
                    context.findings.value(
                        "joints.duplicate", at / ("JOINTS_" + std::to_string(set)),
                        "found joint " + describe(Json(joint)) + " twice at vertex " + std::to_string(vertex));
                    return false;
                }
            used_joints.push_back(joint);
        }
    if (std::abs(sum - 1) <= weight_tolerance * static_cast<double>(std::max<std::size_t>(used_count, 1))) return true;
    context.findings.value("weights.sum", at / "WEIGHTS_0",
                           "found weights with the sum " + describe(Json(sum)) + " at vertex " +
                               std::to_string(vertex) + "; allowed: 1; they are normalized");
    return false;
}

void check_influences(GeometryContext& context, const Json& attributes, const Pointer& at) {
    const std::uint32_t first = index_or_none(attributes, "WEIGHTS_0");
    if (first == no_index ||
        !context.checked_attributes.emplace(first, static_cast<std::uint8_t>(Semantic::weights) * 2).second)
        return;
    Influences influences;
    for (std::uint32_t set = 0;; ++set) {
        const std::uint32_t joints = index_or_none(attributes, "JOINTS_" + std::to_string(set));
        const std::uint32_t weights = index_or_none(attributes, "WEIGHTS_" + std::to_string(set));
        if (joints == no_index || weights == no_index) break;
        influences.joints.push_back(context.values(joints));
        influences.weights.push_back(context.values(weights));
        if (influences.joints.back().is_empty() || influences.weights.back().is_empty()) return;
    }
    if (influences.weights.empty()) return;
    // The first vertex that breaks the rule is enough.
    for (std::size_t vertex = 0; vertex < influences.weights[0].shape.count; ++vertex)
        if (!check_vertex(context, influences, vertex, at)) return;
}

void check_indices(GeometryContext& context, const Json& primitive, std::uint64_t vertex_count, const Pointer& at) {
    const std::uint32_t accessor = index_or_none(primitive, "indices");
    if (accessor == no_index) return;
    const std::uint64_t greatest = context.greatest_integer(accessor);
    const AccessorShape shape = accessor_shape(context.document, accessor);
    const std::uint64_t restart = shape.component == Component::uint8    ? 0xFF
                                  : shape.component == Component::uint16 ? 0xFFFF
                                                                         : 0xFFFFFFFF;
    if (greatest == restart)
        context.findings.error(
            "indices.restart", at / "indices",
            "found index " + std::to_string(greatest) + ", the primitive restart value; allowed: smaller ones");
    else if (vertex_count > 0 && greatest >= vertex_count)
        context.findings.error("indices.bounds", at / "indices",
                               "found index " + std::to_string(greatest) + "; the primitive has " +
                                   std::to_string(vertex_count) + " vertices");
}

void check_primitive(GeometryContext& context, const Json& primitive, const Pointer& at) {
    const Json* attributes = find(primitive, "attributes");
    if (attributes == nullptr) return;
    std::uint64_t vertex_count = 0;
    for (const auto& [name, value] : attributes->items()) {
        const auto parsed = parse_attribute_name(name);
        const std::uint32_t accessor = index_or_none(*attributes, name);
        if (!parsed || accessor == no_index) continue;
        vertex_count = accessor_shape(context.document, accessor).count;
        check_attribute(context, accessor, parsed->semantic, false, at / "attributes" / name);
    }
    check_influences(context, *attributes, at / "attributes");
    check_indices(context, primitive, vertex_count, at);
    const Json& targets = array_of(primitive, "targets");
    for (std::size_t i = 0; i < targets.size(); ++i)
        for (const auto& [name, value] : targets[i].items())
            if (const auto parsed = parse_attribute_name(name))
                check_attribute(context, index_or_none(targets[i], name), parsed->semantic, true,
                                at / "targets" / i / name);
}

}  // namespace

void check_mesh_contents(GeometryContext& context) {
    for (std::size_t i = 0; i < context.meshes.size(); ++i) {
        const Json& primitives = array_of(context.meshes[i], "primitives");
        for (std::size_t k = 0; k < primitives.size(); ++k)
            check_primitive(context, primitives[k], Pointer() / "meshes" / i / "primitives" / k);
    }
}

void check_joint_indices(GeometryContext& context) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const Json& node : context.nodes) {
        const std::uint32_t mesh = index_or_none(node, "mesh");
        const std::uint32_t skin = index_or_none(node, "skin");
        if (mesh == no_index || skin == no_index || !seen.emplace(mesh, skin).second) continue;
        const std::size_t joint_count = array_of(context.skins[skin], "joints").size();
        const Json& primitives = array_of(context.meshes[mesh], "primitives");
        for (std::size_t k = 0; k < primitives.size(); ++k) {
            const Json* attributes = find(primitives[k], "attributes");
            for (std::uint32_t set = 0; attributes != nullptr; ++set) {
                const std::string name = "JOINTS_" + std::to_string(set);
                const std::uint32_t accessor = index_or_none(*attributes, name);
                if (accessor == no_index) break;
                if (const std::uint64_t greatest = context.greatest_integer(accessor); greatest >= joint_count)
                    context.findings.error(
                        "joints.bounds", Pointer() / "meshes" / mesh / "primitives" / k / "attributes" / name,
                        "found joint " + std::to_string(greatest) + "; skin " + std::to_string(skin) + " has " +
                            std::to_string(joint_count) + " joints");
            }
        }
    }
}

}  // namespace plumb::gltf
