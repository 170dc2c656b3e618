#include "scene/evaluate.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace plumb::scene {

namespace {

glm::dmat4 compose(const glm::dvec3& translation, const glm::dquat& rotation, const glm::dvec3& scale) {
    const glm::dmat3 turned = glm::mat3_cast(glm::normalize(rotation));
    return {glm::dvec4(turned[0] * scale.x, 0), glm::dvec4(turned[1] * scale.y, 0), glm::dvec4(turned[2] * scale.z, 0),
            glm::dvec4(translation, 1)};
}

void place_instances(const SceneData& data, const NodeStates& nodes, Moment& moment) {
    moment.world_from_instance.resize(data.instances.size());
    moment.visible.resize(data.instances.size());
    for (std::size_t index = 0; index < data.instances.size(); ++index) {
        const std::uint32_t node = data.instances[index].node;
        const std::uint32_t copy = data.instance_copy[index];
        const glm::dmat4& world_from_node = nodes.world_from_node[node];
        moment.world_from_instance[index] =
            copy == none ? world_from_node : chain(world_from_node, data.nodes[node].instance_transforms[copy]);
        moment.visible[index] = nodes.is_visible[node];
    }
}

void place_joints(const SceneData& data, const NodeStates& nodes, Moment& moment) {
    moment.world_from_joint.resize(data.joint_count);
    std::vector<bool> is_done(data.skins.size(), false);
    for (const InstanceInfo& instance : data.instances) {
        if (instance.joint_count == 0) continue;
        const std::uint32_t skin_index = data.nodes[instance.node].skin;
        if (is_done[skin_index]) continue;
        is_done[skin_index] = true;
        const Skin& skin = data.skins[skin_index];
        for (std::size_t joint = 0; joint < skin.joints.size(); ++joint)
            moment.world_from_joint[instance.first_joint + joint] =
                nodes.world_from_node[skin.joints[joint]] * skin.inverse_bind_matrices[joint];
    }
}

void set_weights(const SceneData& data, const SampledClip& clip, Moment& moment) {
    moment.morph_weights.assign(data.weight_count, 0.0F);
    std::unordered_map<std::uint32_t, const InstanceInfo*> by_node;
    for (const InstanceInfo& instance : data.instances) {
        if (instance.weight_count == 0) continue;
        write_rest_weights(data, instance, moment.morph_weights.data() + instance.first_weight);
        if (!clip.weights.empty()) by_node.emplace(instance.node, &instance);
    }
    for (const DrivenWeights& driven : clip.weights) {
        const auto found = by_node.find(driven.node);
        if (found == by_node.end()) continue;
        const InstanceInfo& instance = *found->second;
        write_driven_weights(driven, instance, moment.morph_weights.data() + instance.first_weight);
    }
}

Camera place_camera(const SceneData& data, const NodeStates& nodes, std::optional<std::uint32_t> animation,
                    double time_s, std::uint32_t index) {
    const std::uint32_t node = data.camera_infos[index].node;
    const CameraData lens = camera_at(data, animation, time_s, data.nodes[node].camera);
    const std::optional<glm::dmat4> pose = camera_pose(nodes.world_from_node[node]);
    if (!pose)
        throw Error(ErrorCode::bad_asset, data.path.string() + ": cannot look through camera \"" +
                                              data.camera_infos[index].name + "\" of /nodes/" + std::to_string(node) +
                                              " at " + std::to_string(time_s) +
                                              " s: its world matrix has no finite, independent y and z axes");
    Camera camera;
    camera.projection = lens.projection;
    camera.fov_y_rad = lens.fov_y_rad;
    camera.half_height_m = lens.half_height_m;
    camera.near_m = lens.near_m;
    camera.far_m = lens.far_m;
    camera.world_from_camera = *pose;
    camera.origin = Camera::Origin::file;
    camera.file_index = index;
    return camera;
}

}  // namespace

glm::dmat4 local_matrix(const Node& node, const DrivenNode* driven) {
    if (driven == nullptr) return node.has_matrix ? node.matrix : compose(node.translation, node.rotation, node.scale);
    if (node.has_matrix && !driven->translation && !driven->rotation && !driven->scale) return node.matrix;
    return compose(driven->translation.value_or(node.translation), driven->rotation.value_or(node.rotation),
                   driven->scale.value_or(node.scale));
}

bool shows_itself(const Node& node, const DrivenNode* driven) {
    if (node.is_set_aside) return false;
    return driven != nullptr ? driven->is_visible.value_or(node.is_visible) : node.is_visible;
}

glm::dmat4 chain(const glm::dmat4& world_from_parent, const glm::dmat4& parent_from_node) {
    glm::dmat4 result;
    for (int column = 0; column < 4; ++column) {
        const glm::dvec4& part = parent_from_node[column];
        result[column] = world_from_parent[0] * part.x + world_from_parent[1] * part.y + world_from_parent[2] * part.z;
    }
    result[3] += world_from_parent[3];
    return result;
}

void write_rest_weights(const SceneData& data, const InstanceInfo& instance, float* weights) {
    const Node& node = data.nodes[instance.node];
    const std::vector<float>& given = node.weights.empty() ? data.meshes[node.mesh].weights : node.weights;
    const std::size_t count = std::min<std::size_t>(given.size(), instance.weight_count);
    std::fill(std::copy_n(given.begin(), count, weights), weights + instance.weight_count, 0.0F);
}

void write_driven_weights(const DrivenWeights& driven, const InstanceInfo& instance, float* weights) {
    for (std::size_t index = 0; index < driven.values.size(); ++index)
        if (driven.first + index < instance.weight_count)
            weights[driven.first + index] = static_cast<float>(driven.values[index]);
}

NodeStates evaluate_nodes(const SceneData& data, const SampledClip& clip) {
    NodeStates states;
    states.world_from_node.resize(data.nodes.size());
    states.is_visible.resize(data.nodes.size());
    for (const std::uint32_t index : data.node_order) {
        const Node& node = data.nodes[index];
        const DrivenNode* const driven = clip.find(index);
        const glm::dmat4 local = local_matrix(node, driven);
        const bool is_visible = shows_itself(node, driven);
        const bool has_parent = node.parent != none;
        states.world_from_node[index] = has_parent ? chain(states.world_from_node[node.parent], local) : local;
        states.is_visible[index] = is_visible && (!has_parent || states.is_visible[node.parent] != 0) ? 1 : 0;
    }
    return states;
}

Moment evaluate(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                const CameraChoice& camera) {
    const SampledClip clip = sample_clip(data, animation, time_s);
    const NodeStates nodes = evaluate_nodes(data, clip);
    Moment moment;
    moment.time_s = time_s;
    place_instances(data, nodes, moment);
    place_joints(data, nodes, moment);
    set_weights(data, clip, moment);
    if (const auto* const index = std::get_if<std::uint32_t>(&camera))
        moment.camera = place_camera(data, nodes, animation, time_s, *index);
    else
        moment.camera = std::get<Camera>(camera);
    return moment;
}

Light placed_light(const LightData& source, const std::string& node_name, const glm::dmat4& world_from_node) {
    Light light{.kind = source.kind, .name = node_name.empty() ? source.name : node_name};
    light.position = glm::dvec3(world_from_node[3]);
    const glm::dvec3 travel = -glm::dvec3(world_from_node[2]);
    // A node scaled to nothing has no direction; point lights need none, the others keep the default.
    if (glm::length(travel) > 0) light.direction = glm::normalize(travel);
    light.color = source.color;
    light.intensity = source.intensity;
    light.range_m = source.range_m;
    light.inner_cone_rad = source.inner_cone_rad;
    light.outer_cone_rad = source.outer_cone_rad;
    return light;
}

std::vector<Light> lights_at(const SceneData& data, std::optional<std::uint32_t> animation, double time_s,
                             const std::vector<std::uint8_t>& is_left_out) {
    if (data.lights.empty()) return {};
    const NodeStates nodes = evaluate_nodes(data, sample_clip(data, animation, time_s));
    const std::vector<LightData> sources = light_data_at(data, animation, time_s);
    std::vector<Light> lights;
    for (const std::uint32_t index : data.depth_first) {
        const Node& node = data.nodes[index];
        if (node.light == none || nodes.is_visible[index] == 0) continue;
        if (!is_left_out.empty() && is_left_out[index] != 0) continue;
        lights.push_back(placed_light(sources[node.light], node.name, nodes.world_from_node[index]));
    }
    return lights;
}

std::optional<glm::dmat4> camera_pose(const glm::dmat4& world_from_node) {
    const glm::dvec3 back_scaled(world_from_node[2]);
    const glm::dvec3 up_scaled(world_from_node[1]);
    const double back_length = glm::length(back_scaled);
    const double up_length = glm::length(up_scaled);
    if (!std::isfinite(back_length) || !std::isfinite(up_length) || back_length == 0 || up_length == 0) return {};
    const glm::dvec3 back = back_scaled / back_length;
    const glm::dvec3 leaning = up_scaled / up_length;
    const glm::dvec3 upright = leaning - back * glm::dot(leaning, back);
    const double upright_length = glm::length(upright);
    if (upright_length < 1e-12) return {};
    const glm::dvec3 up = upright / upright_length;
    const glm::dvec3 right = glm::cross(up, back);
    return glm::dmat4(glm::dvec4(right, 0), glm::dvec4(-up, 0), glm::dvec4(-back, 0), world_from_node[3]);
}

}  // namespace plumb::scene
