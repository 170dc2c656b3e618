#include "scene/clip.hpp"
#include "scene/evaluate.hpp"
#include "scene/figure_parts.hpp"

#include <plumb/error.hpp>

#include <cmath>
#include <string>

namespace plumb {

using scene::none;
using scene::SceneData;

namespace {

[[noreturn]] void refuse_pose(const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "cannot pose a figure: " + what);
}

/// World matrices and visibility of the figure's nodes, by place.
struct Stance {
    std::vector<glm::dmat4> world;
    std::vector<std::uint8_t> is_visible;
    scene::SampledClip clip;  ///< by place
};

void check_pose(const Figure::Parts& parts, const FigurePose& pose) {
    if (!std::isfinite(pose.time_s))
        refuse_pose("time_s is " + std::to_string(pose.time_s) + ", a finite number is needed");
    if (pose.animation && *pose.animation >= parts.channels.size())
        refuse_pose("animation is " + std::to_string(*pose.animation) + ", the scene has " +
                    std::to_string(parts.channels.size()));
    const auto require_node = [&](const char* what, std::size_t index, std::uint32_t node) {
        if (!parts.place_of.contains(node))
            refuse_pose(std::string(what) + "[" + std::to_string(index) + "].node is " + std::to_string(node) +
                        ", which is no node of the figure; see Figure::nodes()");
    };
    for (std::size_t i = 0; i < pose.turns.size(); ++i) require_node("turns", i, pose.turns[i].node);
    for (std::size_t i = 0; i < pose.weights.size(); ++i) require_node("weights", i, pose.weights[i].node);
}

scene::SampledClip sampled(const Figure::Parts& parts, const FigurePose& pose) {
    scene::SampledClip clip;
    if (!pose.animation) return clip;
    const scene::Animation& animation = parts.data().animations[*pose.animation];
    try {
        for (const std::uint32_t index : parts.channels[*pose.animation]) {
            const scene::AnimationChannel& channel = animation.channels[index];
            scene::sample_channel(channel, animation.samplers[channel.sampler], pose.time_s,
                                  parts.place_of.at(channel.target), parts.nodes.size(), clip);
        }
    } catch (const Error& error) {
        throw Error(error.code(), parts.data().path.string() + ": /animations/" + std::to_string(*pose.animation) +
                                      " at " + std::to_string(pose.time_s) + " s: " + error.what());
    }
    return clip;
}

/// translation * rotation * turn * scale, or matrix * turn.
glm::dmat4 turned(const scene::Node& node, const scene::DrivenNode* driven, const glm::dmat3& turn) {
    const bool is_matrix =
        node.has_matrix && (driven == nullptr || (!driven->translation && !driven->rotation && !driven->scale));
    if (is_matrix) return scene::chain(node.matrix, glm::dmat4(turn));
    scene::DrivenNode rigid = driven == nullptr ? scene::DrivenNode{} : *driven;
    const glm::dvec3 scale = rigid.scale.value_or(node.scale);
    rigid.scale = glm::dvec3(1);
    const glm::dmat4 local = scene::chain(scene::local_matrix(node, &rigid), glm::dmat4(turn));
    return {local[0] * scale.x, local[1] * scale.y, local[2] * scale.z, local[3]};
}

Stance stance_of(const Figure::Parts& parts, std::uint32_t copy, const FigurePose& pose) {
    const SceneData& data = parts.data();
    const std::size_t count = parts.nodes.size();
    std::vector<const glm::dmat3*> turns(pose.turns.empty() ? 0 : count, nullptr);
    for (const FigurePose::Turn& turn : pose.turns) turns[parts.place_of.at(turn.node)] = &turn.rotation;
    const bool is_moved = pose.moved != glm::dmat4(1);
    Stance stance{std::vector<glm::dmat4>(count), std::vector<std::uint8_t>(count), sampled(parts, pose)};
    for (std::uint32_t place = 0; place < count; ++place) {
        const scene::Node& node = data.nodes[parts.node_of(copy, place)];
        const scene::DrivenNode* const driven = stance.clip.find(place);
        const bool has_turn = !turns.empty() && turns[place] != nullptr;
        const glm::dmat4 local = has_turn ? turned(node, driven, *turns[place]) : scene::local_matrix(node, driven);
        const std::uint32_t parent = parts.parents[place];
        const bool is_visible = scene::shows_itself(node, driven);
        if (parent == none) {
            stance.world[place] = is_moved ? scene::chain(pose.moved, local) : local;
            stance.is_visible[place] = pose.is_visible && is_visible ? 1 : 0;
        } else {
            stance.world[place] = scene::chain(stance.world[parent], local);
            stance.is_visible[place] = is_visible && stance.is_visible[parent] != 0 ? 1 : 0;
        }
    }
    return stance;
}

void place_joints(const Figure::Parts& parts, std::uint32_t copy, const Stance& stance, Moment& moment) {
    const SceneData& data = parts.data();
    for (const Figure::Parts::Skin& skin : parts.skins) {
        const std::uint32_t first = data.instances[parts.instance_of(copy, skin.slot)].first_joint;
        const std::vector<glm::dmat4>& inverse_bind = data.skins[skin.skin].inverse_bind_matrices;
        for (std::size_t joint = 0; joint < skin.joints.size(); ++joint)
            moment.world_from_joint[first + joint] = stance.world[skin.joints[joint]] * inverse_bind[joint];
    }
}

void set_weights(const Figure::Parts& parts, std::uint32_t copy, const FigurePose& pose, const Stance& stance,
                 Moment& moment) {
    const SceneData& data = parts.data();
    std::vector<std::uint8_t> is_known(pose.weights.size(), 0);
    for (std::size_t slot = 0; slot < parts.slots.size(); ++slot) {
        const InstanceInfo& instance = data.instances[parts.instance_of(copy, slot)];
        if (instance.weight_count == 0) continue;
        float* const weights = moment.morph_weights.data() + instance.first_weight;
        scene::write_rest_weights(data, instance, weights);
        for (const scene::DrivenWeights& driven : stance.clip.weights)
            if (driven.node == parts.slots[slot]) scene::write_driven_weights(driven, instance, weights);
        for (std::size_t i = 0; i < pose.weights.size(); ++i) {
            const FigurePose::Weight& wanted = pose.weights[i];
            if (wanted.node != parts.nodes[parts.slots[slot]] || wanted.target >= instance.weight_count) continue;
            weights[wanted.target] = wanted.value;
            is_known[i] = 1;
        }
    }
    for (std::size_t i = 0; i < pose.weights.size(); ++i)
        if (is_known[i] == 0)
            refuse_pose("weights[" + std::to_string(i) + "].target is " + std::to_string(pose.weights[i].target) +
                        "; the mesh of node " + std::to_string(pose.weights[i].node) + " has no such morph target");
}

}  // namespace

void Figure::Parts::check_copy(std::uint32_t copy) const {
    if (copy >= copy_count)
        refuse_pose("copy is " + std::to_string(copy) + ", there are " + std::to_string(copy_count));
}

void Figure::set_pose(std::uint32_t copy, const FigurePose& pose, Moment& moment) const {
    const Parts& parts = *parts_;
    const SceneData& data = parts.data();
    parts.check_copy(copy);
    check_pose(parts, pose);
    if (moment.world_from_instance.size() != data.instances.size() || moment.visible.size() != data.instances.size() ||
        moment.world_from_joint.size() != data.joint_count || moment.morph_weights.size() != data.weight_count)
        refuse_pose("the moment has " + std::to_string(moment.world_from_instance.size()) + " instances, " +
                    std::to_string(moment.world_from_joint.size()) + " joints and " +
                    std::to_string(moment.morph_weights.size()) + " weights, the scene " +
                    std::to_string(data.instances.size()) + ", " + std::to_string(data.joint_count) + " and " +
                    std::to_string(data.weight_count));
    const Stance stance = stance_of(parts, copy, pose);
    for (std::size_t slot = 0; slot < parts.slots.size(); ++slot) {
        const std::size_t index = parts.instance_of(copy, slot);
        const std::uint32_t place = parts.slots[slot];
        const std::uint32_t of_node = data.instance_copy[index];
        moment.world_from_instance[index] =
            of_node == none
                ? stance.world[place]
                : scene::chain(stance.world[place], data.nodes[parts.nodes[place]].instance_transforms[of_node]);
        moment.visible[index] = stance.is_visible[place];
    }
    place_joints(parts, copy, stance, moment);
    set_weights(parts, copy, pose, stance, moment);
}

std::vector<Light> Figure::lights(std::uint32_t copy, const FigurePose& pose) const {
    const Parts& parts = *parts_;
    parts.check_copy(copy);
    check_pose(parts, pose);
    if (parts.lit.empty()) return {};
    const SceneData& data = parts.data();
    const Stance stance = stance_of(parts, copy, pose);
    const std::vector<scene::LightData> sources = scene::light_data_at(data, pose.animation, pose.time_s);
    std::vector<Light> lights;
    for (const std::uint32_t place : parts.lit) {
        if (stance.is_visible[place] == 0) continue;
        const scene::Node& node = data.nodes[parts.node_of(copy, place)];
        lights.push_back(scene::placed_light(sources[node.light], node.name, stance.world[place]));
    }
    return lights;
}

}  // namespace plumb
