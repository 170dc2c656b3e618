#include "motion.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plumb::oracle {
namespace {

constexpr double border_px = 1.0 / 64;
const glm::dvec2 not_a_number(std::numeric_limits<double>::quiet_NaN());

double border_distance(const Camera& camera, const glm::dvec2& p) {
    return std::min({std::abs(p.x), std::abs(p.y), std::abs(p.x - camera.width), std::abs(p.y - camera.height)});
}

bool is_inside(const Camera& camera, const glm::dvec2& p) {
    return p.x >= 0 && p.y >= 0 && p.x < camera.width && p.y < camera.height;
}

void set_flow(Motion& motion, const Camera& camera, const glm::dvec2& place, const glm::dvec2& target) {
    motion.flow = camera.way(place, target);
    motion.is_remote = glm::length(motion.flow) > 16.0 * std::max(camera.width, camera.height);
    motion.is_uncertain = border_distance(camera, target) < border_px;
    if (camera.distortion.kind == Distortion::Kind::equirectangular) {
        const double half_turn_px = std::numbers::pi * camera.pinhole.fx;
        motion.is_remote = half_turn_px - std::abs(motion.flow.x) < 1e-4;  // either way around is as long
    }
}

/// Whether rounding may put a direction in front of the camera, within its lens, or not.
bool is_at_the_end(const Camera& camera, const glm::dvec3& in_camera) {
    const double cosine = in_camera.z / glm::length(in_camera);
    if (camera.distortion.kind == Distortion::Kind::equirectangular) return false;
    const bool is_at_plane = camera.distortion.kind != Distortion::Kind::fisheye && std::abs(cosine) < depth_slack;
    const double angle = std::atan2(glm::length(glm::dvec2(in_camera)), in_camera.z);
    if (is_at_plane || std::abs(angle - camera.distortion.half_field_rad) < depth_slack) return true;
    if (!camera.distortion.is_lens()) return false;
    const auto has_place = [&](double scale) {
        return camera.distortion.place(glm::dvec3(glm::dvec2(in_camera) * scale, in_camera.z)).has_value();
    };
    return has_place(1 - depth_slack) != has_place(1 + depth_slack);  // at a fold
}

Motion background_motion(const Camera& now, const glm::dvec2& place, const View& other) {
    Motion motion;
    const Camera& camera = other.camera();
    if (now.is_perspective && now.direction(place) == glm::dvec3(0)) return motion;  // beyond the lens
    glm::dvec2 target = place;
    if (now.is_perspective) {
        const glm::dvec3 in_environment = now.direction(place) * now.world_from_environment;
        const glm::dvec3 d = (camera.world_from_environment * in_environment) * camera.world_from_camera;
        const std::optional<glm::dvec2> end = camera.place_of_direction(d);
        if (!end) {
            motion.flow = not_a_number;
            motion.flow_class = FlowClass::behind;
            motion.is_uncertain = is_at_the_end(camera, d);
            motion.is_remote = camera.distortion.is_lens() && motion.is_uncertain;
            return motion;
        }
        motion.is_remote = camera.distortion.is_lens() && is_at_the_end(camera, d);
        target = *end;
    }
    const bool is_remote = motion.is_remote;
    set_flow(motion, camera, place, target);
    motion.is_remote = motion.is_remote || is_remote;
    motion.flow_class = FlowClass::outside;
    if (!is_inside(camera, target)) return motion;
    const Hit seen = other.cast(target);
    motion.edge_px = seen.edge_px;
    motion.flow_class = seen.is_hit() ? FlowClass::hidden_by_other : FlowClass::visible;
    return motion;
}

bool is_close_to(double z, double limit) {
    return std::isfinite(limit) && std::abs(z - limit) <= depth_slack * std::abs(limit);
}

/// Classes 1 to 4 of a point that the other frame has in front of its camera.
void look_back(Motion& motion, std::size_t triangle, double z, const glm::dvec2& target, const View& other) {
    const Camera& camera = other.camera();
    motion.is_uncertain = motion.is_uncertain || is_close_to(z, camera.near_m) || is_close_to(z, camera.far_m);
    motion.flow_class = FlowClass::outside;
    if (!is_inside(camera, target) || z < camera.near_m || z > camera.far_m) return;
    const Topology& topology = other.geometry().topology();
    const Hit seen = other.cast(target);
    motion.edge_px = seen.edge_px;
    const auto blocker = seen.is_hit() ? static_cast<std::size_t>(seen.triangle) : triangle;
    const double lead = (z - seen.z) / z;
    if (blocker != triangle && lead > sight_tolerance / 4 && lead < sight_tolerance * 4) motion.is_uncertain = true;
    const bool is_own_other = topology.part(blocker).instance != topology.part(triangle).instance;
    if (lead > sight_tolerance) {
        motion.flow_class = is_own_other ? FlowClass::hidden_by_other : FlowClass::hidden_by_self;
        return;
    }
    const bool is_turned_away = !topology.material(triangle).is_double_sided && other.is_back(triangle, target);
    motion.flow_class = is_turned_away ? FlowClass::hidden_by_self : FlowClass::visible;
}

}  // namespace

Motion motion_of(const View& now, const glm::dvec2& place, const Hit& hit, const View& other) {
    if (!hit.is_hit()) return background_motion(now.camera(), place, other);
    const auto triangle = static_cast<std::size_t>(hit.triangle);
    const Camera& camera = other.camera();
    const glm::dvec3 here = now.geometry().point(triangle, hit.weights);
    const glm::dvec3 there = other.geometry().point(triangle, hit.weights);
    const std::optional<glm::dvec2> target = camera.place(there);
    Motion motion;
    motion.scene_flow = (there - here) * now.camera().world_from_camera;
    const bool is_behind = !target;
    if (is_behind) {
        motion.flow = not_a_number;
        motion.flow_class = FlowClass::behind;
    } else {
        set_flow(motion, camera, place, *target);
        look_back(motion, triangle, camera.along(there), *target, other);
    }
    if (is_at_the_end(camera, (there - camera.eye) * camera.world_from_camera))
        motion.is_uncertain = motion.is_remote = true;
    if (!other.geometry().is_visible(now.geometry().topology().part(triangle).instance)) {
        motion.flow_class = FlowClass::absent;
        motion.edge_px = infinity;
        motion.is_uncertain = false;
        if (is_behind) motion.flow = glm::dvec2(0);  // not a number says "behind", which is no place of what is absent
    }
    return motion;
}

}  // namespace plumb::oracle
