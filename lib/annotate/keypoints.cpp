#include "annotate/keypoints.hpp"

#include "base/pattern.hpp"
#include "scene/evaluate.hpp"
#include "scene/lens.hpp"
#include "scene/rolling.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace plumb::annotation {

namespace {

using scene::none;

/// What a node can be carried by.
struct Carrier {
    std::uint32_t instance = 0;
    std::optional<std::uint32_t> joint;
    glm::dmat4 start_from_node{1};  ///< to the space that the joint's matrix starts from
};

std::string name_of(const scene::SceneData& data, std::uint32_t node) {
    const std::string& name = data.nodes[node].name;
    if (name.empty()) return "node_" + std::to_string(node);
    const std::size_t number = scene::copy_group_of(data, node) != none ? name.rfind('#') : std::string::npos;
    return name.substr(0, number);
}

/// Joins sets of instances; each is told by its lowest index.
class Sets {
public:
    explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        const std::uint32_t x = find(a), y = find(b);
        parent_[std::max(x, y)] = std::min(x, y);
    }

private:
    std::vector<std::uint32_t> parent_;
};

/// The first instance that is skinned to each joint.
std::unordered_map<std::uint32_t, Carrier> joint_carriers(const scene::SceneData& data, Sets* sets) {
    std::unordered_map<std::uint32_t, Carrier> carriers;
    for (std::uint32_t i = 0; i < data.instances.size(); ++i) {
        const InstanceInfo& instance = data.instances[i];
        if (instance.joint_count == 0) continue;
        const scene::Skin& skin = data.skins[data.nodes[instance.node].skin];
        for (std::uint32_t j = 0; j < skin.joints.size(); ++j) {
            const auto [found, is_new] = carriers.try_emplace(
                skin.joints[j], Carrier{i, instance.first_joint + j, glm::inverse(skin.inverse_bind_matrices[j])});
            if (sets != nullptr) sets->join(found->second.instance, i);
        }
    }
    return carriers;
}

class Finder {
public:
    explicit Finder(const scene::SceneData& data)
        : data_(data), joints_(joint_carriers(data, nullptr)), is_moved_(data.nodes.size()), paths_(data.nodes.size()) {
        for (std::uint32_t i = 0; i < data.instances.size(); ++i) instances_[data.instances[i].node].push_back(i);
        for (const scene::Animation& clip : data.animations)
            for (const scene::AnimationChannel& channel : clip.channels)
                if (channel.property == scene::AnimatedProperty::node_translation ||
                    channel.property == scene::AnimatedProperty::node_rotation ||
                    channel.property == scene::AnimatedProperty::node_scale)
                    is_moved_[channel.target] = true;
        for (const std::uint32_t node : data.depth_first) {
            const std::uint32_t parent = data.nodes[node].parent;
            const std::string& name = data.nodes[node].name;
            paths_[node] =
                (parent == none ? "" : paths_[parent] + "/") + (name.empty() ? "node_" + std::to_string(node) : name);
        }
    }

    [[nodiscard]] bool is_match(const std::string& pattern, std::uint32_t node) const {
        return matches(pattern, paths_[node]) || matches(pattern, data_.nodes[node].name) ||
               matches(pattern, name_of(data_, node));
    }

    /// Appends the keypoint on `node`: one, or one for each of its instances.
    void add(std::uint32_t node, const KeypointRule& rule, std::vector<Keypoint>& found) const {
        if (!(rule.reach_m >= 0) || !std::isfinite(rule.reach_m) || !std::isfinite(rule.point.x) ||
            !std::isfinite(rule.point.y) || !std::isfinite(rule.point.z))
            refuse(
                node, ErrorCode::invalid_argument,
                "its point must be finite and its reach_m finite and 0 or more, not " + std::to_string(rule.reach_m));
        Keypoint keypoint{rule.name.empty() ? name_of(data_, node) : rule.name, node, 0, {}, rule.point, rule.reach_m};
        for (std::uint32_t at = node; at != none; at = data_.nodes[at].parent) {
            if (const auto joint = joints_.find(at); joint != joints_.end()) {
                const Carrier& carrier = joint->second;
                keypoint.instance = carrier.instance;
                keypoint.joint = carrier.joint;
                keypoint.point = glm::dvec3(carrier.start_from_node * glm::dvec4(keypoint.point, 1));
                if (!std::isfinite(keypoint.point.x + keypoint.point.y + keypoint.point.z))
                    refuse(node, ErrorCode::unsupported, "the inverse bind matrix of its joint has no inverse");
                found.push_back(keypoint);
                return;
            }
            if (const auto drawn = instances_.find(at); drawn != instances_.end()) {
                for (const std::uint32_t instance : drawn->second) {
                    keypoint.instance = instance;
                    found.push_back(keypoint);
                }
                return;
            }
            if (is_moved_[at])
                refuse(node, ErrorCode::unsupported,
                       "a clip moves node '" + paths_[at] +
                           "', which neither is a joint nor draws anything; only what carries an object can be moved");
            keypoint.point = glm::dvec3(scene::local_matrix(data_.nodes[at], nullptr) * glm::dvec4(keypoint.point, 1));
        }
        refuse(node, ErrorCode::unsupported,
               "neither it nor a node above it is a joint or draws anything, so that it belongs to no instance");
    }

private:
    [[noreturn]] void refuse(std::uint32_t node, ErrorCode code, const std::string& reason) const {
        throw Error(code, "a keypoint on node '" + paths_[node] + "': " + reason);
    }

    const scene::SceneData& data_;
    std::unordered_map<std::uint32_t, Carrier> joints_;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> instances_;
    std::vector<bool> is_moved_;
    std::vector<std::string> paths_;
};

/// Where a keypoint is at a moment, in the frame of a camera.
glm::dvec3 place_of(const Keypoint& keypoint, const Moment& moment, const Camera& camera) {
    const glm::dmat4& carrier =
        keypoint.joint ? moment.world_from_joint[*keypoint.joint] : moment.world_from_instance[keypoint.instance];
    const glm::dvec3 world(carrier * glm::dvec4(keypoint.point, 1));
    return glm::transpose(glm::dmat3(camera.world_from_camera)) * (world - glm::dvec3(camera.world_from_camera[3]));
}

bool is_inside(const glm::dvec2& pixel, Size size) {
    return pixel.x >= 0 && pixel.y >= 0 && pixel.x < size.width && pixel.y < size.height;
}

}  // namespace

std::vector<std::uint32_t> figures_of(const scene::SceneData& data) {
    Sets sets(data.instances.size());
    const auto joints = joint_carriers(data, &sets);
    for (std::uint32_t i = 0; i < data.instances.size(); ++i)
        for (std::uint32_t at = data.instances[i].node; at != none; at = data.nodes[at].parent)
            if (const auto joint = joints.find(at); joint != joints.end()) sets.join(i, joint->second.instance);
    for (const CopyInfo& copies : data.copy_infos)
        for (std::uint32_t k = 0; k < copies.count * copies.instance_count; ++k)
            sets.join(copies.first_instance + k,
                      copies.first_instance + k / copies.instance_count * copies.instance_count);
    std::vector<std::uint32_t> figures(data.instances.size());
    for (std::uint32_t i = 0; i < figures.size(); ++i) figures[i] = sets.find(i);
    return figures;
}

std::vector<Keypoint> find_keypoints(const scene::SceneData& data, std::span<const KeypointRule> rules) {
    std::vector<Keypoint> found;
    const auto has_own = [](const scene::Node& node) { return !node.keypoints.empty(); };
    if (rules.empty() && std::ranges::none_of(data.nodes, has_own)) return found;  // spares a million paths
    const Finder finder(data);
    for (const std::uint32_t node : data.depth_first)
        for (const KeypointRule& rule : data.nodes[node].keypoints) finder.add(node, rule, found);
    for (const KeypointRule& rule : rules) {
        const std::size_t before = found.size();
        for (const std::uint32_t node : data.depth_first)
            if (finder.is_match(rule.node, node)) finder.add(node, rule, found);
        if (found.size() == before)
            throw Error(ErrorCode::not_found, "a keypoint on '" + rule.node +
                                                  "': no node of the scene has such a name or path; * stands for any "
                                                  "characters, ? for any one");
    }
    const std::vector<std::uint32_t> figures = figures_of(data);
    std::ranges::stable_sort(found, {}, [&](const Keypoint& keypoint) { return figures[keypoint.instance]; });
    return found;
}

std::vector<double> place_keypoints(std::span<const Keypoint> keypoints, std::span<const std::uint32_t> figures,
                                    const Shot& shot, Size size, FrameAnnotations& annotations) {
    const Camera& camera = shot.now.camera;
    const scene::Projector projector(camera, size);
    std::optional<scene::RowProjector> by_row;
    if (shot.rolling_shutter) by_row.emplace(shot.now, shot.rolling_shutter->now, size);
    std::vector<double> along;
    for (const Keypoint& keypoint : keypoints) {
        KeypointAnnotation& made = annotations.keypoints.emplace_back();
        made.name = keypoint.name;
        made.instance = keypoint.instance + 1;
        made.figure = figures[keypoint.instance] + 1;
        made.position = place_of(keypoint, shot.now, camera);
        double& along_m = along.emplace_back(scene::along(camera, made.position));
        made.pixel = projector.place(made.position);
        if (by_row) {
            const RollingShutter::Edges& edges = shot.rolling_shutter->now;
            const auto sight = keypoint.joint ? by_row->sight(made.position, place_of(keypoint, edges.top, camera),
                                                              place_of(keypoint, edges.bottom, camera))
                                              : by_row->sight(made.position, keypoint.instance);
            made.pixel = sight ? std::optional(sight->pixel) : std::nullopt;
            along_m = sight ? sight->along_m : 0;
        }
        if (!made.pixel) continue;
        const bool is_there = shot.now.visible[keypoint.instance] != 0;
        if (is_there && along_m >= camera.near_m && along_m <= camera.far_m && is_inside(*made.pixel, size))
            made.state = KeypointState::hidden;
    }
    return along;
}

}  // namespace plumb::annotation
