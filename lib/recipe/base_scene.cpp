#include "recipe/base_scene.hpp"

#include "scene/clip.hpp"
#include "scene/evaluate.hpp"
#include "scene/framing.hpp"
#include "scene/read_out.hpp"

#include <algorithm>

namespace plumb::recipe {

namespace {

bool drives_lights(const scene::Animation& clip) {
    using enum scene::AnimatedProperty;
    return std::any_of(clip.channels.begin(), clip.channels.end(), [](const scene::AnimationChannel& channel) {
        return channel.property >= light_color && channel.property <= light_outer_cone;
    });
}

std::uint32_t find_variant(const scene::SceneData& data, const std::string& name, const Place& place) {
    const auto found = std::find(data.variants.begin(), data.variants.end(), name);
    if (found == data.variants.end()) {
        const std::vector<std::string_view> known(data.variants.begin(), data.variants.end());
        place.refuse_name(name, "variant", known);
    }
    return static_cast<std::uint32_t>(found - data.variants.begin());
}

}  // namespace

BaseScene::BaseScene(const Place& document, Binder& binder) : data_(&binder.data) {
    time_s_ = binder.variable(document, "time_s", "shot");
    dt_s_ = binder.variable(document, "dt_s", "shot");
    bind_clips(document, binder);
    if (const auto variant = document.find("variant")) {
        const TextQuantity names(*variant);
        for (std::size_t index = 0; index < names.options.size(); ++index)
            variants_.push_back(find_variant(*data_, names.options[index], names.places[index]));
        variant_ = binder.selection(names, "variant", "shot", *variant);
    }
    for (std::uint32_t clip = 0; clip < data_->animations.size(); ++clip) {
        is_moving_.push_back(scene::is_moving(*data_, clip) ? 1 : 0);
        drives_lights_.push_back(drives_lights(data_->animations[clip]) ? 1 : 0);
    }
    rest_ = scene::evaluate(*data_, std::nullopt, 0, Camera{});
    for (std::uint32_t camera = 0; camera < data_->camera_infos.size(); ++camera)
        cameras_.push_back(scene::evaluate(*data_, std::nullopt, 0, camera).camera);
    framed_ = scene::frame_box(scene::rest_bounds(*data_), ShotOptions{}.framing_aspect);
    lights_ = scene::lights_at(*data_, std::nullopt, 0);
}

std::vector<std::uint32_t> BaseScene::light_nodes(const Shot& shot) const {
    const scene::NodeStates states =
        scene::evaluate_nodes(*data_, scene::sample_clip(*data_, shot.animation, shot.time_s));
    std::vector<std::uint32_t> nodes;
    for (const std::uint32_t node : data_->depth_first)
        if (data_->nodes[node].light != scene::none && states.is_visible[node] != 0) nodes.push_back(node);
    return nodes;
}

void BaseScene::bind_clips(const Place& document, Binder& binder) {
    const std::optional<Place> animation = document.find("animation");
    if (!animation) {
        clips_.push_back(data_->animations.empty() ? std::nullopt : std::optional<std::uint32_t>(0));
        return;
    }
    const TextQuantity names(*animation);
    for (std::size_t index = 0; index < names.options.size(); ++index) {
        if (names.options[index] == "none") {
            clips_.emplace_back(std::nullopt);
            continue;
        }
        try {
            clips_.emplace_back(binder.scene.find_animation(names.options[index]));
        } catch (const Error& error) {
            names.places[index].refuse(error.what(), error.code());
        }
    }
    clip_ = binder.selection(names, "animation", "shot", *animation);
}

std::optional<std::uint32_t> BaseScene::draw_clip(Drawer& drawer) const {
    return clips_[clip_ ? drawer.pick(*clip_) : 0];
}

std::optional<std::uint32_t> BaseScene::camera_or_default(std::optional<std::uint32_t> camera) const {
    if (camera || cameras_.empty()) return camera;
    return 0;
}

bool BaseScene::draw(Drawer& drawer, std::optional<std::uint32_t> camera, double readout_s, Shot& shot) const {
    shot.time_s = time_s_ ? drawer.number(*time_s_) : 0;
    shot.dt_s = dt_s_ ? drawer.number(*dt_s_) : 0;
    shot.animation = draw_clip(drawer);
    if (variant_) shot.variant = variants_[drawer.pick(*variant_)];
    const std::optional<std::uint32_t> index = camera_or_default(camera);
    shot.lights = shot.animation && (is_moving_[*shot.animation] != 0 || drives_lights_[*shot.animation] != 0)
                      ? scene::lights_at(*data_, shot.animation, shot.time_s)
                      : lights_;
    if (!shot.animation || is_moving_[*shot.animation] == 0) {
        shot.now = rest_;
        shot.now.time_s = shot.time_s;
        shot.now.camera = index ? cameras_[*index] : framed_;
        if (readout_s != 0) add_edges(shot, readout_s);
        return readout_s != 0;
    }
    const scene::CameraChoice choice = index ? scene::CameraChoice(*index) : scene::CameraChoice(framed_);
    shot.now = scene::evaluate(*data_, shot.animation, shot.time_s, choice);
    if (readout_s != 0) {
        add_edges(shot, readout_s);
        for (const scene::TimedMoment& timed : scene::moments_of(shot))
            *timed.moment = scene::evaluate(*data_, shot.animation, shot.time_s + timed.offset_s, choice);
        return true;
    }
    if (shot.dt_s == 0) return false;
    shot.previous = scene::evaluate(*data_, shot.animation, shot.time_s - shot.dt_s, choice);
    shot.next = scene::evaluate(*data_, shot.animation, shot.time_s + shot.dt_s, choice);
    return true;
}

void BaseScene::add_edges(Shot& shot, double readout_s) {
    copy_neighbours(shot);
    scene::copy_edges(shot, readout_s);
}

void BaseScene::copy_neighbours(Shot& shot) {
    shot.previous = shot.now;
    shot.previous->time_s = shot.time_s - shot.dt_s;
    shot.next = shot.now;
    shot.next->time_s = shot.time_s + shot.dt_s;
}

}  // namespace plumb::recipe
