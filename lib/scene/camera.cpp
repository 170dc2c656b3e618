#include "scene/lens.hpp"

#include <plumb/error.hpp>
#include <plumb/shot.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace plumb {

namespace {

std::string text(const glm::dvec3& v) {
    std::ostringstream stream;
    stream << '(' << v.x << ", " << v.y << ", " << v.z << ')';
    return stream.str();
}

bool is_finite(const glm::dvec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

}  // namespace

Intrinsics Camera::intrinsics_for(Size size) const {
    if (intrinsics) return *intrinsics;
    const double half_height_px = size.height / 2.0;
    double focal = half_height_px / std::tan(fov_y_rad / 2);
    if (projection == Projection::orthographic) focal = half_height_px / half_height_m;
    if (projection == Projection::fisheye) {
        shared::Lens lens{};
        lens.model = shared::LENS_FISHEYE;
        std::copy_n(distortion.begin(), std::min<std::size_t>(distortion.size(), 4), lens.radial);
        focal = half_height_px / shared::lens_bent(lens, fov_y_rad / 2).value;
    }
    if (projection == Projection::equirectangular)
        return {size.width / (4 * shared::right_angle()), size.height / (2 * shared::right_angle()), size.width / 2.0,
                half_height_px};
    return {.fx = focal, .fy = focal, .cx = size.width / 2.0, .cy = half_height_px};
}

double Aperture::radius_m(const Camera& camera, Size size) const {
    const double focal_length_m = camera.intrinsics_for(size).fy / size.height * sensor_height_mm * 1e-3;
    return focal_length_m / f_number / 2;
}

std::optional<glm::dvec2> Camera::project(Size size, const glm::dvec3& point) const {
    return scene::Projector(*this, size).place(point);
}

std::optional<Ray> Camera::ray(Size size, const glm::dvec2& place) const {
    if (scene::needs_rays(*this)) {
        const shared::LensRay ray = shared::lens_ray(scene::lens_of(*this, size), place);
        return ray.is_seen ? std::optional(Ray{glm::dvec3(0), glm::normalize(ray.direction)}) : std::nullopt;
    }
    const Intrinsics k = intrinsics_for(size);
    const glm::dvec3 at((place.x - k.cx) / k.fx, (place.y - k.cy) / k.fy, 1);
    if (projection == Projection::perspective) return Ray{glm::dvec3(0), glm::normalize(at)};
    return Ray{glm::dvec3(at.x, at.y, 0), glm::dvec3(0, 0, 1)};
}

glm::dmat4 look_at(const glm::dvec3& eye, const glm::dvec3& target, const glm::dvec3& up) {
    const std::string attempt = "cannot look from " + text(eye) + " at " + text(target) + " with up " + text(up) + ": ";
    if (!is_finite(eye) || !is_finite(target) || !is_finite(up))
        throw Error(ErrorCode::invalid_argument, attempt + "a number is not finite");
    const double distance = glm::length(target - eye);
    const double up_length = glm::length(up);
    if (!(distance > 0) || !std::isfinite(distance))
        throw Error(ErrorCode::invalid_argument, attempt + "eye and target coincide or are too far apart");
    if (!(up_length > 0) || !std::isfinite(up_length))
        throw Error(ErrorCode::invalid_argument, attempt + "up has no direction");
    const glm::dvec3 forward = (target - eye) / distance;
    const glm::dvec3 sideways = glm::cross(forward, up / up_length);
    const double sine = glm::length(sideways);
    if (sine < 1e-9)
        throw Error(ErrorCode::invalid_argument, attempt + "up is parallel to the view; the sine of their angle is " +
                                                     std::to_string(sine) + ", at least 1e-9 is needed");
    const glm::dvec3 right = sideways / sine;
    const glm::dvec3 down = glm::cross(forward, right);
    return {glm::dvec4(right, 0), glm::dvec4(down, 0), glm::dvec4(forward, 0), glm::dvec4(eye, 1)};
}

}  // namespace plumb
