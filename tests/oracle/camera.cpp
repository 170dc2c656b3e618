#include "camera.hpp"

#include <cmath>
#include <numbers>

namespace plumb::oracle {
namespace {

Camera with_lens(const Lens& lens, int width, int height) {
    Camera camera;
    camera.is_perspective = lens.is_perspective;
    camera.width = width;
    camera.height = height;
    camera.near_m = lens.near_m;
    camera.far_m = lens.far_m;
    const double half = 0.5 * height;
    const double f = lens.is_perspective ? half / std::tan(0.5 * lens.fov_y_rad) : half / lens.half_height_m;
    camera.pinhole = {f, f, 0.5 * width, half};
    camera.distortion = lens.distortion;
    return camera;
}

}  // namespace

Projected Camera::project(const glm::dvec3& world) const {
    const glm::dvec3 c = (world - eye) * world_from_camera;  // row vector times rotation: its transpose applied
    const double w = is_perspective ? c.z : 1.0;
    return {{pinhole.fx * c.x + pinhole.x_by_y * c.y + pinhole.cx * w,
             pinhole.fy * c.y + pinhole.y_by_x * c.x + pinhole.cy * w, w},
            c.z};
}

glm::dvec2 Camera::pixel(const glm::dvec3& world) const {
    const glm::dvec3 h = project(world).h;
    return {h.x / h.z, h.y / h.z};
}

glm::dvec3 Camera::direction(const glm::dvec2& pixel) const {
    if (!is_perspective) return world_from_camera[2];
    const glm::dvec2 at((pixel.x - pinhole.cx) / pinhole.fx, (pixel.y - pinhole.cy) / pinhole.fy);
    if (distortion.is_lens()) return world_from_camera * distortion.direction(at).value_or(glm::dvec3(0));
    return world_from_camera *
           glm::dvec3((pixel.x - pinhole.cx) / pinhole.fx, (pixel.y - pinhole.cy) / pinhole.fy, 1.0);
}

double Camera::along(const glm::dvec3& world) const {
    return distortion.is_all_round() ? glm::length(world - eye) : depth(world);
}

std::optional<glm::dvec2> Camera::place(const glm::dvec3& world) const {
    if (distortion.is_lens()) return place_of_direction((world - eye) * world_from_camera);
    const Projected p = project(world);
    if (p.z <= 0) return std::nullopt;
    return glm::dvec2(p.h) / p.h.z;
}

std::optional<glm::dvec2> Camera::place_of_direction(const glm::dvec3& in_camera) const {
    std::optional<glm::dvec2> at;
    if (distortion.is_lens())
        at = distortion.place(in_camera);
    else if (in_camera.z > 0)
        at = glm::dvec2(in_camera) / in_camera.z;
    if (!at) return at;
    glm::dvec2 place(at->x * pinhole.fx + pinhole.cx, at->y * pinhole.fy + pinhole.cy);
    if (distortion.kind != Distortion::Kind::equirectangular) return place;
    const double turn = 2 * std::numbers::pi * pinhole.fx;
    while (place.x < 0) place.x += turn;
    while (place.x >= turn) place.x -= turn;
    return place;
}

glm::dvec2 Camera::way(const glm::dvec2& from, const glm::dvec2& to) const {
    glm::dvec2 way = to - from;
    if (distortion.kind != Distortion::Kind::equirectangular) return way;
    const double turn = 2 * std::numbers::pi * pinhole.fx;
    while (way.x < -turn / 2) way.x += turn;
    while (way.x >= turn / 2) way.x -= turn;
    return way;
}

std::optional<Camera> Camera::near_place(const glm::dvec2& place) const {
    const auto ray = [&](const glm::dvec2& p) {
        return distortion.direction({(p.x - pinhole.cx) / pinhole.fx, (p.y - pinhole.cy) / pinhole.fy});
    };
    const std::optional<glm::dvec3> forward = ray(place);
    if (!forward) return std::nullopt;
    const glm::dvec3 helper = std::abs(forward->x) < 0.6 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0);
    const glm::dvec3 right = glm::normalize(glm::cross(helper, *forward));
    const glm::dmat3 axes(right, glm::cross(*forward, right), *forward);
    // How fast places run when directions turn.
    constexpr double h = 1e-5;
    const auto slope = [&](const glm::dvec3& side) {
        const auto a = place_of_direction(*forward + h * side), b = place_of_direction(*forward - h * side);
        return a && b ? way(*b, *a) / (2 * h) : glm::dvec2(pinhole.fx, pinhole.fy);
    };
    const glm::dvec2 by_x = slope(axes[0]), by_y = slope(axes[1]);
    Camera local;
    local.width = local.height = 1;
    local.pinhole = {by_x.x, by_y.y, 0.5, 0.5, by_y.x, by_x.y};
    local.world_from_camera = world_from_camera * axes;
    local.eye = eye;
    const double per_depth = distortion.is_all_round() ? 1 : 1 / forward->z;
    local.near_m = near_m * per_depth;
    local.far_m = far_m * per_depth;
    return local;
}

Camera placed_camera(const Placement& placement, int width, int height) {
    Camera camera = with_lens(placement.lens, width, height);
    if (camera.distortion.kind == Distortion::Kind::fisheye) camera.pinhole.fx = camera.pinhole.fy = height / 3.0;
    if (camera.distortion.kind == Distortion::Kind::equirectangular) {
        camera.pinhole.fx = width / (2 * std::numbers::pi);
        camera.pinhole.fy = height / std::numbers::pi;
    }
    if (placement.pinhole) camera.pinhole = *placement.pinhole;
    const glm::dvec3 forward = glm::normalize(placement.target - placement.eye);
    const glm::dvec3 right = glm::normalize(glm::cross(forward, placement.up));
    camera.world_from_camera = glm::dmat3(right, glm::cross(forward, right), forward);
    camera.eye = placement.eye;
    return camera;
}

Camera file_camera(const Model& model, const Pose& pose, std::size_t ordinal, int width, int height) {
    const auto node = static_cast<std::size_t>(model.camera_nodes.at(ordinal));
    Camera camera = with_lens(model.lenses[static_cast<std::size_t>(model.nodes[node].camera)], width, height);
    const glm::dmat4& m = pose.world_from_node[node];
    // glTF looks along -z with +y up; labels look along +z with +y down.
    camera.world_from_camera = glm::dmat3(glm::normalize(glm::dvec3(m[0])), -glm::normalize(glm::dvec3(m[1])),
                                          -glm::normalize(glm::dvec3(m[2])));
    camera.eye = glm::dvec3(m[3]);
    return camera;
}

}  // namespace plumb::oracle
