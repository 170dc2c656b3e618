#include "scene/mesh_summary.hpp"

#include <plumb/error.hpp>

#include <algorithm>

namespace plumb::scene {

namespace {

void extend(Box& box, const Primitive& primitive) {
    glm::vec3 low(std::numeric_limits<float>::infinity());
    glm::vec3 high(-std::numeric_limits<float>::infinity());
    for (const std::uint32_t index : primitive.indices) {
        low = glm::min(low, primitive.positions[index]);
        high = glm::max(high, primitive.positions[index]);
    }
    box.min = glm::min(box.min, glm::dvec3(low));
    box.max = glm::max(box.max, glm::dvec3(high));
}

}  // namespace

MeshSummary summarize(const Mesh& mesh, std::size_t material_count) {
    MeshSummary summary;
    std::uint64_t triangles = 0;
    for (const Primitive& primitive : mesh.primitives) {
        if (primitive.indices.size() < 3) continue;
        triangles += primitive.indices.size() / 3;
        extend(summary.box, primitive);
        const std::size_t material = primitive.material == none ? material_count : primitive.material;
        summary.materials.push_back(static_cast<std::uint32_t>(material + 1));
        summary.is_skinnable |= primitive.influences > 0;
        summary.target_count = std::max(summary.target_count, static_cast<std::uint32_t>(primitive.targets.size()));
    }
    if (triangles >= none)
        throw Error(ErrorCode::out_of_memory, "cannot prepare mesh \"" + mesh.name +
                                                  "\": " + std::to_string(triangles) + " triangles, the limit is " +
                                                  std::to_string(none - 1));
    summary.triangle_count = static_cast<std::uint32_t>(triangles);
    std::ranges::sort(summary.materials);
    const auto repeated = std::ranges::unique(summary.materials);
    summary.materials.erase(repeated.begin(), repeated.end());
    return summary;
}

}  // namespace plumb::scene
