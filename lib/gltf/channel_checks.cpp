#include "gltf/channel_checks.hpp"

#include "gltf/ranges.hpp"

#include <cmath>
#include <numbers>
#include <string>

namespace plumb::gltf {

namespace {

using scene::AnimatedProperty;

constexpr Range anything{};
constexpr double right_angle = std::numbers::pi / 2 + 1e-6;  // pi/2 as a float exceeds the nearest double

Range range_of(AnimatedProperty property) {
    switch (property) {
        case AnimatedProperty::node_translation:
        case AnimatedProperty::node_scale:
            return {-coordinate_limit, coordinate_limit};
        case AnimatedProperty::material_base_color:
        case AnimatedProperty::material_metallic:
        case AnimatedProperty::material_roughness:
        case AnimatedProperty::material_emissive:
        case AnimatedProperty::material_occlusion_strength:
        case AnimatedProperty::material_transmission:
        case AnimatedProperty::light_color:
            return unit;
        case AnimatedProperty::material_alpha_cutoff:
        case AnimatedProperty::material_emissive_strength:
        case AnimatedProperty::material_ior:
        case AnimatedProperty::light_intensity:
            return not_negative;
        case AnimatedProperty::light_range:
        case AnimatedProperty::camera_fov_y:
            return positive;
        case AnimatedProperty::light_inner_cone:
        case AnimatedProperty::light_outer_cone:
            return {0, right_angle};
        default:
            return anything;
    }
}

/// Places of a key's values among those of the sampler; tangents of splines are left out.
std::size_t first_value(const scene::AnimationSampler& sampler, std::size_t key) {
    const bool is_cubic = sampler.interpolation == scene::Interpolation::cubic_spline;
    return (is_cubic ? 3 * key + 1 : key) * sampler.width;
}

void check_range(const ResolvedChannel& channel, Findings& findings) {
    const Range range = range_of(channel.target.property);
    const bool is_ior = channel.target.property == AnimatedProperty::material_ior;
    for (std::size_t key = 0; key < channel.sampler.times_s.size(); ++key)
        for (std::size_t i = 0; i < channel.sampler.width; ++i) {
            const double value = channel.sampler.values[first_value(channel.sampler, key) + i];
            const bool is_missing_ior = is_ior && value > 0 && value < 1;
            if (std::isfinite(value) && range.contains(value) && !is_missing_ior) continue;
            findings.error("animation.range", channel.at / "sampler",
                           "found " + describe(Json(value)) + " at key " + std::to_string(key) +
                               "; allowed: " + (is_ior ? "0 or >= 1" : range.text()));
            return;
        }
}

void check_turns(const ResolvedChannel& channel, Findings& findings) {
    constexpr double least_length = 1e-6;
    bool is_told = !channel.is_by_pointer;
    for (std::size_t key = 0; key < channel.sampler.times_s.size(); ++key) {
        double square = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const double value = channel.sampler.values[first_value(channel.sampler, key) + i];
            square += value * value;
        }
        const double length = std::sqrt(square);
        const std::string found =
            "found a quaternion of length " + std::to_string(length) + " at key " + std::to_string(key);
        if (!(length > least_length) || !std::isfinite(length)) {
            findings.error("animation.rotation", channel.at / "sampler",
                           found + ", which gives no rotation; allowed: 1");
            return;
        }
        if (is_told || std::abs(length - 1) <= packed_unit_tolerance) continue;
        is_told = true;
        findings.value("animation.rotation", channel.at / "sampler", found + "; it is normalized");
    }
}

}  // namespace

void check_channel(const ResolvedChannel& channel, Findings& findings) {
    const AnimatedProperty property = channel.target.property;
    const bool is_transform = property == AnimatedProperty::node_translation ||
                              property == AnimatedProperty::node_rotation || property == AnimatedProperty::node_scale;
    if (is_transform && channel.data.nodes[channel.target.target].has_matrix)
        findings.error("animation.matrix", channel.at / "target",
                       "found node " + std::to_string(channel.target.target) +
                           ", which has a matrix; allowed: nodes with translation, rotation, scale");
    if (property == AnimatedProperty::node_visibility && channel.sampler.interpolation != scene::Interpolation::step)
        findings.error("animation.interpolation", channel.at / "sampler",
                       "found visibility, which is true or false, between keys; allowed: STEP");
    if (property == AnimatedProperty::node_rotation)
        check_turns(channel, findings);
    else
        check_range(channel, findings);
}

}  // namespace plumb::gltf
