#include <plumb/error.hpp>
#include <plumb/shot.hpp>

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
    const double focal = projection == Projection::perspective ? half_height_px / std::tan(fov_y_rad / 2)
                                                               : half_height_px / half_height_m;
    return {.fx = focal, .fy = focal, .cx = size.width / 2.0, .cy = half_height_px};
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
