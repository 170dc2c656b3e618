#include "geometry.hpp"

#include <utility>

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
            auto material =
                primitive.material >= 0 ? static_cast<std::size_t>(primitive.material) : model.materials.size() - 1;
            const auto own = model.instances[i].own_materials.find(primitive.material);
            if (own != model.instances[i].own_materials.end()) material = own->second;
            const auto index = static_cast<std::uint32_t>(parts.size());
            parts.push_back({static_cast<std::uint32_t>(i), &primitive, static_cast<std::uint32_t>(material),
                             vertex_count, first_triangle});
            for (std::uint32_t t = 0; t < primitive.triangles.size(); ++t) triangles.push_back({index, t});
            first_triangle += static_cast<std::uint32_t>(primitive.triangles.size());
            vertex_count += primitive.positions.size();
        }
    }
}

Stance stance_of(const Model& model, const Instance& instance, const Pose& pose) {
    const auto index = static_cast<std::size_t>(instance.node);
    const Node& node = model.nodes[index];
    Stance stance{pose.world_from_node[index], pose.is_visible[index] != 0};
    if (instance.copy >= 0)
        stance.world_from_instance = stance.world_from_instance * node.copies[static_cast<std::size_t>(instance.copy)];
    stance.weights = pose.weights[index];
    if (node.skin < 0) return stance;
    const Skin& skin = model.skins[static_cast<std::size_t>(node.skin)];
    for (std::size_t j = 0; j < skin.joints.size(); ++j) {
        const auto joint = static_cast<std::size_t>(skin.joints[j]);
        stance.world_from_joint.push_back(pose.world_from_node[joint] * skin.inverse_bind[j]);
    }
    return stance;
}

std::vector<Stance> stances_of(const Model& model, const Pose& pose) {
    std::vector<Stance> stances;
    for (const Instance& instance : model.instances) stances.push_back(stance_of(model, instance, pose));
    return stances;
}

Geometry::Geometry(const Topology& topology, std::vector<Stance> stances)
    : topology_(topology), stances_(std::move(stances)) {
    own_positions_.reserve(topology.vertex_count);
    for (const Part& part : topology.parts) {
        const Primitive& p = *part.primitive;
        const std::vector<double>& weights = stances_[part.instance].weights;
        for (std::size_t v = 0; v < p.positions.size(); ++v) {
            glm::dvec3 rest = p.positions[v];
            for (std::size_t t = 0; t < p.targets.size(); ++t) {
                if (!p.targets[t].positions.empty()) rest += weights[t] * p.targets[t].positions[v];
            }
            own_positions_.push_back(is_skinned(part) ? glm::dvec3(skin_matrix(part, v) * glm::dvec4(rest, 1)) : rest);
        }
    }
    set_windings();
    place();
}

Geometry::Geometry(const Geometry& from, const Geometry& to, double share, std::vector<Stance> stances)
    : topology_(from.topology_), stances_(std::move(stances)), from_(&from), to_(&to), share_(share) {
    for (std::size_t v = 0; v < from.own_positions_.size(); ++v)
        own_positions_.push_back(glm::mix(from.own_positions_[v], to.own_positions_[v], share));
    set_windings();
    place();
}

void Geometry::set_windings() {
    for (const Stance& stance : stances_) {
        const bool has_skin = !stance.world_from_joint.empty();
        const bool is_mirrored = !has_skin && glm::determinant(glm::dmat3(stance.world_from_instance)) < 0;
        winding_.push_back(is_mirrored ? -1 : 1);
    }
}

void Geometry::place() {
    positions_ = own_positions_;
    for (const Part& part : topology_.parts) {
        if (is_skinned(part)) continue;
        for (std::size_t v = part.first_vertex; v < part.first_vertex + part.primitive->positions.size(); ++v)
            positions_[v] = stances_[part.instance].world_from_instance * glm::dvec4(own_positions_[v], 1);
    }
}

bool Geometry::is_skinned(const Part& part) const {
    return !stances_[part.instance].world_from_joint.empty();
}

glm::dmat4 Geometry::skin_matrix(const Part& part, std::size_t vertex) const {
    const Primitive& p = *part.primitive;
    if (p.influence_count == 0) return stances_[part.instance].world_from_instance;  // as if its node were its joint
    glm::dmat4 m(0);
    for (std::size_t i = vertex * p.influence_count; i < (vertex + 1) * p.influence_count; ++i) {
        m += p.weights[i] * stances_[part.instance].world_from_joint[p.joints[i]];
    }
    return m;
}

glm::dvec3 Geometry::own_corner(std::size_t triangle, std::size_t which) const {
    return own_positions_[topology_.part(triangle).first_vertex + topology_.corners(triangle)[which]];
}

glm::dvec3 Geometry::corner(std::size_t triangle, std::size_t which) const {
    return positions_[topology_.part(triangle).first_vertex + topology_.corners(triangle)[which]];
}

glm::dvec3 Geometry::point(std::size_t triangle, const glm::dvec3& weights) const {
    return corner(triangle, 0) * weights[0] + corner(triangle, 1) * weights[1] + corner(triangle, 2) * weights[2];
}

VertexFrame Geometry::own_frame(const Part& part, std::size_t v) const {
    if (from_ != nullptr) {
        VertexFrame frame = from_->own_frame(part, v);
        const VertexFrame end = to_->own_frame(part, v);
        frame.normal = glm::mix(frame.normal, end.normal, share_);
        frame.tangent = glm::mix(frame.tangent, end.tangent, share_);
        return frame;
    }
    const Primitive& p = *part.primitive;
    VertexFrame frame;
    const std::vector<double>& weights = stances_[part.instance].weights;
    glm::dvec3 normal = p.normals[v];
    glm::dvec3 tangent = p.tangents.empty() ? glm::dvec3(0) : glm::dvec3(p.tangents[v]);
    for (std::size_t t = 0; t < p.targets.size(); ++t) {
        if (!p.targets[t].normals.empty()) normal += weights[t] * p.targets[t].normals[v];
        if (!p.targets[t].tangents.empty()) tangent += weights[t] * p.targets[t].tangents[v];
    }
    const glm::dmat3 linear = is_skinned(part) ? glm::dmat3(skin_matrix(part, v)) : glm::dmat3(1);
    frame.normal = unit_or_zero(normal_matrix(linear) * normal);
    frame.tangent = unit_or_zero(linear * tangent);
    if (!p.tangents.empty()) frame.sign = p.tangents[v].w;
    return frame;
}

VertexFrame Geometry::frame(std::size_t triangle, std::size_t which) const {
    const Part& part = topology_.part(triangle);
    if (part.primitive->normals.empty()) return {};
    VertexFrame frame = own_frame(part, topology_.corners(triangle)[which]);
    const glm::dmat3 linear =
        is_skinned(part) ? glm::dmat3(1) : glm::dmat3(stances_[part.instance].world_from_instance);
    frame.normal = unit_or_zero(normal_matrix(linear) * frame.normal);
    if (!is_skinned(part)) frame.tangent = unit_or_zero(linear * frame.tangent);
    return frame;
}

}  // namespace plumb::oracle
