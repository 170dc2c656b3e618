#include "camera.hpp"

#include <cmath>

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
    return camera;
}

}  // namespace

Projected Camera::project(const glm::dvec3& world) const {
    const glm::dvec3 c = (world - eye) * world_from_camera;  // row vector times rotation: its transpose applied
    const double w = is_perspective ? c.z : 1.0;
    return {{pinhole.fx * c.x + pinhole.cx * w, pinhole.fy * c.y + pinhole.cy * w, w}, c.z};
}

glm::dvec2 Camera::pixel(const glm::dvec3& world) const {
    const glm::dvec3 h = project(world).h;
    return {h.x / h.z, h.y / h.z};
}

glm::dvec3 Camera::direction(const glm::dvec2& pixel) const {
    if (!is_perspective) return world_from_camera[2];
    return world_from_camera *
           glm::dvec3((pixel.x - pinhole.cx) / pinhole.fx, (pixel.y - pinhole.cy) / pinhole.fy, 1.0);
}

Camera placed_camera(const Placement& placement, int width, int height) {
    Camera camera = with_lens(placement.lens, width, height);
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
