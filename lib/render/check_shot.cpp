#include "render/check_look.hpp"
#include "render/refuse_shot.hpp"
#include "render/view_data.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <string>

namespace plumb::render {

namespace {

template <class Matrix>
bool is_finite(const Matrix& m) {
    for (int c = 0; c < m.length(); ++c)
        for (int r = 0; r < m[c].length(); ++r)
            if (!std::isfinite(m[c][r])) return false;
    return true;
}

void check_length(const char* moment, const char* array, std::size_t found, std::size_t expected) {
    if (found == expected) return;
    refuse_shot(std::string(moment) + "." + array + " has " + std::to_string(found) + " entries; the scene has " +
                std::to_string(expected));
}

void check_rectangle(const std::string& name, const Light& light) {
    for (const auto& [edge, value] : {std::pair("width_m", light.width_m), std::pair("height_m", light.height_m)})
        if (!(value > 0 && std::isfinite(value)))
            refuse_shot(name + "." + edge + " is " + std::to_string(value) + "; it must be finite and above 0");
    const glm::dvec3 normal = glm::cross(light.across, light.direction);
    if (!(glm::dot(normal, normal) > 1e-12 * glm::dot(light.across, light.across)))
        refuse_shot(name + ".across is 0 or along .direction; it must lie across it");
}

void check_light(const std::string& name, const Light& light) {
    const glm::dvec3 sum = light.position + light.direction + glm::dvec3(light.color) + double{light.intensity} +
                           double{light.inner_cone_rad} + double{light.outer_cone_rad};
    if (!std::isfinite(sum.x + sum.y + sum.z)) refuse_shot(name + " holds a number that is not finite");
    if (std::isnan(light.range_m)) refuse_shot(name + ".range_m is nan; it must be a length, or infinite");
    if (!(light.radius_m >= 0 && std::isfinite(light.radius_m)))
        refuse_shot(name + ".radius_m is " + std::to_string(light.radius_m) + "; it must be finite and 0 or more");
    if (light.kind != Light::Kind::point && light.direction == glm::dvec3(0))
        refuse_shot(name + ".direction is 0, 0, 0; it must have a length");
    constexpr float quarter_turn = 1.5707963F;
    if (!(light.angular_radius_rad >= 0 && light.angular_radius_rad < quarter_turn))
        refuse_shot(name + ".angular_radius_rad is " + std::to_string(light.angular_radius_rad) +
                    "; it must be 0 or more and less than " + std::to_string(quarter_turn));
    if (light.kind == Light::Kind::rectangle) check_rectangle(name, light);
}

void check_environment(const Environment& environment) {
    const glm::vec3 sum = environment.color + environment.intensity;
    if (!std::isfinite(sum.x + sum.y + sum.z)) refuse_shot("environment holds a number that is not finite");
    if (!environment.map) return;
    const EnvironmentMap& map = *environment.map;
    const std::uint64_t expected = std::uint64_t{map.width} * map.height * 3;
    if (expected == 0 || map.rgb.size() != expected)
        refuse_shot("environment.map of " + std::to_string(map.width) + " x " + std::to_string(map.height) + " has " +
                    std::to_string(map.rgb.size()) + " numbers; it must have " + std::to_string(expected) +
                    ", and at least one pixel");
}

}  // namespace

void check_moment(const scene::SceneData& data, const char* name, const Moment& moment) {
    check_camera(name, moment.camera);
    check_length(name, "world_from_instance", moment.world_from_instance.size(), data.instances.size());
    check_length(name, "visible", moment.visible.size(), data.instances.size());
    check_length(name, "world_from_joint", moment.world_from_joint.size(), data.joint_count);
    check_length(name, "morph_weights", moment.morph_weights.size(), data.weight_count);
    for (std::size_t i = 0; i < moment.world_from_instance.size(); ++i)
        if (!is_finite(moment.world_from_instance[i]))
            refuse_shot(std::string(name) + ".world_from_instance[" + std::to_string(i) + "] is not finite");
    for (std::size_t i = 0; i < moment.world_from_joint.size(); ++i)
        if (!is_finite(moment.world_from_joint[i]))
            refuse_shot(std::string(name) + ".world_from_joint[" + std::to_string(i) + "] is not finite");
    for (std::size_t i = 0; i < moment.morph_weights.size(); ++i)
        if (!std::isfinite(moment.morph_weights[i]))
            refuse_shot(std::string(name) + ".morph_weights[" + std::to_string(i) + "] is not finite");
    if (!is_finite(moment.world_from_environment))
        refuse_shot(std::string(name) + ".world_from_environment is not finite");
}

void check_shot(const scene::SceneData& data, const Shot& shot) {
    if (!std::isfinite(shot.time_s) || !std::isfinite(shot.dt_s))
        refuse_shot("time_s is " + std::to_string(shot.time_s) + " and dt_s " + std::to_string(shot.dt_s) +
                    "; both must be finite");
    if (shot.animation && *shot.animation >= data.animations.size())
        refuse_shot("animation is " + std::to_string(*shot.animation) + "; the scene has " +
                    std::to_string(data.animations.size()));
    check_moment(data, "now", shot.now);
    if (shot.next) check_moment(data, "next", *shot.next);
    if (shot.previous) check_moment(data, "previous", *shot.previous);
    check_rolling(data, shot);
    for (std::size_t i = 0; i < shot.lights.size(); ++i)
        check_light("lights[" + std::to_string(i) + "]", shot.lights[i]);
    check_environment(shot.environment);
    check_look(data, shot);
}

}  // namespace plumb::render
