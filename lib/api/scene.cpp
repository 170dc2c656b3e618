#include "base/nearest_name.hpp"
#include "scene/find_node.hpp"
#include "scene/framing.hpp"
#include "scene/scene_data.hpp"
#include "scene/shot.hpp"

#include <plumb/scene.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace plumb {

namespace {

std::optional<std::uint32_t> parse_index(std::string_view text) {
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return index;
}

/// Index of the entry called `name`, by its first or second name, or whose index `name` is.
template <class Info, class SecondName>
std::uint32_t find_entry(const char* kind, std::string_view name, const std::vector<Info>& entries,
                         const SecondName& second_name) {
    for (std::uint32_t index = 0; index < entries.size(); ++index)
        if (entries[index].name == name) return index;
    for (std::uint32_t index = 0; index < entries.size(); ++index)
        if (!name.empty() && second_name(index) == name) return index;
    if (const std::optional<std::uint32_t> index = parse_index(name); index && *index < entries.size()) return *index;
    std::string message = std::string("cannot find ") + kind + " \"" + std::string(name) + "\": the scene has ";
    if (entries.empty()) throw Error(ErrorCode::not_found, message + "none");
    std::vector<std::string_view> names;
    constexpr std::size_t listed_count = 50;
    for (std::size_t index = 0; index < std::min(entries.size(), listed_count); ++index)
        names.push_back(entries[index].name);
    message += std::to_string(entries.size()) + ": " + join_names(names);
    if (entries.size() > listed_count) message += ", ...";
    throw Error(ErrorCode::not_found,
                message + "; a name or an index below " + std::to_string(entries.size()) + " is needed");
}

void require_finite(const char* what, double value) {
    if (std::isfinite(value)) return;
    throw Error(ErrorCode::invalid_argument, std::string("cannot take a shot: ") + what + " is " +
                                                 std::to_string(value) + ", a finite number is needed");
}

void require_aspect(double aspect) {
    if (std::isfinite(aspect) && aspect > 0) return;
    throw Error(ErrorCode::invalid_argument, "cannot frame a scene: the narrowest aspect is " + std::to_string(aspect) +
                                                 ", a finite number above 0 is needed");
}

void require_index(const char* what, const std::optional<std::uint32_t>& index, std::size_t count) {
    if (!index || *index < count) return;
    throw Error(ErrorCode::invalid_argument, std::string("cannot take a shot: ") + what + " index is " +
                                                 std::to_string(*index) + ", the scene has " + std::to_string(count));
}

}  // namespace

const std::filesystem::path& Scene::path() const noexcept {
    return data_->path;
}
std::span<const InstanceInfo> Scene::instances() const noexcept {
    return data_->instances;
}
std::span<const CameraInfo> Scene::cameras() const noexcept {
    return data_->camera_infos;
}
std::span<const AnimationInfo> Scene::animations() const noexcept {
    return data_->animation_infos;
}
std::span<const std::string> Scene::classes() const noexcept {
    return data_->classes;
}
std::span<const std::string> Scene::materials() const noexcept {
    return data_->material_names;
}
std::span<const std::string> Scene::textures() const noexcept {
    return data_->texture_names;
}
std::span<const std::string> Scene::variants() const noexcept {
    return data_->variant_names;
}
std::span<const CopyInfo> Scene::copies() const noexcept {
    return data_->copy_infos;
}
std::uint32_t Scene::find_node(std::string_view name) const {
    return scene::find_node(*data_, name);
}
std::span<const Finding> Scene::warnings() const noexcept {
    return data_->warnings;
}
std::uint64_t Scene::triangle_count() const noexcept {
    return data_->triangle_count;
}
Box Scene::bounds() const {
    return scene::rest_bounds(*data_);
}
Camera Scene::framing_camera(double narrowest_aspect) const {
    require_aspect(narrowest_aspect);
    return scene::frame_box(bounds(), narrowest_aspect);
}

std::uint32_t Scene::find_camera(std::string_view name) const {
    return find_entry("camera", name, data_->camera_infos, [&](std::uint32_t index) -> std::string_view {
        return data_->cameras[data_->nodes[data_->camera_infos[index].node].camera].name;
    });
}

std::uint32_t Scene::find_animation(std::string_view name) const {
    return find_entry("animation", name, data_->animation_infos,
                      [&](std::uint32_t index) -> std::string_view { return data_->animations[index].name; });
}

Shot Scene::default_shot(double time_s, double dt_s) const {
    ShotOptions options;
    options.time_s = time_s;
    options.dt_s = dt_s;
    return shot(options);
}

Shot Scene::shot(const ShotOptions& options) const {
    require_aspect(options.framing_aspect);
    require_finite("time_s", options.time_s);
    require_finite("dt_s", options.dt_s);
    require_finite("readout_s", options.readout_s);
    if (options.dt_s < 0)
        throw Error(ErrorCode::invalid_argument,
                    "cannot take a shot: dt_s is " + std::to_string(options.dt_s) + ", 0 or more is needed");
    require_index("camera", options.camera, data_->camera_infos.size());
    require_index("animation", options.animation, data_->animations.size());
    return scene::make_shot(*data_, options);
}

}  // namespace plumb
