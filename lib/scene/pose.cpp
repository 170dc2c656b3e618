#include "scene/pose.hpp"

#include "scene/box.hpp"

#include <cstddef>

namespace plumb::scene {

namespace {

glm::dvec3 skinned(const Primitive& primitive, const glm::dmat4* world_from_joint, std::size_t vertex,
                   const glm::dvec3& position) {
    const glm::dvec4 rest(position, 1);
    const std::size_t influences = primitive.influences;
    glm::dvec4 sum(0);
    for (std::size_t entry = vertex * influences; entry < (vertex + 1) * influences; ++entry) {
        const double weight = primitive.weights[entry];
        if (weight != 0) sum += weight * (world_from_joint[primitive.joints[entry]] * rest);
    }
    return glm::dvec3(sum);
}

}  // namespace

glm::dvec3 posed_position(const Primitive& primitive, const InstanceInfo& instance, const Moment& moment,
                          std::size_t vertex) {
    glm::dvec3 position(primitive.positions[vertex]);
    if (instance.weight_count > 0)
        for (std::size_t target = 0; target < primitive.targets.size(); ++target) {
            const std::vector<glm::vec3>& offsets = primitive.targets[target].positions;
            const double weight = moment.morph_weights[instance.first_weight + target];
            if (weight != 0 && !offsets.empty()) position += weight * glm::dvec3(offsets[vertex]);
        }
    if (is_skinned(instance, primitive))
        return skinned(primitive, moment.world_from_joint.data() + instance.first_joint, vertex, position);
    return glm::dvec3(moment.world_from_instance[instance.id - 1] * glm::dvec4(position, 1));
}

void posed_positions(const SceneData& data, const InstanceInfo& instance, const Moment& moment,
                     std::vector<glm::dvec3>& positions) {
    positions.clear();
    for (const Primitive& primitive : data.meshes[instance.mesh].primitives)
        for (std::size_t vertex = 0; vertex < primitive.positions.size(); ++vertex)
            positions.push_back(posed_position(primitive, instance, moment, vertex));
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
    if (is_deformed(instance)) {
        std::vector<glm::dvec3> positions;
        posed_positions(data, instance, moment, positions);
        const std::vector<std::uint8_t> is_drawn = drawn_vertices(data.meshes[instance.mesh]);
        for (std::size_t vertex = 0; vertex < positions.size(); ++vertex)
            if (is_drawn[vertex] != 0) extend(box, positions[vertex]);
        return box;
    }
    const Box& rest = instance.rest_box;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec4 point((corner & 1) != 0 ? rest.max.x : rest.min.x, (corner & 2) != 0 ? rest.max.y : rest.min.y,
                               (corner & 4) != 0 ? rest.max.z : rest.min.z, 1);
        extend(box, glm::dvec3(moment.world_from_instance[instance.id - 1] * point));
    }
    return box;
}

}  // namespace plumb::scene
