#pragma once

#include "pose.hpp"

#include <glm/glm.hpp>

#include <optional>

namespace plumb::oracle {

/// Focal lengths (orthographic: pixels a metre) and principal point; the first pixel's centre is at 0.5.
struct Pinhole {
    double fx = 0, fy = 0, cx = 0, cy = 0;
    double x_by_y = 0, y_by_x = 0;  ///< of pixels that are no rectangles, see Camera::near_place()
};

/// A world point on the image: pixel coordinates times `w`, and depth along +z.
struct Projected {
    glm::dvec3 h{0};  ///< (x w, y w, w); w is the depth (perspective) or 1
    double z = 0;
};

struct Camera {
    bool is_perspective = true;
    int width = 0, height = 0;
    Pinhole pinhole;
    double near_m = 0, far_m = 0;
    glm::dmat3 world_from_camera{1};  ///< OpenCV axes: x right, y down, z forward
    glm::dvec3 eye{0};
    glm::dmat3 world_from_environment{1};
    Distortion distortion;

    /// With a lens only of a camera that near_place() gave.
    [[nodiscard]] Projected project(const glm::dvec3& world) const;
    /// Pixel coordinates of a point with z > 0 (perspective).
    [[nodiscard]] glm::dvec2 pixel(const glm::dvec3& world) const;
    /// Direction of the ray through `pixel`, world axes, not normalized.
    [[nodiscard]] glm::dvec3 direction(const glm::dvec2& pixel) const;

    /// What orders surfaces along a ray, and what near_m and far_m limit: depth or, all round, range.
    [[nodiscard]] double along(const glm::dvec3& world) const;
    /// Depth along +z.
    [[nodiscard]] double depth(const glm::dvec3& world) const { return glm::dot(world - eye, world_from_camera[2]); }
    /// Place of a point, or of a direction in the camera's frame; none where the camera sees nothing of it.
    [[nodiscard]] std::optional<glm::dvec2> place(const glm::dvec3& world) const;
    [[nodiscard]] std::optional<glm::dvec2> place_of_direction(const glm::dvec3& in_camera) const;
    /// The way between two places; in a panorama around its seam where that is shorter.
    [[nodiscard]] glm::dvec2 way(const glm::dvec2& from, const glm::dvec2& to) const;
    /// The pinhole that sees what a lens sees beside a place, which is the middle of its only pixel: it looks along the
    /// ray there, and its pixels are as long and as slanted as the lens makes them. None where the lens sees nothing.
    [[nodiscard]] std::optional<Camera> near_place(const glm::dvec2& place) const;
};

/// What a view of a test asks for instead of a camera of the file.
struct Placement {
    glm::dvec3 eye{0}, target{0, 0, -1}, up{0, 1, 0};
    Lens lens;
    std::optional<Pinhole> pinhole;  ///< instead of the lens's field of view
};

Camera placed_camera(const Placement& placement, int width, int height);
/// Camera `ordinal` of the file (depth-first) at `pose`.
Camera file_camera(const Model& model, const Pose& pose, std::size_t ordinal, int width, int height);

}  // namespace plumb::oracle
