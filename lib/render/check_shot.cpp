#include "render/view_data.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <string>

namespace plumb::render {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "rendering a shot: " + what);
}

template <class Matrix>
bool is_finite(const Matrix& m) {
    for (int c = 0; c < m.length(); ++c)
        for (int r = 0; r < m[c].length(); ++r)
            if (!std::isfinite(m[c][r])) return false;
    return true;
}

void check_length(const char* moment, const char* array, std::size_t found, std::size_t expected) {
    if (found == expected) return;
    refuse(std::string(moment) + "." + array + " has " + std::to_string(found) + " entries; the scene has " +
           std::to_string(expected));
}

void check_camera(const char* moment, const Camera& camera) {
    const std::string name = std::string(moment) + ".camera";
    const bool is_perspective = camera.projection == Camera::Projection::perspective;
    if (!is_finite(camera.world_from_camera)) refuse(name + ".world_from_camera holds a number that is not finite");
    if (std::isnan(camera.near_m) || (is_perspective ? !(camera.near_m > 0) : !(camera.near_m >= 0)))
        refuse(name + ".near_m is " + std::to_string(camera.near_m) +
               (is_perspective ? "; it must be above 0" : "; it must be 0 or more"));
    if (!(camera.far_m > camera.near_m))
        refuse(name + ".far_m is " + std::to_string(camera.far_m) + "; it must be above near_m, " +
               std::to_string(camera.near_m));
    if (camera.intrinsics) {
        const Intrinsics& k = *camera.intrinsics;
        if (!(k.fx > 0 && k.fy > 0) || !std::isfinite(k.fx + k.fy + k.cx + k.cy))
            refuse(name + ".intrinsics must have finite numbers and focal lengths above 0");
    } else if (is_perspective && !(camera.fov_y_rad > 0 && camera.fov_y_rad < 3.14159265358979)) {
        refuse(name + ".fov_y_rad is " + std::to_string(camera.fov_y_rad) + "; it must lie between 0 and pi");
    } else if (!is_perspective && !(camera.half_height_m > 0 && std::isfinite(camera.half_height_m))) {
        refuse(name + ".half_height_m is " + std::to_string(camera.half_height_m) + "; it must be above 0");
    }
    const glm::dmat3 rotation(camera.world_from_camera);
    const glm::dmat3 product = glm::transpose(rotation) * rotation;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < 3; ++r)
            if (std::abs(product[c][r] - (c == r ? 1 : 0)) > 1e-6)
                refuse(name + ".world_from_camera is not rigid: its axes must be unit and perpendicular");
}

void check_moment(const scene::SceneData& data, const char* name, const Moment& moment) {
    check_camera(name, moment.camera);
    check_length(name, "world_from_instance", moment.world_from_instance.size(), data.instances.size());
    check_length(name, "visible", moment.visible.size(), data.instances.size());
    check_length(name, "world_from_joint", moment.world_from_joint.size(), data.joint_count);
    check_length(name, "morph_weights", moment.morph_weights.size(), data.weight_count);
    for (std::size_t i = 0; i < moment.world_from_instance.size(); ++i)
        if (!is_finite(moment.world_from_instance[i]))
            refuse(std::string(name) + ".world_from_instance[" + std::to_string(i) + "] is not finite");
    for (std::size_t i = 0; i < moment.world_from_joint.size(); ++i)
        if (!is_finite(moment.world_from_joint[i]))
            refuse(std::string(name) + ".world_from_joint[" + std::to_string(i) + "] is not finite");
    for (std::size_t i = 0; i < moment.morph_weights.size(); ++i)
        if (!std::isfinite(moment.morph_weights[i]))
            refuse(std::string(name) + ".morph_weights[" + std::to_string(i) + "] is not finite");
    if (!is_finite(moment.world_from_environment)) refuse(std::string(name) + ".world_from_environment is not finite");
}

}  // namespace

void check_shot(const scene::SceneData& data, const Shot& shot) {
    check_moment(data, "now", shot.now);
    if (shot.next) check_moment(data, "next", *shot.next);
    if (shot.previous) check_moment(data, "previous", *shot.previous);
    for (std::size_t i = 0; i < shot.lights.size(); ++i) {
        const Light& light = shot.lights[i];
        const glm::dvec3 sum = light.position + light.direction + glm::dvec3(light.color) + double{light.intensity};
        if (!std::isfinite(sum.x + sum.y + sum.z))
            refuse("lights[" + std::to_string(i) + "] holds a number that is not finite");
    }
    if (!std::isfinite(shot.sensor.exposure_ev)) refuse("sensor.exposure_ev is not finite");
}

}  // namespace plumb::render
