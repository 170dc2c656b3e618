#include "recipe/obstacle_mesh.hpp"

#include "base/assert.hpp"

#include <BulletCollision/CollisionShapes/btBvhTriangleMeshShape.h>
#include <BulletCollision/CollisionShapes/btTriangleIndexVertexArray.h>

#include <cmath>
#include <numeric>
#include <optional>

namespace plumb::recipe {

struct ObstacleMesh::Content {
    std::vector<glm::dvec3> corners;
    std::vector<int> indices;
    std::optional<btTriangleIndexVertexArray> triangles;
    std::optional<btBvhTriangleMeshShape> shape;
};

ObstacleMesh::ObstacleMesh(const std::vector<glm::dvec3>& corners) {
    auto content = std::make_unique<Content>();
    for (std::size_t at = 0; at + 2 < corners.size(); at += 3) {
        const glm::dvec3 normal = glm::cross(corners[at + 1] - corners[at], corners[at + 2] - corners[at]);
        const double size = glm::dot(normal, normal);
        if (!(size > 0) || !std::isfinite(size)) continue;
        content->corners.insert(content->corners.end(), {corners[at], corners[at + 1], corners[at + 2]});
    }
    if (content->corners.empty()) return;
    content->indices.resize(content->corners.size());
    std::iota(content->indices.begin(), content->indices.end(), 0);
    const auto triangle_count = static_cast<int>(content->corners.size() / 3);
    content->triangles.emplace(triangle_count, content->indices.data(), static_cast<int>(3 * sizeof(int)),
                               static_cast<int>(content->corners.size()), &content->corners.front().x,
                               static_cast<int>(sizeof(glm::dvec3)));
    // Compressed boxes keep 21 bits for the number of the triangle.
    const bool is_compressed = triangle_count < (1 << 21);
    content->shape.emplace(&*content->triangles, is_compressed);
    content->shape->setMargin(0);
    content_ = std::move(content);
}

ObstacleMesh::~ObstacleMesh() = default;

btBvhTriangleMeshShape& ObstacleMesh::shape() const {
    PLUMB_ASSERT(content_);
    return *content_->shape;
}

}  // namespace plumb::recipe
