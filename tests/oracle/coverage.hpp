#pragma once

#include "camera.hpp"
#include "geometry.hpp"

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <functional>

namespace plumb::oracle {

/// Pixels from `first` to one before `end`, which may lie outside the image.
struct PixelArea {
    glm::ivec2 first{0}, end{0};
};

/// Which pixels each triangle covers, by the rule of docs/conventions.md ("Which pixels a triangle covers"), and the
/// depth there. Unlike a ray it leaves no band around edges: the renderer must find the same pixels.
class Coverage {
public:
    /// @param z  depth along the camera's axis, between the near and the far plane
    using Sink = std::function<void(int x, int y, double z)>;

    Coverage(const Geometry& geometry, const Camera& camera, const PixelArea& area)
        : geometry_(geometry), camera_(camera), area_(area) {}

    /// Gives each pixel of the area that `triangle` covers to the sink: not culled, not cut out, whatever is before it.
    void visit(std::size_t triangle, const Sink& sink) const;

private:
    struct Corner {
        Projected projected;
        glm::i64vec2 snapped{0};  ///< 1/256 px
        bool is_snapped = false;
    };
    /// Inside where positive, or 0 on an edge that owns its points.
    struct Edge {
        bool is_whole = false;              ///< between two snapped corners
        glm::i64vec2 corner{0}, inward{0};  ///< 1/256 px
        glm::dvec3 line{0};                 ///< of homogeneous pixel coordinates
        [[nodiscard]] bool admits(int x, int y) const;
    };
    using Corners = std::array<Corner, 3>;
    [[nodiscard]] Corner corner_of(std::size_t triangle, std::size_t which) const;
    [[nodiscard]] static int turn_of(const Corners& corners);
    [[nodiscard]] static Edge edge_between(const Corner& a, const Corner& b, int turn);
    [[nodiscard]] PixelArea reach_of(const Corners& corners) const;
    [[nodiscard]] bool is_cut_out(std::size_t triangle, const glm::dvec3& weights) const;

    const Geometry& geometry_;
    Camera camera_;
    PixelArea area_;
};

}  // namespace plumb::oracle
