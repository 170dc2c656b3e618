#include "annotate/box3d.hpp"

#include "scene/box.hpp"
#include "scene/pose.hpp"

#include <cmath>
#include <optional>

namespace plumb::annotation {

namespace {

glm::dvec3 corner_of(const Box& box, unsigned corner) {
    return {(corner & 1U) != 0 ? box.max.x : box.min.x, (corner & 2U) != 0 ? box.max.y : box.min.y,
            (corner & 4U) != 0 ? box.max.z : box.min.z};
}

/// Unit vector perpendicular to the unit vector `axis`.
glm::dvec3 perpendicular(const glm::dvec3& axis) {
    const glm::dvec3 other = std::abs(axis.x) < 0.6 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0);
    return glm::normalize(other - axis * glm::dot(axis, other));
}

/// `column` made perpendicular to `axis` and unit; none where nothing is left.
std::optional<glm::dvec3> part_beside(const glm::dvec3& column, const glm::dvec3& axis) {
    const double length = glm::length(column);
    if (!(length > 0)) return std::nullopt;
    const glm::dvec3 unit = column / length;
    const glm::dvec3 rest = unit - axis * glm::dot(axis, unit);
    const double rest_length = glm::length(rest);
    if (rest_length < 1e-9) return std::nullopt;
    return rest / rest_length;
}

}  // namespace

glm::dmat3 box_axes(const glm::dmat3& linear) {
    const double x_length = glm::length(linear[0]);
    if (x_length > 0) {
        const glm::dvec3 x = linear[0] / x_length;
        if (const auto y = part_beside(linear[1], x)) return {x, *y, glm::cross(x, *y)};
        if (const auto z = part_beside(linear[2], x)) return {x, glm::cross(*z, x), *z};
        const glm::dvec3 y = perpendicular(x);
        return {x, y, glm::cross(x, y)};
    }
    const double y_length = glm::length(linear[1]);
    if (y_length > 0) {
        const glm::dvec3 y = linear[1] / y_length;
        const glm::dvec3 z = part_beside(linear[2], y).value_or(perpendicular(y));
        return {glm::cross(y, z), y, z};
    }
    const double z_length = glm::length(linear[2]);
    if (!(z_length > 0)) return glm::dmat3(1);
    const glm::dvec3 z = linear[2] / z_length;
    const glm::dvec3 x = perpendicular(z);
    return {x, glm::cross(z, x), z};
}

BoxMaker::BoxMaker(const DeformedExtents& extents, const Moment& moment, const glm::dmat4& camera_from_world,
                   const scene::Projector& projector)
    : extents_(extents), moment_(moment), camera_from_world_(camera_from_world), projector_(projector) {}

Box3d BoxMaker::make(const InstanceInfo& instance, const glm::dmat4& camera_from_object) const {
    Box3d result;
    result.camera_from_box = box_axes(glm::dmat3(camera_from_object));
    const glm::dmat4 box_from_camera(glm::transpose(result.camera_from_box));
    const Box extent = scene::is_deformed(instance)
                           ? extents_.of(instance.mesh).of(instance, moment_, box_from_camera * camera_from_world_)
                           : rigid_extent(instance, box_from_camera * camera_from_object);
    result.size = extent.max - extent.min;
    result.center = result.camera_from_box * ((extent.min + extent.max) / 2.0);
    for (unsigned corner = 0; corner < 8; ++corner) {
        result.corners[corner] = result.camera_from_box * corner_of(extent, corner);
        result.corners_px[corner] = projector_.place(result.corners[corner]);
    }
    return result;
}

Box BoxMaker::rigid_extent(const InstanceInfo& instance, const glm::dmat4& box_from_object) const {
    Box extent;
    for (unsigned corner = 0; corner < 8; ++corner)
        scene::extend(extent, glm::dvec3(box_from_object * glm::dvec4(corner_of(instance.rest_box, corner), 1)));
    return extent;
}

}  // namespace plumb::annotation
