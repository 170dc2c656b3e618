#pragma once

#include "pose.hpp"

#include <glm/glm.hpp>

#include <optional>

namespace plumb::oracle {

/// Focal lengths (orthographic: pixels a metre) and principal point; the first pixel's centre is at 0.5.
struct Pinhole {
    double fx = 0, fy = 0, cx = 0, cy = 0;
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

    [[nodiscard]] Projected project(const glm::dvec3& world) const;
    /// Pixel coordinates of a point with z > 0 (perspective).
    [[nodiscard]] glm::dvec2 pixel(const glm::dvec3& world) const;
    /// Direction of the ray through `pixel`, world axes, not normalized.
    [[nodiscard]] glm::dvec3 direction(const glm::dvec2& pixel) const;
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
