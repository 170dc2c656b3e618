#include "gltf/accessor_reader.hpp"
#include "gltf/animation_pointer.hpp"
#include "gltf/channel_checks.hpp"
#include "gltf/fill.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace plumb::gltf {

namespace {

/// Property, target and element.
using Driven = std::tuple<scene::AnimatedProperty, std::uint32_t, std::uint32_t>;

scene::AnimationSampler read_sampler(Filling& filling, const Json& json) {
    scene::AnimationSampler sampler;
    const std::string interpolation = string_or(json, "interpolation", "LINEAR");
    if (interpolation == "STEP")
        sampler.interpolation = scene::Interpolation::step;
    else if (interpolation == "CUBICSPLINE")
        sampler.interpolation = scene::Interpolation::cubic_spline;
    const auto values = [&](const char* key) {
        return read_floats(accessor_view(filling.document, filling.resources, index_or_none(json, key)));
    };
    sampler.times_s = values("input");
    sampler.values = values("output");
    const std::size_t parts = sampler.interpolation == scene::Interpolation::cubic_spline ? 3 : 1;
    sampler.width = static_cast<std::uint32_t>(sampler.values.size() / (sampler.times_s.size() * parts));
    return sampler;
}

/// What a channel drives; none, with a warning or an error, if that is nothing.
std::optional<AnimatedTarget> resolve_target(Filling& filling, const Json& target, const Pointer& at) {
    if (const Json* extension = find_extension(target, "KHR_animation_pointer")) {
        const Pointer place = at / "extensions" / "KHR_animation_pointer" / "pointer";
        const std::string pointer = string_or(*extension, "pointer", "");
        const auto resolved = resolve_animation_pointer(filling.data, pointer);
        if (!resolved)
            filling.findings.error("animation.pointer", place, quote(pointer) + " points to nothing in this file");
        else if (resolved->property == scene::AnimatedProperty::unsupported)
            filling.findings.warning("animation.pointer", place,
                                     quote(pointer) + " is not animated by plumb; the channel has no effect");
        return resolved;
    }
    const std::uint32_t node = index_or_none(target, "node");
    if (node == no_index) {
        filling.findings.warning("animation.target", at, "there is no node; the channel is ignored");
        return std::nullopt;
    }
    const AnimatedTarget resolved = node_target(filling.data, node, string_or(target, "path", ""));
    if (resolved.property == scene::AnimatedProperty::unsupported)
        filling.findings.warning("animation.target", at,
                                 "the node has nothing of this path; the channel has no effect");
    return resolved;
}

/// Notes what a channel drives; whether another one did before. Weights are as many targets as there are.
bool is_taken(const AnimatedTarget& target, std::set<Driven>& driven) {
    if (target.property == scene::AnimatedProperty::unsupported) return false;
    if (target.property != scene::AnimatedProperty::node_weights)
        return !driven.emplace(target.property, target.target, target.element).second;
    bool is_new = true;
    for (std::uint32_t i = 0; i < target.width; ++i)
        is_new = driven.emplace(scene::AnimatedProperty::node_weight, target.target, i).second && is_new;
    return !is_new;
}

void read_channel(Filling& filling, const Json& json, const Pointer& at, scene::Animation& animation,
                  std::set<Driven>& driven) {
    const Json* target = find(json, "target");
    const std::uint32_t sampler = index_or_none(json, "sampler");
    if (target == nullptr || sampler >= animation.samplers.size()) return;
    const auto resolved = resolve_target(filling, *target, at / "target");
    if (!resolved) return;
    if (resolved->width != 0 && animation.samplers[sampler].width != resolved->width) {
        filling.findings.error("animation.width", at,
                               "the sampler has " + std::to_string(animation.samplers[sampler].width) +
                                   " numbers a key; the target takes " + std::to_string(resolved->width));
        return;
    }
    if (is_taken(*resolved, driven))
        filling.findings.error("animation.duplicate", at / "target",
                               "found a second channel for what another one drives; allowed: one a target");
    const bool is_by_pointer = find_extension(*target, "KHR_animation_pointer") != nullptr;
    check_channel({filling.data, *resolved, animation.samplers[sampler], at, is_by_pointer}, filling.findings);
    animation.channels.push_back({resolved->property, resolved->target, resolved->element, sampler});
}

}  // namespace

void fill_animations(Filling& filling) {
    const Json& animations = array_of(filling.document.json, "animations");
    for (std::size_t i = 0; i < animations.size(); ++i) {
        const Pointer at = Pointer() / "animations" / i;
        scene::Animation& animation = filling.data.animations.emplace_back();
        animation.name = string_or(animations[i], "name", "");
        for (const Json& sampler : array_of(animations[i], "samplers"))
            animation.samplers.push_back(read_sampler(filling, sampler));
        const Json& channels = array_of(animations[i], "channels");
        std::set<Driven> driven;
        for (std::size_t k = 0; k < channels.size(); ++k)
            read_channel(filling, channels[k], at / "channels" / k, animation, driven);
        for (const scene::AnimationSampler& sampler : animation.samplers)
            animation.duration_s = std::max<double>(animation.duration_s, sampler.times_s.back());
    }
}

}  // namespace plumb::gltf
