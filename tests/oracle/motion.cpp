#include "motion.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::oracle {
namespace {

constexpr double border_px = 1.0 / 64;
constexpr double depth_slack = 1e-5;
const glm::dvec2 not_a_number(std::numeric_limits<double>::quiet_NaN());

double border_distance(const Camera& camera, const glm::dvec2& p) {
    return std::min({std::abs(p.x), std::abs(p.y), std::abs(p.x - camera.width), std::abs(p.y - camera.height)});
}

bool is_inside(const Camera& camera, const glm::dvec2& p) {
    return p.x >= 0 && p.y >= 0 && p.x < camera.width && p.y < camera.height;
}

void set_flow(Motion& motion, const Camera& camera, const glm::dvec2& place, const glm::dvec2& target) {
    motion.flow = target - place;
    motion.is_remote = glm::length(motion.flow) > 16.0 * std::max(camera.width, camera.height);
    motion.is_uncertain = border_distance(camera, target) < border_px;
}

Motion background_motion(const Camera& now, const glm::dvec2& place, const View& other) {
    Motion motion;
    const Camera& camera = other.camera();
    glm::dvec2 target = place;
    if (now.is_perspective) {
        const glm::dvec3 in_environment = now.direction(place) * now.world_from_environment;
        const glm::dvec3 d = (camera.world_from_environment * in_environment) * camera.world_from_camera;
        if (d.z <= 0) {
            motion.flow = not_a_number;
            motion.flow_class = FlowClass::behind;
            motion.is_uncertain = d.z > -depth_slack * glm::length(d);
            return motion;
        }
        target = {camera.pinhole.cx + camera.pinhole.fx * d.x / d.z, camera.pinhole.cy + camera.pinhole.fy * d.y / d.z};
    }
    set_flow(motion, camera, place, target);
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
    const Projected projected = camera.project(there);
    Motion motion;
    motion.scene_flow = (there - here) * now.camera().world_from_camera;
    const bool is_behind = projected.z <= 0;
    if (is_behind) {
        motion.flow = not_a_number;
        motion.flow_class = FlowClass::behind;
    } else {
        const glm::dvec2 target(projected.h.x / projected.h.z, projected.h.y / projected.h.z);
        set_flow(motion, camera, place, target);
        look_back(motion, triangle, projected.z, target, other);
    }
    if (std::abs(projected.z) <= depth_slack * glm::length(there - camera.eye))
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
