#include "recipe/obstacles.hpp"

#include "recipe/mesh_parts.hpp"
#include "recipe/target.hpp"
#include "scene/evaluate.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace plumb::recipe {

namespace {

std::shared_ptr<const ObstacleMesh> sized_mesh(const scene::Mesh& mesh, const glm::dmat3& size) {
    std::vector<glm::dvec3> positions = mesh_positions(mesh);
    for (glm::dvec3& position : positions) position = size * position;
    return std::make_shared<const ObstacleMesh>(triangle_corners(mesh, positions));
}

std::shared_ptr<const ObstacleMesh> posed_mesh(const scene::SceneData& data, const InstanceInfo& instance,
                                               const Moment& moment) {
    std::vector<glm::dvec3> positions;
    scene::posed_positions(data, instance, moment, positions);
    return std::make_shared<const ObstacleMesh>(triangle_corners(data.meshes[instance.mesh], positions));
}

/// A rotated or carried mesh has its size but for rounding; that much is no reason to prepare it again.
bool is_same_size(const glm::dmat3& a, const glm::dmat3& b) {
    double largest = 0;
    double difference = 0;
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row) {
            largest = std::max(largest, std::abs(a[column][row]));
            difference = std::max(difference, std::abs(a[column][row] - b[column][row]));
        }
    return difference <= 1e-12 * largest;
}

}  // namespace

Obstacles::Obstacles(const scene::SceneData& data, std::vector<std::uint32_t> instances)
    : data_(&data), instances_(std::move(instances)) {
    const Moment rest = scene::evaluate(data, std::nullopt, 0, Camera{});
    std::map<std::pair<std::uint32_t, std::array<double, 9>>, std::shared_ptr<const ObstacleMesh>> meshes;
    for (const std::uint32_t index : instances_) {
        Prepared& prepared = prepared_.emplace_back();
        const InstanceInfo& instance = data.instances[index];
        if (scene::is_deformed(instance)) continue;
        const glm::dmat4& pose = rest.world_from_instance[index];
        prepared.size = glm::transpose(orthonormal(pose)) * glm::dmat3(pose);
        std::array<double, 9> key{};
        for (std::size_t at = 0; at < 9; ++at)
            key[at] = prepared.size[static_cast<int>(at / 3)][static_cast<int>(at % 3)];
        std::shared_ptr<const ObstacleMesh>& mesh = meshes[{instance.mesh, key}];
        if (!mesh) mesh = sized_mesh(data.meshes[instance.mesh], prepared.size);
        prepared.mesh = mesh;
    }
}

Obstacles::Standing Obstacles::at(const Moment& moment) const {
    Standing standing;
    for (std::size_t at = 0; at < instances_.size(); ++at) {
        const std::uint32_t index = instances_[at];
        if (moment.visible[index] == 0) continue;
        const InstanceInfo& instance = data_->instances[index];
        DropObstacle obstacle;
        if (scene::is_deformed(instance)) {
            obstacle.mesh = posed_mesh(*data_, instance, moment);
        } else {
            const glm::dmat4& pose = moment.world_from_instance[index];
            obstacle.rotation = orthonormal(pose);
            obstacle.position = glm::dvec3(pose[3]);
            const glm::dmat3 size = glm::transpose(obstacle.rotation) * glm::dmat3(pose);
            obstacle.mesh = is_same_size(prepared_[at].size, size) ? prepared_[at].mesh
                                                                   : sized_mesh(data_->meshes[instance.mesh], size);
        }
        if (obstacle.mesh->is_empty()) continue;
        standing.obstacles.push_back(std::move(obstacle));
        standing.instances.push_back(index);
    }
    return standing;
}

}  // namespace plumb::recipe
