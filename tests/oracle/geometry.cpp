#include "geometry.hpp"

namespace plumb::oracle {
namespace {

/// The inverse transpose up to a positive factor, also of a singular matrix.
glm::dmat3 normal_matrix(const glm::dmat3& m) {
    const glm::dmat3 cofactors(glm::cross(m[1], m[2]), glm::cross(m[2], m[0]), glm::cross(m[0], m[1]));
    return glm::determinant(m) < 0 ? -1.0 * cofactors : cofactors;
}

glm::dvec3 unit_or_zero(const glm::dvec3& v) {
    const double length = glm::length(v);
    return length > 0 ? v / length : glm::dvec3(0);
}

}  // namespace

Topology::Topology(const Model& m) : model(m) {
    for (std::size_t i = 0; i < model.instances.size(); ++i) {
        std::uint32_t first_triangle = 0;
        for (const Primitive& primitive : model.meshes[static_cast<std::size_t>(model.instances[i].mesh)].primitives) {
            if (primitive.triangles.empty()) continue;
            const auto material =
                primitive.material >= 0 ? static_cast<std::size_t>(primitive.material) : model.materials.size() - 1;
            const auto index = static_cast<std::uint32_t>(parts.size());
            parts.push_back({static_cast<std::uint32_t>(i), &primitive, static_cast<std::uint32_t>(material),
                             vertex_count, first_triangle});
            for (std::uint32_t t = 0; t < primitive.triangles.size(); ++t) triangles.push_back({index, t});
            first_triangle += static_cast<std::uint32_t>(primitive.triangles.size());
            vertex_count += primitive.positions.size();
        }
    }
}

Geometry::Geometry(const Topology& topology, const Pose& pose) : topology_(topology), weights_(pose.weights) {
    const Model& model = topology.model;
    for (const Skin& skin : model.skins) {
        std::vector<glm::dmat4> joints;
        for (std::size_t j = 0; j < skin.joints.size(); ++j) {
            joints.push_back(pose.world_from_node[static_cast<std::size_t>(skin.joints[j])] * skin.inverse_bind[j]);
        }
        world_from_joint_.push_back(std::move(joints));
    }
    for (const Instance& instance : model.instances) {
        const auto node = static_cast<std::size_t>(instance.node);
        glm::dmat4 m = pose.world_from_node[node];
        if (instance.copy >= 0) m = m * model.nodes[node].copies[static_cast<std::size_t>(instance.copy)];
        world_from_instance_.push_back(m);
        const bool is_mirrored = model.nodes[node].skin < 0 && glm::determinant(glm::dmat3(m)) < 0;
        winding_.push_back(is_mirrored ? -1 : 1);
        is_visible_.push_back(pose.is_visible[node]);
    }
    positions_.reserve(topology.vertex_count);
    for (const Part& part : topology.parts) {
        const Primitive& p = *part.primitive;
        const std::vector<double>& weights = morph_weights(part);
        for (std::size_t v = 0; v < p.positions.size(); ++v) {
            glm::dvec3 rest = p.positions[v];
            for (std::size_t t = 0; t < p.targets.size(); ++t) {
                if (!p.targets[t].positions.empty()) rest += weights[t] * p.targets[t].positions[v];
            }
            positions_.emplace_back(world_from_vertex(part, v) * glm::dvec4(rest, 1));
        }
    }
}

const std::vector<double>& Geometry::morph_weights(const Part& part) const {
    return weights_[static_cast<std::size_t>(topology_.model.instances[part.instance].node)];
}

glm::dmat4 Geometry::world_from_vertex(const Part& part, std::size_t vertex) const {
    const Primitive& p = *part.primitive;
    const auto node = static_cast<std::size_t>(topology_.model.instances[part.instance].node);
    const int skin = topology_.model.nodes[node].skin;
    if (skin < 0 || p.influence_count == 0) return world_from_instance_[part.instance];
    glm::dmat4 m(0);
    for (std::size_t i = vertex * p.influence_count; i < (vertex + 1) * p.influence_count; ++i) {
        m += p.weights[i] * world_from_joint_[static_cast<std::size_t>(skin)][p.joints[i]];
    }
    return m;
}

glm::dvec3 Geometry::corner(std::size_t triangle, std::size_t which) const {
    return positions_[topology_.part(triangle).first_vertex + topology_.corners(triangle)[which]];
}

glm::dvec3 Geometry::point(std::size_t triangle, const glm::dvec3& weights) const {
    return corner(triangle, 0) * weights[0] + corner(triangle, 1) * weights[1] + corner(triangle, 2) * weights[2];
}

VertexFrame Geometry::frame(std::size_t triangle, std::size_t which) const {
    const Part& part = topology_.part(triangle);
    const Primitive& p = *part.primitive;
    const std::size_t v = topology_.corners(triangle)[which];
    VertexFrame frame;
    if (p.normals.empty()) return frame;
    const std::vector<double>& weights = morph_weights(part);
    glm::dvec3 normal = p.normals[v];
    glm::dvec3 tangent = p.tangents.empty() ? glm::dvec3(0) : glm::dvec3(p.tangents[v]);
    for (std::size_t t = 0; t < p.targets.size(); ++t) {
        if (!p.targets[t].normals.empty()) normal += weights[t] * p.targets[t].normals[v];
        if (!p.targets[t].tangents.empty()) tangent += weights[t] * p.targets[t].tangents[v];
    }
    const glm::dmat3 linear(world_from_vertex(part, v));
    frame.normal = unit_or_zero(normal_matrix(linear) * normal);
    frame.tangent = unit_or_zero(linear * tangent);
    if (!p.tangents.empty()) frame.sign = p.tangents[v].w;
    return frame;
}

}  // namespace plumb::oracle
