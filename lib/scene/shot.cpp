#include "scene/shot.hpp"

#include "scene/evaluate.hpp"
#include "scene/framing.hpp"
#include "scene/read_out.hpp"

namespace plumb::scene {

namespace {

CameraChoice choose_camera(const SceneData& data, const ShotOptions& options) {
    if (options.camera) return *options.camera;
    if (!data.camera_infos.empty()) return std::uint32_t{0};
    return frame_box(rest_bounds(data), options.framing_aspect);
}

std::optional<std::uint32_t> choose_animation(const SceneData& data, const ShotOptions& options) {
    if (!options.is_animated || data.animations.empty()) return std::nullopt;
    return options.animation.value_or(0);
}

}  // namespace

Shot make_shot(const SceneData& data, const ShotOptions& options) {
    const CameraChoice camera = choose_camera(data, options);
    const std::optional<std::uint32_t> animation = choose_animation(data, options);
    const bool is_still = options.dt_s == 0 || !is_moving(data, animation);
    const auto neighbour = [&](const Moment& now, double time_s) {
        if (!is_still) return evaluate(data, animation, time_s, camera);
        Moment same = now;
        same.time_s = time_s;
        return same;
    };
    Shot shot;
    shot.time_s = options.time_s;
    shot.dt_s = options.dt_s;
    shot.animation = animation;
    shot.now = evaluate(data, animation, options.time_s, camera);
    shot.previous = neighbour(shot.now, options.time_s - options.dt_s);
    shot.next = neighbour(shot.now, options.time_s + options.dt_s);
    if (options.readout_s != 0) {
        copy_edges(shot, options.readout_s);
        if (is_moving(data, animation))
            for (const TimedMoment& timed : moments_of(shot))
                *timed.moment = evaluate(data, animation, options.time_s + timed.offset_s, camera);
    }
    shot.lights = lights_at(data, animation, options.time_s);
    return shot;
}

}  // namespace plumb::scene
