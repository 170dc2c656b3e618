#include "scene/rolling.hpp"

#include "scene/invertible.hpp"
#include "scene/lens.hpp"

#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::scene {

namespace {

/// Below it a stretch is the rounding of what only turns.
constexpr double no_stretch = 1e-12;
/// The nearest rotation, by Newton's iteration (Higham 1986).
glm::dmat3 nearest_rotation(const glm::dmat3& m) {
    glm::dmat3 rotation = m;
    for (int i = 0; i < 60; ++i) {
        const glm::dmat3 next = (rotation + glm::transpose(glm::inverse(rotation))) * 0.5;
        const double moved = largest(next - rotation);
        rotation = next;
        if (moved < 1e-15 * largest(rotation)) break;
    }
    return rotation;
}

/// Axis times angle, at most half a turn.
glm::dvec3 turn_of(const glm::dmat3& rotation) {
    glm::dquat q = glm::normalize(glm::quat_cast(rotation));
    if (q.w < 0) q = -q;
    const glm::dvec3 axis(q.x, q.y, q.z);
    const double sine = glm::length(axis);
    return sine > 0 ? axis * (2 * shared::angle_of(sine, q.w) / sine) : glm::dvec3(0);
}

/// What becomes of a linear part: it is stretched by a matrix, or by numbers that are added, and then turned.
struct Change {
    glm::dvec3 turn{0};
    glm::dmat3 stretch{1};
    bool is_parted = true;  ///< false: only adding numbers leads there
};

Change change_of(const glm::dmat3& from, const glm::dmat3& to) {
    Change change;
    if (from == to) return change;
    const glm::dmat3 whole = to * glm::inverse(from);
    if (!is_invertible(from) || !(glm::determinant(whole) > 0)) {
        change.is_parted = false;
        return change;
    }
    const glm::dmat3 rotation = nearest_rotation(whole);
    change.turn = turn_of(rotation);
    change.stretch = glm::transpose(rotation) * whole;
    if (largest(change.stretch - glm::dmat3(1)) < no_stretch) change.stretch = glm::dmat3(1);
    return change;
}

void write(const glm::dvec3& v, double out[3]) {
    for (int i = 0; i < 3; ++i) out[i] = v[i];
}

void write(const glm::dmat3& m, double rows[9]) {
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) rows[3 * r + c] = m[c][r];
}

shared::Drift drift_of(const glm::dmat4& from, const glm::dmat4& to, const glm::dmat3& camera_from_world) {
    const glm::dmat3 linear(from);
    const Change change = change_of(linear, glm::dmat3(to));
    shared::Drift drift{};
    write(camera_from_world * change.turn, drift.turn);
    write(camera_from_world * (change.is_parted ? (change.stretch - glm::dmat3(1)) * linear : glm::dmat3(to) - linear),
          drift.stretch);
    write(camera_from_world * (glm::dvec3(to[3]) - glm::dvec3(from[3])), drift.shift);
    return drift;
}

glm::dmat3 camera_from_world_of(const Moment& moment) {
    return glm::transpose(glm::dmat3(moment.camera.world_from_camera));
}

/// A point whose space is the frame of the camera in the middle, shifted.
shared::RollingPoint point_from(const glm::dvec3& origin) {
    shared::RollingPoint followed{};
    for (int i = 0; i < 3; ++i) {
        followed.middle.v[4 * i + i] = 1;
        followed.middle.v[4 * i + 3] = origin[i];
    }
    return followed;
}

/// The same of a point by its way from the origin, so that a carrier without an inverse will do.
shared::Drift drift_of_offsets(const glm::dmat4& from, const glm::dmat4& to, const glm::dmat3& camera_from_world) {
    const Change change = change_of(glm::dmat3(from), glm::dmat3(to));
    shared::Drift drift = drift_of(from, to, camera_from_world);
    write(camera_from_world * (change.stretch - glm::dmat3(1)) * glm::transpose(camera_from_world), drift.stretch);
    return drift;
}

}  // namespace

shared::RollingPose rolling_pose(const glm::dmat4& middle, const glm::dmat4& top, const glm::dmat4& bottom,
                                 const glm::dmat3& camera_from_world) {
    shared::RollingPose pose{};
    if (middle == top && middle == bottom) return pose;
    pose.to_top = drift_of(middle, top, camera_from_world);
    pose.to_bottom = drift_of(middle, bottom, camera_from_world);
    pose.is_moving = 1;
    return pose;
}

shared::RollingPose rolling_pose_of_camera(const Moment& middle, const RollingShutter::Edges& edges) {
    shared::RollingPose pose = rolling_pose(middle.camera.world_from_camera, edges.top.camera.world_from_camera,
                                            edges.bottom.camera.world_from_camera, camera_from_world_of(middle));
    // A camera is rigid: what else its matrices differ by is rounding.
    std::ranges::fill(pose.to_top.stretch, 0.0);
    std::ranges::fill(pose.to_bottom.stretch, 0.0);
    return pose;
}

bool stays_invertible(const glm::dmat4& middle, const glm::dmat4& top, const glm::dmat4& bottom) {
    return std::ranges::all_of(std::array{&middle, &top, &bottom},
                               [](const glm::dmat4* m) { return is_invertible(glm::dmat3(*m)); });
}

RowProjector::RowProjector(const Moment& middle, const RollingShutter::Edges& edges, Size size)
    : middle_(middle),
      edges_(edges),
      height_(size.height),
      lens_(lens_of(middle.camera, size)),
      camera_(rolling_pose_of_camera(middle, edges)) {}

std::optional<RowProjector::Sight> RowProjector::sight(const glm::dvec3& point, std::size_t instance) const {
    const glm::dmat3 camera_from_world = camera_from_world_of(middle_);
    const glm::dmat4& middle = middle_.world_from_instance[instance];
    const glm::dmat4& top = edges_.top.world_from_instance[instance];
    const glm::dmat4& bottom = edges_.bottom.world_from_instance[instance];
    const glm::dvec3 origin =
        camera_from_world * (glm::dvec3(middle[3]) - glm::dvec3(middle_.camera.world_from_camera[3]));
    shared::RollingPoint followed = point_from(origin);
    if (middle != top || middle != bottom) {
        followed.carrier.is_moving = 1;
        followed.carrier.to_top = drift_of_offsets(middle, top, camera_from_world);
        followed.carrier.to_bottom = drift_of_offsets(middle, bottom, camera_from_world);
    }
    followed.point = point - origin;
    return sight(followed);
}

std::optional<RowProjector::Sight> RowProjector::sight(const glm::dvec3& point, const glm::dvec3& at_top,
                                                       const glm::dvec3& at_bottom) const {
    shared::RollingPoint followed = point_from(glm::dvec3(0));
    followed.point = point;
    followed.to_top = at_top - point;
    followed.to_bottom = at_bottom - point;
    return sight(followed);
}

std::optional<RowProjector::Sight> RowProjector::sight(const shared::RollingPoint& of_scene) const {
    shared::RollingPoint followed = of_scene;
    followed.camera = camera_;
    const shared::Exposed exposed = shared::exposed_at(lens_, followed, height_);
    if (!exposed.is_known) return std::nullopt;
    const shared::RowSight sight = shared::sight_at(lens_, followed, exposed.instant);
    if (!sight.place.is_seen) return std::nullopt;
    return Sight{sight.place.px, shared::lens_along(lens_, sight.seen)};
}

}  // namespace plumb::scene
