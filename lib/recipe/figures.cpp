#include "recipe/figures.hpp"

#include "recipe/base_scene.hpp"
#include "scene/read_out.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace plumb::recipe {

namespace {

std::string node_name(const scene::SceneData& data, std::uint32_t node) {
    const std::string& name = data.nodes[node].name;
    return name.empty() ? "node_" + std::to_string(node) : name;
}

}  // namespace

Figures::Figures(const Place& document, Binder& binder) {
    for (const AnimationInfo& clip : binder.scene.animations()) durations_s_.push_back(clip.duration_s);
    if (const auto figures = document.find("figures"))
        for (std::size_t index = 0; index < figures->size(); ++index) bind_rule((*figures)[index], binder);
}

void Figures::bind_rule(const Place& place, Binder& binder) {
    const scene::SceneData& data = binder.data;
    for (const std::uint32_t node : binder.index.resolve_nodes(place["match"], place.flag("optional", false))) {
        const std::string name = "figures/" + binder.index.path(node);
        binder.keys.claim(name, "match", place["match"]);
        const std::uint32_t group = scene::copy_group_of(data, node);
        const bool is_copy = group != scene::none;
        Posed posed{.figure = is_copy ? Figure::copies(binder.scene, group) : Figure::own(binder.scene, node),
                    .copy = 0,
                    .clip = {},
                    .clips = {},
                    .time_s = {},
                    .phase = {},
                    .speed = {},
                    .joints = {},
                    .weights = {}};
        if (is_copy) {
            const scene::CopyGroup& copies = data.copy_groups[group];
            posed.copy = (node - copies.first_node) / static_cast<std::uint32_t>(copies.nodes.size());
        }
        bind_clip(place, name, binder, posed);
        if (const auto joints = place.find("joints")) bind_joints(*joints, name, binder, posed);
        if (const auto weights = place.find("weights")) bind_weights(*weights, name, binder, posed);
        posed_.push_back(std::move(posed));
    }
}

void Figures::bind_clip(const Place& place, const std::string& name, Binder& binder, Posed& posed) {
    if (const auto clip = place.find("clip")) {
        const TextQuantity names(*clip);
        for (std::size_t index = 0; index < names.options.size(); ++index) {
            if (names.options[index] == "none") {
                posed.clips.emplace_back(std::nullopt);
                continue;
            }
            try {
                posed.clips.emplace_back(binder.scene.find_animation(names.options[index]));
            } catch (const Error& error) {
                names.places[index].refuse("found " + gltf::quote(names.options[index]) + "; " + error.what(),
                                           error.code());
            }
        }
        posed.clip = binder.selection(names, "clip", name, *clip);
    }
    posed.time_s = binder.variable(place, "time_s", name);
    posed.phase = binder.variable(place, "phase", name);
    posed.speed = binder.variable(place, "speed", name);
    if (posed.time_s && posed.phase) place["phase"].refuse("found phase beside time_s; allowed: one of the two");
}

void Figures::bind_joints(const Place& joints, const std::string& name, Binder& binder, Posed& posed) {
    const std::vector<std::uint32_t>& nodes = posed.figure.nodes();
    for (const auto& [pattern, unused] : joints.json().items()) {
        const Place joint = joints[pattern];
        bool is_found = false;
        for (const std::uint32_t node : nodes) {
            const std::string joint_name = node_name(binder.data, node);
            if (!matches(pattern, joint_name)) continue;
            is_found = true;
            const std::string target = name + "/joints/" + joint_name;
            posed.joints.push_back(
                {node, binder.bound(joint["rotation_deg"], binder.keys.claim(target, "rotation_deg", joint))});
        }
        if (is_found) continue;
        std::vector<std::string_view> known;
        for (const std::uint32_t node : nodes) known.push_back(binder.data.nodes[node].name);
        joint.refuse_name(pattern, "joint of the figure", known);
    }
}

void Figures::bind_weights(const Place& weights, const std::string& name, Binder& binder, Posed& posed) {
    const scene::SceneData& data = binder.data;
    std::map<std::string, std::vector<Figure::Target>> targets;
    for (const std::uint32_t node : posed.figure.nodes()) {
        if (data.nodes[node].mesh == scene::none) continue;
        const std::vector<std::string>& names = data.meshes[data.nodes[node].mesh].target_names;
        for (std::uint32_t target = 0; target < names.size(); ++target)
            targets[names[target]].push_back({node, target});
    }
    for (const auto& [pattern, unused] : weights.json().items()) {
        bool is_found = false;
        for (const auto& [target_name, places] : targets) {
            if (!matches(pattern, target_name)) continue;
            is_found = true;
            posed.weights.push_back(
                {places,
                 binder.bound(weights[pattern], binder.keys.claim(name + "/weights", target_name, weights[pattern]))});
        }
        if (is_found) continue;
        std::vector<std::string_view> known;
        for (const auto& [target_name, places] : targets) known.push_back(target_name);
        weights[pattern].refuse_name(pattern, "morph target of the figure", known);
    }
}

FigurePose Figures::drawn(const Posed& posed, Drawer& drawer, const Shot& shot, double& speed) const {
    FigurePose pose;
    pose.animation = posed.clip ? posed.clips[drawer.pick(*posed.clip)] : shot.animation;
    speed = posed.speed ? drawer.number(*posed.speed) : 1;
    pose.time_s = shot.time_s;
    if (posed.time_s) pose.time_s = drawer.number(*posed.time_s);
    if (posed.phase) pose.time_s = drawer.number(*posed.phase) * (pose.animation ? durations_s_[*pose.animation] : 0);
    for (const Joint& joint : posed.joints)
        pose.turns.push_back({joint.node, rotation_xyz(drawer.vec3(joint.rotation_deg))});
    for (const Weight& weight : posed.weights) {
        const auto value = static_cast<float>(drawer.number(weight.value));
        for (const Figure::Target& target : weight.targets) pose.weights.push_back({target.node, target.target, value});
    }
    return pose;
}

bool Figures::draw(Drawer& drawer, bool has_neighbours, Shot& shot) const {
    for (const Posed& posed : posed_) {
        double speed = 1;
        FigurePose pose = drawn(posed, drawer, shot, speed);
        const bool is_moving = pose.animation && shot.dt_s != 0 && speed != 0;
        if (is_moving && !has_neighbours) {
            BaseScene::copy_neighbours(shot);
            has_neighbours = true;
        }
        posed.figure.set_pose(posed.copy, pose, shot.now);
        if (!has_neighbours) continue;
        const double time_s = pose.time_s;
        for (const scene::TimedMoment& timed : scene::moments_of(shot)) {
            if (timed.moment == &shot.now) continue;
            pose.time_s = time_s + speed * timed.offset_s;
            posed.figure.set_pose(posed.copy, pose, *timed.moment);
        }
    }
    return has_neighbours;
}

}  // namespace plumb::recipe
