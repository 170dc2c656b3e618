#include "recipe/camera_rule.hpp"

#include "base/exact_math.hpp"
#include "recipe/angle.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace plumb::recipe {

namespace {

glm::dvec3 unit(const glm::dvec3& v) {
    return v / std::sqrt(glm::dot(v, v));
}

/// Like plumb::look_at, with another up where the view is vertical.
/// @throws Error  invalid_argument where both are one place
glm::dmat4 pose_towards(const glm::dvec3& eye, const glm::dvec3& target) {
    const glm::dvec3 way = target - eye;
    if (!(glm::dot(way, way) > 1e-24)) {
        throw Error(ErrorCode::invalid_argument, "camera: it stands where it looks at, " + std::to_string(eye.x) +
                                                     ", " + std::to_string(eye.y) + ", " + std::to_string(eye.z) +
                                                     " m; a place off its target is needed");
    }
    const glm::dvec3 view = unit(way);
    const bool is_vertical = view.x * view.x + view.z * view.z < 1e-12;
    return look_at(eye, eye + view, is_vertical ? glm::dvec3(0, 0, view.y > 0 ? 1 : -1) : glm::dvec3(0, 1, 0));
}

glm::dmat4 turned(const glm::dmat4& pose, const glm::dmat3& camera_from_turned) {
    const glm::dmat3 axes = glm::dmat3(pose) * camera_from_turned;
    return {glm::dvec4(axes[0], 0), glm::dvec4(axes[1], 0), glm::dvec4(axes[2], 0), pose[3]};
}

void shift(glm::dmat4& pose, const glm::dvec3& by) {
    pose[3] += glm::dvec4(by, 0);
}

/// Through p1 at 0 and p2 at 1, with the slopes that keys of unequal distance in time need.
template <class T>
T catmull_rom(const std::array<T, 4>& p, const std::array<double, 4>& t, double share) {
    const double step = t[2] - t[1];
    const T slope_1 = (p[2] - p[0]) * (step / (t[2] - t[0]));
    const T slope_2 = (p[3] - p[1]) * (step / (t[3] - t[1]));
    const double s = share;
    const double s2 = s * s;
    const double s3 = s2 * s;
    return p[1] * (2 * s3 - 3 * s2 + 1) + slope_1 * (s3 - 2 * s2 + s) + p[2] * (3 * s2 - 2 * s3) + slope_2 * (s3 - s2);
}

/// Whether both see the same; near and far plane aside.
bool is_same_view(const Camera& a, const Camera& b) {
    return a.world_from_camera == b.world_from_camera && a.projection == b.projection && a.intrinsics == b.intrinsics &&
           a.fov_y_rad == b.fov_y_rad && a.half_height_m == b.half_height_m && a.distortion == b.distortion &&
           a.field_rad == b.field_rad;
}

}  // namespace

struct CameraRule::Drawn {
    Shell::Found shell;
    glm::dvec3 position_m{0};
    glm::dvec3 target_m{0};
    glm::dvec3 jitter_m{0};
    double roll_deg = 0;
    glm::dvec3 move_m{0};
    glm::dvec3 turn_deg{0};
    double azimuth_velocity_deg_s = 0;
    glm::dvec3 linear_velocity_m_s{0};
    glm::dvec3 angular_velocity_deg_s{0};
    std::optional<Shake> shake;
    std::optional<double> fov_y_rad, near_m, far_m;
    LensRule::Drawn lens;
    double baseline_m = 0;
};

CameraRule::CameraRule(const Place& document, Binder& binder) {
    if (const auto stereo = document.find("stereo")) baseline_m_ = binder.variable(*stereo, "baseline_m", "stereo");
    const std::optional<Place> camera = document.find("camera");
    if (!camera) return;
    if (const auto name = camera->find("name")) {
        const TextQuantity names(*name);
        for (std::size_t index = 0; index < names.options.size(); ++index) {
            try {
                base_cameras_.push_back(binder.scene.find_camera(names.options[index]));
            } catch (const Error& error) {
                names.places[index].refuse(error.what(), error.code());
            }
        }
        base_ = binder.selection(names, "name", "camera", *name);
    }
    bind_way(*camera, binder);
    bind_lens(*camera, binder);
    bind_motion(*camera, binder);
}

void CameraRule::bind_way(const Place& camera, Binder& binder) {
    std::vector<std::string> ways;
    for (const char* way : {"name", "orbit", "shell", "position_m", "path"})
        if (camera.has(way)) ways.emplace_back(way);
    if (ways.size() > 1)
        camera.refuse("found " + ways[0] + " beside " + ways[1] +
                      "; allowed: one of name, orbit, shell, position_m, path");
    if (const auto orbit = camera.find("orbit")) {
        orbit_.emplace(*orbit, "camera/orbit", false, binder);
        azimuth_velocity_deg_s_ = binder.variable(*orbit, "azimuth_velocity_deg_s", "camera/orbit");
    }
    if (const auto shell = camera.find("shell")) shell_.emplace(*shell, "camera/shell", true, binder);
    position_m_ = binder.variable(camera, "position_m", "camera");
    if (const auto path = camera.find("path")) bind_path(*path);
    if (const auto look = camera.find("look_at")) {
        if (orbit_ || shell_ || !path_.empty())
            look->refuse("found look_at beside " + ways[0] +
                         ", which says itself where the camera looks; allowed: "
                         "look_at with position_m or name");
        look_at_.emplace(look, "camera", "look_at", binder);
    } else if (position_m_) {
        look_at_.emplace(std::nullopt, "camera", "look_at", binder);
    }
    target_jitter_m_ = binder.variable(camera, "target_jitter_m", "camera");
    if (target_jitter_m_ && !orbit_ && !shell_ && !look_at_ && path_.empty())
        camera["target_jitter_m"].refuse(
            "found target_jitter_m of a camera that looks at no target; allowed: with "
            "orbit, shell, path or look_at");
    roll_deg_ = binder.variable(camera, "roll_deg", "camera");
    move_m_ = binder.variable(camera, "move_m", "camera");
    turn_deg_ = binder.variable(camera, "turn_deg", "camera");
}

void CameraRule::bind_path(const Place& path) {
    const Place keys = path["keys"];
    path_has_fov_ = keys[std::size_t{0}].has("fov_y_deg");
    const auto read = [](const Place& place) {
        return glm::dvec3(place[std::size_t{0}].number(), place[1].number(), place[2].number());
    };
    for (std::size_t index = 0; index < keys.size(); ++index) {
        const Place key = keys[index];
        path_.push_back({.time_s = key["time_s"].number(),
                         .position_m = read(key["position_m"]),
                         .target_m = read(key["target_m"]),
                         .fov_y_deg = key.number_or("fov_y_deg", 0)});
        if (key.has("fov_y_deg") != path_has_fov_)
            key.refuse("found fov_y_deg in some keys only; allowed: in all or in none");
        if (index > 0 && !(path_[index].time_s > path_[index - 1].time_s))
            key["time_s"].refuse("found " + key["time_s"].json().dump() +
                                 "; allowed: a time after that of the key before, " +
                                 keys[index - 1]["time_s"].json().dump());
    }
}

void CameraRule::bind_lens(const Place& camera, Binder& binder) {
    fov_y_deg_ = binder.variable(camera, "fov_y_deg", "camera");
    focal_length_mm_ = binder.variable(camera, "focal_length_mm", "camera");
    if (fov_y_deg_ && focal_length_mm_)
        camera["focal_length_mm"].refuse("found focal_length_mm beside fov_y_deg; allowed: one of the two");
    if ((fov_y_deg_ || focal_length_mm_) && path_has_fov_)
        camera.refuse("found a lens beside the path's fov_y_deg; allowed: one of the two");
    if (camera.has("sensor_height_mm") && !focal_length_mm_ && !camera.has("aperture"))
        camera["sensor_height_mm"].refuse(
            "found sensor_height_mm without focal_length_mm or aperture; allowed: with either");
    sensor_height_mm_ = camera.number_or("sensor_height_mm", 24);
    if (const auto lens = camera.find("lens")) {
        lens_.emplace(*lens, binder);
        if (lens->has("fov_y_deg") && (fov_y_deg_ || focal_length_mm_ || path_has_fov_))
            (*lens)["fov_y_deg"].refuse(
                "found fov_y_deg of the lens beside another of the camera; allowed: one of them");
    }
    near_m_ = binder.variable(camera, "near_m", "camera");
    far_m_ = binder.variable(camera, "far_m", "camera");
}

void CameraRule::bind_motion(const Place& camera, Binder& binder) {
    linear_velocity_m_s_ = binder.variable(camera, "linear_velocity_m_s", "camera");
    angular_velocity_deg_s_ = binder.variable(camera, "angular_velocity_deg_s", "camera");
    const std::optional<Place> shake = camera.find("shake");
    if (!shake) return;
    shake_position_m_ = binder.variable_or(*shake, "position_m", "camera/shake", 0);
    shake_angle_deg_ = binder.variable_or(*shake, "angle_deg", "camera/shake", 0);
    shake_frequency_hz_ = binder.variable_or(*shake, "frequency_hz", "camera/shake", 2);
    shake_phase_ = binder.keys.claim("camera/shake", "phase", *shake, R"({"uniform":[0,1]})");
}

std::optional<std::uint32_t> CameraRule::draw_base(Drawer& drawer) const {
    if (!base_) return std::nullopt;
    return base_cameras_[drawer.pick(*base_)];
}

CameraRule::Shake CameraRule::draw_shake(Drawer& drawer) const {
    Shake shake{.position_m = drawer.number(*shake_position_m_),
                .angle_deg = drawer.number(*shake_angle_deg_),
                .frequency_hz = drawer.number(*shake_frequency_hz_)};
    if (const Draw* given = drawer.override_of(*shake_phase_, shake.phases.size(), any_number())) {
        std::copy(given->value.begin(), given->value.end(), shake.phases.begin());
        for (double& phase : shake.phases) phase -= std::floor(phase);
    } else {
        Stream stream = drawer.stream(*shake_phase_);
        for (double& phase : shake.phases) phase = stream.next_unit();
    }
    drawer.record(*shake_phase_, shake.phases);
    return shake;
}

void CameraRule::draw_lens(Drawer& drawer, Drawn& drawn) const {
    if (fov_y_deg_) drawn.fov_y_rad = drawer.number(*fov_y_deg_) * radians_per_degree;
    if (focal_length_mm_) drawn.fov_y_rad = 2 * exact_atan2(sensor_height_mm_ / 2, drawer.number(*focal_length_mm_));
    if (near_m_) drawn.near_m = drawer.number(*near_m_);
    if (far_m_) drawn.far_m = drawer.number(*far_m_);
    if (lens_) drawn.lens = lens_->draw(drawer);
}

CameraRule::Drawn CameraRule::draw_once(Drawer& drawer, const Moment& now) const {
    const auto vec3_or = [&](const std::optional<Variable>& variable) {
        return variable ? broadcast(drawer.values(*variable), variable->quantity.size()) : glm::dvec3(0);
    };
    Drawn drawn;
    if (orbit_ || shell_) {
        drawn.shell = (orbit_ ? *orbit_ : *shell_).draw(drawer, now);
        drawn.target_m = drawn.shell.center;
    }
    if (position_m_) drawn.position_m = drawer.vec3(*position_m_);
    if (look_at_) drawn.target_m = sphere_of(look_at_->box(now, drawer)).center;
    drawn.jitter_m = vec3_or(target_jitter_m_);
    if (roll_deg_) drawn.roll_deg = drawer.number(*roll_deg_);
    drawn.move_m = vec3_or(move_m_);
    drawn.turn_deg = vec3_or(turn_deg_);
    if (azimuth_velocity_deg_s_) drawn.azimuth_velocity_deg_s = drawer.number(*azimuth_velocity_deg_s_);
    drawn.linear_velocity_m_s = vec3_or(linear_velocity_m_s_);
    drawn.angular_velocity_deg_s = vec3_or(angular_velocity_deg_s_);
    if (shake_phase_) drawn.shake = draw_shake(drawer);
    draw_lens(drawer, drawn);
    if (baseline_m_) drawn.baseline_m = drawer.number(*baseline_m_);
    return drawn;
}

CameraRule::Key CameraRule::at_path(double time_s) const {
    const std::size_t last = path_.size() - 1;
    if (last == 0 || time_s <= path_.front().time_s) return path_.front();
    if (time_s >= path_.back().time_s) return path_.back();
    std::size_t at = 0;
    while (path_[at + 1].time_s <= time_s) ++at;
    // A path ends as it came: the missing neighbour continues the first or last step.
    const auto time = [&](std::ptrdiff_t index) {
        if (index < 0) return 2 * path_[0].time_s - path_[1].time_s;
        if (index > static_cast<std::ptrdiff_t>(last)) return 2 * path_[last].time_s - path_[last - 1].time_s;
        return path_[static_cast<std::size_t>(index)].time_s;
    };
    const auto value = [&](std::ptrdiff_t index, auto member) {
        if (index < 0) return path_[0].*member * 2.0 - path_[1].*member;
        if (index > static_cast<std::ptrdiff_t>(last)) return path_[last].*member * 2.0 - path_[last - 1].*member;
        return path_[static_cast<std::size_t>(index)].*member;
    };
    const auto i = static_cast<std::ptrdiff_t>(at);
    const std::array times = {time(i - 1), time(i), time(i + 1), time(i + 2)};
    const double share = (time_s - times[1]) / (times[2] - times[1]);
    const auto blend = [&](auto member) {
        return catmull_rom(
            std::array{value(i - 1, member), value(i, member), value(i + 1, member), value(i + 2, member)}, times,
            share);
    };
    return {.time_s = time_s,
            .position_m = blend(&Key::position_m),
            .target_m = blend(&Key::target_m),
            // A curve through the keys could swing beyond what a lens can be.
            .fov_y_deg = path_[at].fov_y_deg + (path_[at + 1].fov_y_deg - path_[at].fov_y_deg) * share};
}

glm::dmat4 CameraRule::pose(const Drawn& drawn, double time_s, double offset_s, const glm::dmat4& base) const {
    glm::dmat4 pose = base;
    if (orbit_) {
        const double azimuth = drawn.shell.azimuth_deg + drawn.azimuth_velocity_deg_s * offset_s;
        const glm::dvec3 direction = drawn.azimuth_velocity_deg_s == 0
                                         ? drawn.shell.direction
                                         : direction_of(azimuth, drawn.shell.elevation_deg);
        pose = pose_towards(drawn.shell.center + direction * drawn.shell.distance_m, drawn.target_m + drawn.jitter_m);
    } else if (shell_) {
        pose = pose_towards(drawn.shell.point(), drawn.target_m + drawn.jitter_m);
    } else if (!path_.empty()) {
        const Key key = at_path(time_s);
        pose = pose_towards(key.position_m, key.target_m + drawn.jitter_m);
    } else if (position_m_ || look_at_) {
        const glm::dvec3 eye = position_m_ ? drawn.position_m : glm::dvec3(base[3]);
        pose = pose_towards(eye, drawn.target_m + drawn.jitter_m);
    }
    if (drawn.move_m != glm::dvec3(0)) shift(pose, glm::dmat3(pose) * drawn.move_m);
    if (drawn.turn_deg != glm::dvec3(0)) pose = turned(pose, rotation_about(drawn.turn_deg));
    if (drawn.roll_deg != 0) pose = turned(pose, rotation_about({0, 0, drawn.roll_deg}));
    if (offset_s != 0) {
        shift(pose, drawn.linear_velocity_m_s * offset_s);
        if (drawn.angular_velocity_deg_s != glm::dvec3(0))
            pose = turned(pose, rotation_about(drawn.angular_velocity_deg_s * offset_s));
    }
    if (drawn.shake) {
        // Three tones a axis whose frequencies share no period worth mentioning; the sum stays within the amplitude.
        constexpr std::array tones = {1.0, 1.618033988749895, 2.414213562373095};
        constexpr std::array shares = {0.5, 0.3, 0.2};
        std::array<double, 6> sway{};
        for (std::size_t axis = 0; axis < 6; ++axis)
            for (std::size_t tone = 0; tone < 3; ++tone)
                sway[axis] += shares[tone] * exact_sincos_turns(drawn.shake->frequency_hz * tones[tone] * time_s +
                                                                drawn.shake->phases[axis * 3 + tone])
                                                 .sin;
        shift(pose, glm::dmat3(pose) * (glm::dvec3(sway[0], sway[1], sway[2]) * drawn.shake->position_m));
        pose = turned(pose, rotation_about(glm::dvec3(sway[3], sway[4], sway[5]) * drawn.shake->angle_deg));
    }
    return pose;
}

void CameraRule::draw(Drawer& drawer, const Moment& now, std::span<const scene::TimedMoment> instants,
                      std::uint32_t view) const {
    const Drawn drawn = draw_once(drawer, now);
    for (const scene::TimedMoment& instant : instants) {
        Camera& camera = instant.moment->camera;
        const Camera base = camera;
        camera.world_from_camera = pose(drawn, instant.moment->time_s, instant.offset_s, camera.world_from_camera);
        if (drawn.fov_y_rad || path_has_fov_) {
            camera.projection = Camera::Projection::perspective;
            camera.intrinsics.reset();
            camera.fov_y_rad =
                drawn.fov_y_rad ? *drawn.fov_y_rad : at_path(instant.moment->time_s).fov_y_deg * radians_per_degree;
        }
        if (lens_) lens_->apply(drawn.lens, camera);
        if (drawn.near_m) camera.near_m = *drawn.near_m;
        if (drawn.far_m) camera.far_m = *drawn.far_m;
        if (!(camera.far_m > camera.near_m))
            throw Error(ErrorCode::invalid_argument, "cannot take the shot: the camera's far_m is " +
                                                         std::to_string(camera.far_m) + ", it must be above near_m, " +
                                                         std::to_string(camera.near_m));
        if (view == 1) shift(camera.world_from_camera, glm::dvec3(camera.world_from_camera[0]) * drawn.baseline_m);
        if (!is_same_view(camera, base)) camera.origin = Camera::Origin::given;
    }
}

}  // namespace plumb::recipe
