#pragma once

#include "camera.hpp"
#include "geometry.hpp"

#include <glm/glm.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace plumb::oracle {

/// What the contract allows depth to differ by, relative.
inline constexpr double depth_slack = 1e-5;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
/// Distances to edges are measured up to here, pixels.
inline constexpr double edge_reach_px = 1.0 / 16;
/// Half the width of the band around an edge in which a fixed-point rasterizer may decide otherwise, pixels.
inline constexpr double edge_band_px = 1.0 / 256;

/// What the ray through one image point meets first, and how certain that is.
struct Hit {
    std::int64_t triangle = -1;  ///< index into Topology::triangles, -1: nothing
    glm::dvec3 weights{0};       ///< barycentric, sum 1
    double z = infinity;
    bool is_back = false;
    double edge_px = infinity;    ///< to the nearest edge that could change the answer, infinity beyond edge_reach_px
    double rival_gap = infinity;  ///< relative depth difference to the next surface that is not the same triangle again
    [[nodiscard]] bool is_hit() const noexcept { return triangle >= 0; }
};

/// The triangles of one instant as one camera sees them.
///
/// A point (x, y) of the image and a triangle with homogeneous corners (X, Y, W) meet where the three edge functions
/// cross(h_j - (x, y) W_j, h_k - (x, y) W_k) have one sign; those three numbers are the barycentric weights in space up
/// to a factor. That holds for both projections and for triangles through the plane of the eye.
class View {
public:
    /// @param looks_through  blended and transmissive surfaces are not there
    View(const Geometry& geometry, const Camera& camera, bool looks_through);
    /// Of some triangles alone.
    View(const Geometry& geometry, const Camera& camera, const std::vector<std::uint32_t>& triangles);

    [[nodiscard]] const Camera& camera() const noexcept { return camera_; }
    [[nodiscard]] const Geometry& geometry() const noexcept { return geometry_; }
    /// @param pixel  inside the image
    [[nodiscard]] Hit cast(const glm::dvec2& pixel) const;
    /// Weights of the plane of `triangle` under `pixel`, also outside the triangle.
    [[nodiscard]] glm::dvec3 weights_at(std::size_t triangle, const glm::dvec2& pixel) const;
    /// Whether the camera sees the back of `triangle` under `pixel`.
    [[nodiscard]] bool is_back(std::size_t triangle, const glm::dvec2& pixel) const;

private:
    struct Flat {
        std::uint32_t triangle = 0;
        std::array<Projected, 3> corners;
        std::array<glm::dvec3, 4> outline;  // x, y, z of what lies beyond the near plane
        int outline_count = 0;
        double winding = 1;
        bool is_thin = false;  // which side it shows may be a matter of rounding
        glm::dvec2 low{0}, high{0};
    };
    struct Edge {
        std::size_t flat;
        double distance, z;
    };
    struct Candidate {
        std::size_t flat;
        glm::dvec3 weights;
        double z;
        bool is_back;
    };
    /// Where a triangle can be seen from the eye: a cone of directions.
    struct Cone {
        std::uint32_t triangle = 0;
        glm::dvec3 axis{0};
        double half_angle_rad = 0;
    };
    void add(std::size_t triangle);
    void add_cone(std::size_t triangle);
    /// What is near a place, through a lens; none where nothing is seen.
    [[nodiscard]] std::optional<View> near_place(const glm::dvec2& place) const;
    [[nodiscard]] Flat flatten(std::size_t triangle) const;
    [[nodiscard]] bool is_kept(const Flat& flat) const;
    void meet(std::size_t index, const glm::dvec2& pixel, std::vector<Candidate>& found,
              std::vector<Edge>& edges) const;
    [[nodiscard]] bool is_cut(const Flat& flat, const glm::dvec3& weights) const;
    [[nodiscard]] Hit decide(const std::vector<Candidate>& found, const std::vector<Edge>& edges) const;

    const Geometry& geometry_;
    Camera camera_;
    std::vector<Cone> cones_;  ///< with a lens instead of the rest
    std::vector<Flat> flats_;
    int tile_columns_ = 0;
    std::vector<std::vector<std::uint32_t>> tiles_;  // indices into flats_
};

}  // namespace plumb::oracle
