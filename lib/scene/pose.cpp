#include "scene/pose.hpp"

#include <cstddef>

namespace plumb::scene {

namespace {

void morph(const Primitive& primitive, const InstanceInfo& instance, const Moment& moment, glm::dvec3* positions) {
    for (std::size_t target = 0; target < primitive.targets.size(); ++target) {
        const std::vector<glm::vec3>& offsets = primitive.targets[target].positions;
        const double weight = moment.morph_weights[instance.first_weight + target];
        if (weight == 0) continue;
        for (std::size_t vertex = 0; vertex < offsets.size(); ++vertex)
            positions[vertex] += weight * glm::dvec3(offsets[vertex]);
    }
}

void skin(const Primitive& primitive, const glm::dmat4* world_from_joint, glm::dvec3* positions) {
    const std::size_t influences = primitive.influences;
    for (std::size_t vertex = 0; vertex < primitive.positions.size(); ++vertex) {
        const glm::dvec4 rest(positions[vertex], 1);
        glm::dvec4 sum(0);
        for (std::size_t entry = vertex * influences; entry < (vertex + 1) * influences; ++entry) {
            const double weight = primitive.weights[entry];
            if (weight != 0) sum += weight * (world_from_joint[primitive.joints[entry]] * rest);
        }
        positions[vertex] = glm::dvec3(sum);
    }
}

}  // namespace

void posed_positions(const SceneData& data, const InstanceInfo& instance, const Moment& moment,
                     std::vector<glm::dvec3>& positions) {
    positions.clear();
    for (const Primitive& primitive : data.meshes[instance.mesh].primitives) {
        const std::size_t first = positions.size();
        positions.insert(positions.end(), primitive.positions.begin(), primitive.positions.end());
        if (positions.size() == first) continue;
        glm::dvec3* const own = positions.data() + first;
        if (instance.weight_count > 0) morph(primitive, instance, moment, own);
        if (instance.joint_count > 0 && primitive.influences > 0) {
            skin(primitive, moment.world_from_joint.data() + instance.first_joint, own);
            continue;
        }
        const glm::dmat4& world_from_instance = moment.world_from_instance[instance.id - 1];
        for (std::size_t vertex = 0; vertex < primitive.positions.size(); ++vertex)
            own[vertex] = glm::dvec3(world_from_instance * glm::dvec4(own[vertex], 1));
    }
}

std::vector<std::uint8_t> drawn_vertices(const Mesh& mesh) {
    std::vector<std::uint8_t> is_drawn;
    for (const Primitive& primitive : mesh.primitives) {
        const std::size_t first = is_drawn.size();
        is_drawn.resize(first + primitive.positions.size(), 0);
        for (const std::uint32_t index : primitive.indices) is_drawn[first + index] = 1;
    }
    return is_drawn;
}

Box world_box(const SceneData& data, const InstanceInfo& instance, const Moment& moment) {
    Box box;
    const auto include = [&](const glm::dvec3& point) {
        box.min = glm::min(box.min, point);
        box.max = glm::max(box.max, point);
    };
    if (is_deformed(instance)) {
        std::vector<glm::dvec3> positions;
        posed_positions(data, instance, moment, positions);
        const std::vector<std::uint8_t> is_drawn = drawn_vertices(data.meshes[instance.mesh]);
        for (std::size_t vertex = 0; vertex < positions.size(); ++vertex)
            if (is_drawn[vertex] != 0) include(positions[vertex]);
        return box;
    }
    const Box& rest = instance.rest_box;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec4 point((corner & 1) != 0 ? rest.max.x : rest.min.x, (corner & 2) != 0 ? rest.max.y : rest.min.y,
                               (corner & 4) != 0 ? rest.max.z : rest.min.z, 1);
        include(glm::dvec3(moment.world_from_instance[instance.id - 1] * point));
    }
    return box;
}

}  // namespace plumb::scene
