#include "annotate/reach.hpp"

#include <glm/glm.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumb::annotation {

namespace {

/// Far above the error of float vertices, counted from the object's own place, as a share of the object's size.
constexpr double vertex_share = 1e-6;
/// Corners snapped to 1/256 px, boxes rounded to whole pixels.
constexpr double slack_px = 2;

struct Extent {
    glm::dvec2 low{std::numeric_limits<double>::infinity()};
    glm::dvec2 high{-std::numeric_limits<double>::infinity()};

    void include(const glm::dvec2& place) {
        low = glm::min(low, place);
        high = glm::max(high, place);
    }
    [[nodiscard]] bool is_finite() const {
        return std::isfinite(low.x) && std::isfinite(low.y) && std::isfinite(high.x) && std::isfinite(high.y);
    }
};

/// Projection of the part of the box beyond the plane z = near.
Extent projected(const Box3d& box, const Intrinsics& k, double near) {
    Extent extent;
    const auto include = [&](const glm::dvec3& p) {
        extent.include({k.fx * p.x / p.z + k.cx, k.fy * p.y / p.z + k.cy});
    };
    for (unsigned corner = 0; corner < 8; ++corner) {
        const glm::dvec3& a = box.corners[corner];
        if (a.z >= near) include(a);
        for (unsigned axis = 1; axis < 8; axis *= 2) {
            const glm::dvec3& b = box.corners[corner ^ axis];
            if (a.z >= near || b.z < near) continue;
            const double t = (near - a.z) / (b.z - a.z);
            include({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, near});
        }
    }
    return extent;
}

std::int32_t clamped(double value, std::int32_t low, std::int32_t high) {
    return static_cast<std::int32_t>(std::clamp(value, static_cast<double>(low), static_cast<double>(high)));
}

}  // namespace

std::optional<CanvasBox> reach(const Box3d& box, const CameraAnnotation& camera, Size size) {
    const CanvasBox canvas = canvas_around(size);
    const Intrinsics& k = camera.intrinsics;
    const double slack_m = vertex_share * glm::length(box.size);
    double nearest = std::numeric_limits<double>::infinity(), farthest = -nearest;
    bool is_finite = std::isfinite(slack_m);
    for (const glm::dvec3& corner : box.corners) {
        nearest = std::min(nearest, corner.z);
        farthest = std::max(farthest, corner.z);
        is_finite = is_finite && std::isfinite(corner.x) && std::isfinite(corner.y) && std::isfinite(corner.z);
    }
    if (!is_finite) return canvas;  // no claim can be made
    if (farthest + slack_m < camera.camera.near_m || nearest - slack_m > camera.camera.far_m) return std::nullopt;
    Extent extent;
    double px_per_m = std::max(k.fx, k.fy);
    if (camera.camera.projection == Camera::Projection::perspective) {
        // The plane a little nearer than the near plane: a vertex may be there by rounding alone.
        const double near = std::max(camera.camera.near_m - slack_m, camera.camera.near_m / 2);
        extent = projected(box, k, near);
        // A box that only rounding takes beyond the plane, or one seen at a flat angle from within its own error.
        if (!extent.is_finite() || slack_m > near / 4) return canvas;
        px_per_m *= (1 + std::max(std::abs(extent.low.x - k.cx), std::abs(extent.high.x - k.cx)) / k.fx +
                     std::max(std::abs(extent.low.y - k.cy), std::abs(extent.high.y - k.cy)) / k.fy) /
                    std::max(near, nearest - slack_m);
    } else {
        for (const glm::dvec3& p : box.corners) extent.include({k.fx * p.x + k.cx, k.fy * p.y + k.cy});
    }
    const double margin = slack_px + 2 * slack_m * px_per_m;
    const CanvasBox result{clamped(std::floor(extent.low.x - margin), canvas.x_min, canvas.x_max),
                           clamped(std::floor(extent.low.y - margin), canvas.y_min, canvas.y_max),
                           clamped(std::ceil(extent.high.x + margin), canvas.x_min, canvas.x_max),
                           clamped(std::ceil(extent.high.y + margin), canvas.y_min, canvas.y_max)};
    if (result.x_min >= result.x_max || result.y_min >= result.y_max) return std::nullopt;
    return result;
}

std::vector<std::optional<CanvasBox>> reaches(std::span<const FrameAnnotations> views, Size size) {
    std::vector<std::optional<CanvasBox>> boxes;
    for (const FrameAnnotations& view : views)
        for (const InstanceAnnotation& instance : view.instances)
            boxes.push_back(instance.is_visible ? reach(instance.box_3d, view.camera, size) : std::nullopt);
    return boxes;
}

}  // namespace plumb::annotation
