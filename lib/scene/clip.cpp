#include "scene/clip.hpp"

#include "scene/animation.hpp"

#include <plumb/error.hpp>

namespace plumb::scene {

namespace {

using enum AnimatedProperty;

bool is_within(AnimatedProperty property, AnimatedProperty first, AnimatedProperty last) {
    return property >= first && property <= last;
}

bool concerns_node(AnimatedProperty property) {
    return is_within(property, node_translation, node_weight);
}
bool concerns_material(AnimatedProperty property) {
    return is_within(property, material_base_color, material_texture_scale);
}
bool concerns_light(AnimatedProperty property) {
    return is_within(property, light_color, light_outer_cone);
}
bool concerns_camera(AnimatedProperty property) {
    return is_within(property, camera_fov_y, camera_half_height);
}

DrivenNode& driven_node(SampledClip& clip, std::uint32_t node, std::size_t node_count) {
    if (clip.driven_index.empty()) clip.driven_index.assign(node_count, none);
    std::uint32_t& index = clip.driven_index[node];
    if (index == none) {
        index = static_cast<std::uint32_t>(clip.driven.size());
        clip.driven.emplace_back();
    }
    return clip.driven[index];
}

template <class Visit>
void for_each_channel(const SceneData& data, std::optional<std::uint32_t> animation, const Visit& visit) {
    if (!animation) return;
    const Animation& clip = data.animations[*animation];
    for (const AnimationChannel& channel : clip.channels)
        if (channel.property != unsupported && channel.target != none) visit(channel, clip.samplers[channel.sampler]);
}

float as_float(const AnimationSampler& sampler, double time_s) {
    return static_cast<float>(sample_scalar(sampler, time_s));
}

void apply_to_material(Material& material, const AnimationChannel& channel, const AnimationSampler& sampler,
                       double time_s) {
    const std::vector<double> value = sample(sampler, time_s);
    const auto number = [&](std::size_t index) { return static_cast<float>(value[index]); };
    switch (channel.property) {
        case material_base_color:
            // KHR_animation_pointer reaches the factor as a whole, so a sampler holds four numbers.
            material.base_color = {number(0), number(1), number(2), number(3)};
            break;
        case material_metallic:
            material.metallic = number(0);
            break;
        case material_roughness:
            material.roughness = number(0);
            break;
        case material_alpha_cutoff:
            material.alpha_cutoff = number(0);
            break;
        case material_emissive:
            material.emissive = {number(0), number(1), number(2)};
            break;
        case material_emissive_strength:
            material.emissive_strength = number(0);
            break;
        case material_normal_scale:
            material.normal_scale = number(0);
            break;
        case material_occlusion_strength:
            material.occlusion_strength = number(0);
            break;
        case material_ior:
            material.ior = number(0);
            break;
        case material_transmission:
            material.transmission = number(0);
            break;
        case material_texture_offset:
            texture_slot(material, channel.element).offset = {number(0), number(1)};
            break;
        case material_texture_rotation:
            texture_slot(material, channel.element).rotation_rad = number(0);
            break;
        case material_texture_scale:
            texture_slot(material, channel.element).scale = {number(0), number(1)};
            break;
        default:
            break;
    }
}

}  // namespace

bool drives_node(const AnimationChannel& channel) {
    return channel.target != none && concerns_node(channel.property);
}

void sample_channel(const AnimationChannel& channel, const AnimationSampler& sampler, double time_s, std::uint32_t node,
                    std::size_t node_count, SampledClip& clip) {
    if (channel.property == node_weights || channel.property == node_weight) {
        const std::uint32_t first = channel.property == node_weight ? channel.element : 0;
        clip.weights.push_back({node, first, sample(sampler, time_s)});
        return;
    }
    DrivenNode& driven = driven_node(clip, node, node_count);
    if (channel.property == node_translation) driven.translation = sample_vec3(sampler, time_s);
    if (channel.property == node_rotation) driven.rotation = sample_rotation(sampler, time_s);
    if (channel.property == node_scale) driven.scale = sample_vec3(sampler, time_s);
    if (channel.property == node_visibility) driven.is_visible = sample_scalar(sampler, time_s) != 0;
}

SampledClip sample_clip(const SceneData& data, std::optional<std::uint32_t> animation, double time_s) {
    SampledClip clip;
    try {
        for_each_channel(data, animation, [&](const AnimationChannel& channel, const AnimationSampler& sampler) {
            if (concerns_node(channel.property))
                sample_channel(channel, sampler, time_s, channel.target, data.nodes.size(), clip);
        });
    } catch (const Error& error) {
        throw Error(error.code(), data.path.string() + ": /animations/" + std::to_string(*animation) + " at " +
                                      std::to_string(time_s) + " s: " + error.what());
    }
    return clip;
}

bool is_moving(const SceneData& data, std::optional<std::uint32_t> animation) {
    bool moves = false;
    for_each_channel(data, animation, [&](const AnimationChannel& channel, const AnimationSampler&) {
        moves |= concerns_node(channel.property) || concerns_camera(channel.property);
    });
    return moves;
}

CameraData camera_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                     std::uint32_t camera) {
    CameraData result = data.cameras[camera];
    for_each_channel(data, animation, [&](const AnimationChannel& channel, const AnimationSampler& sampler) {
        if (!concerns_camera(channel.property) || channel.target != camera) return;
        const double value = sample_scalar(sampler, time_s);
        if (channel.property == camera_fov_y) result.fov_y_rad = value;
        if (channel.property == camera_near) result.near_m = value;
        if (channel.property == camera_far) result.far_m = value;
        if (channel.property == camera_half_height) result.half_height_m = value;
    });
    return result;
}

std::vector<LightData> light_data_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s) {
    std::vector<LightData> lights = data.lights;
    for_each_channel(data, animation, [&](const AnimationChannel& channel, const AnimationSampler& sampler) {
        if (!concerns_light(channel.property)) return;
        LightData& light = lights[channel.target];
        if (channel.property == light_color) light.color = glm::vec3(sample_vec3(sampler, time_s));
        if (channel.property == light_intensity) light.intensity = as_float(sampler, time_s);
        if (channel.property == light_range) light.range_m = as_float(sampler, time_s);
        if (channel.property == light_inner_cone) light.inner_cone_rad = as_float(sampler, time_s);
        if (channel.property == light_outer_cone) light.outer_cone_rad = as_float(sampler, time_s);
    });
    return lights;
}

std::optional<std::vector<Material>> materials_at(const SceneData& data, std::optional<std::uint32_t> animation,
                                                  double time_s) {
    std::optional<std::vector<Material>> materials;
    for_each_channel(data, animation, [&](const AnimationChannel& channel, const AnimationSampler& sampler) {
        if (!concerns_material(channel.property)) return;
        if (!materials) materials = data.materials;
        apply_to_material((*materials)[channel.target], channel, sampler, time_s);
    });
    return materials;
}

}  // namespace plumb::scene
