#pragma once

#include <glm/glm.hpp>

#include <memory>
#include <vector>

class btBvhTriangleMeshShape;

namespace plumb::recipe {

/// Triangles that something can fall onto, with a hierarchy of boxes over them, in a frame of their own; metres.
/// Immutable: many simulations may use one at the same time.
class ObstacleMesh {
public:
    /// @param corners  three a triangle; triangles without area are left out
    explicit ObstacleMesh(const std::vector<glm::dvec3>& corners);
    ~ObstacleMesh();
    ObstacleMesh(const ObstacleMesh&) = delete;
    ObstacleMesh& operator=(const ObstacleMesh&) = delete;

    /// Whether there is nothing to fall onto; shape() must not be called then.
    [[nodiscard]] bool is_empty() const noexcept { return !content_; }
    [[nodiscard]] btBvhTriangleMeshShape& shape() const;

private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace plumb::recipe
