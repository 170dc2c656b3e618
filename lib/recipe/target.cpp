#include "recipe/target.hpp"

#include "scene/box.hpp"
#include "scene/evaluate.hpp"
#include "scene/pose.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>

namespace plumb::recipe {

namespace {

using scene::none;

}  // namespace

glm::dmat3 orthonormal(const glm::dmat4& matrix) {
    glm::dvec3 x(matrix[0]);
    glm::dvec3 y(matrix[1]);
    if (!(glm::length(x) > 1e-12)) return glm::dmat3(1);
    x /= glm::length(x);
    y -= x * glm::dot(x, y);
    if (!(glm::length(y) > 1e-12)) return glm::dmat3(1);
    y /= glm::length(y);
    return {x, y, glm::cross(x, y)};
}

std::vector<Place> pattern_places(const Place& place) {
    if (place.json().is_string()) return {place};
    std::vector<Place> places;
    for (std::size_t index = 0; index < place.size(); ++index) places.push_back(place[index]);
    return places;
}

TargetIndex::TargetIndex(const scene::SceneData& data)
    : data_(data),
      rest_(scene::evaluate(data, std::nullopt, 0, Camera{})),
      world_from_node_(scene::evaluate_nodes(data, {}).world_from_node),
      names_(data.nodes.size()),
      paths_(data.nodes.size()),
      depths_(data.nodes.size(), 0),
      drawn_below_(data.nodes.size(), 0),
      first_instance_(data.nodes.size(), none),
      is_active_(data.nodes.size(), 0) {
    std::unordered_map<std::string, std::uint32_t> uses;
    for (const std::uint32_t index : data.depth_first) {
        const scene::Node& node = data.nodes[index];
        is_active_[index] = 1;
        names_[index] = node.name.empty() ? "node_" + std::to_string(index) : node.name;
        const bool is_root = node.parent == none;
        std::string path = is_root ? names_[index] : paths_[node.parent] + "/" + names_[index];
        if (!is_root) depths_[index] = depths_[node.parent] + 1;
        if (const std::uint32_t use = ++uses[path]; use > 1) path.append("~").append(std::to_string(use));
        paths_[index] = std::move(path);
    }
    for (std::size_t index = data.instances.size(); index-- > 0;) {
        const std::uint32_t node = data.instances[index].node;
        first_instance_[node] = static_cast<std::uint32_t>(index);
        ++drawn_below_[node];
    }
    hang_up_skins();
    for (std::size_t at = data.depth_first.size(); at-- > 0;) {
        const std::uint32_t index = data.depth_first[at];
        const std::uint32_t parent = data.nodes[index].parent;
        if (parent != none) drawn_below_[parent] += drawn_below_[index];
    }
}

std::uint32_t TargetIndex::common_ancestor(const std::vector<std::uint32_t>& nodes) const {
    std::vector<std::uint32_t> chain;  // from the first node up
    for (std::uint32_t node = nodes.empty() ? none : nodes.front(); node != none; node = data_.nodes[node].parent)
        chain.push_back(node);
    std::size_t lowest = 0;
    for (std::uint32_t node : nodes) {
        while (node != none) {
            const auto found = std::find(chain.begin() + static_cast<std::ptrdiff_t>(lowest), chain.end(), node);
            if (found != chain.end()) {
                lowest = static_cast<std::size_t>(found - chain.begin());
                break;
            }
            node = data_.nodes[node].parent;
        }
        if (node == none) return none;
    }
    return chain.empty() ? none : chain[lowest];
}

void TargetIndex::hang_up_skins() {
    skeletons_.assign(data_.instances.size(), none);
    hung_.resize(data_.nodes.size());
    std::vector<std::uint32_t> by_skin(data_.skins.size(), none);
    std::vector<bool> is_done(data_.skins.size(), false);
    for (std::uint32_t index = 0; index < data_.instances.size(); ++index) {
        const InstanceInfo& instance = data_.instances[index];
        if (instance.joint_count == 0) continue;
        const std::uint32_t skin = data_.nodes[instance.node].skin;
        if (!is_done[skin]) by_skin[skin] = common_ancestor(data_.skins[skin].joints);
        is_done[skin] = true;
        skeletons_[index] = by_skin[skin];
        if (by_skin[skin] == none) continue;
        hung_[by_skin[skin]].push_back(index);
        ++drawn_below_[by_skin[skin]];
    }
}

std::vector<std::uint32_t> TargetIndex::subtree(std::uint32_t node) const {
    std::vector<std::uint32_t> nodes{node};
    for (std::size_t at = 0; at < nodes.size(); ++at)
        for (const std::uint32_t child : data_.nodes[nodes[at]].children) nodes.push_back(child);
    return nodes;
}

std::vector<TargetIndex::Match> TargetIndex::find(const std::string& pattern) const {
    std::vector<Match> found;
    for (const std::uint32_t index : data_.depth_first) {
        if (matches(pattern, names_[index]) || matches(pattern, paths_[index])) {
            found.push_back({index, none});
            continue;
        }
        const std::size_t copies = data_.nodes[index].instance_transforms.size();
        if (copies == 0 || first_instance_[index] == none) continue;
        for (std::size_t copy = 0; copy < copies; ++copy) {
            const InstanceInfo& instance = data_.instances[first_instance_[index] + copy];
            if (matches(pattern, instance.name) || matches(pattern, instance.path))
                found.push_back({index, static_cast<std::uint32_t>(copy)});
        }
    }
    return found;
}

void TargetIndex::refuse(const Place& place, const std::string& pattern) const {
    std::vector<std::string_view> known;
    for (const std::uint32_t index : data_.depth_first) known.push_back(names_[index]);
    place.refuse_name(pattern, "object", known);
}

std::vector<std::uint32_t> TargetIndex::matching_nodes(const Place& place, bool is_optional) const {
    std::vector<std::uint8_t> is_chosen(data_.nodes.size(), 0);
    for (const Place& pattern : pattern_places(place)) {
        const std::vector<Match> found = find(pattern.text());
        if (found.empty() && !is_optional) refuse(pattern, pattern.text());
        for (const Match& match : found) is_chosen[match.node] = 1;
    }
    std::vector<std::uint32_t> nodes;
    std::copy_if(data_.depth_first.begin(), data_.depth_first.end(), std::back_inserter(nodes),
                 [&](std::uint32_t index) { return is_chosen[index] != 0; });
    return nodes;
}

std::vector<std::uint32_t> TargetIndex::resolve_nodes(const Place& place, bool is_optional) const {
    std::vector<std::uint8_t> is_chosen(data_.nodes.size(), 0);
    for (const std::uint32_t index : matching_nodes(place, is_optional)) is_chosen[index] = 1;
    std::vector<std::uint32_t> nodes;
    std::vector<std::uint8_t> is_below(data_.nodes.size(), 0);
    for (const std::uint32_t index : data_.depth_first) {
        const std::uint32_t parent = data_.nodes[index].parent;
        is_below[index] = parent != none && (is_below[parent] != 0 || is_chosen[parent] != 0) ? 1 : 0;
        if (is_chosen[index] != 0 && is_below[index] == 0) nodes.push_back(index);
    }
    return nodes;
}

TargetIndex::Selection TargetIndex::select(const Place& place, bool is_optional) const {
    Selection selection{.is_chosen = std::vector<std::uint8_t>(data_.nodes.size(), 0), .copies = {}};
    for (const Place& pattern : pattern_places(place)) {
        const std::vector<Match> found = find(pattern.text());
        if (found.empty() && !is_optional) refuse(pattern, pattern.text());
        bool is_drawn = false;
        for (const Match& match : found) {
            if (match.copy != none)
                selection.copies.insert({match.node, match.copy});
            else if (draws(match.node))
                selection.is_chosen[match.node] = 1;
            is_drawn = is_drawn || draws(match.node);
        }
        if (!is_drawn && !is_optional)
            pattern.refuse("found " + gltf::quote(pattern.text()) +
                               ", which matches nodes that draw nothing; allowed: one with a mesh at or below it",
                           ErrorCode::not_found);
    }
    return selection;
}

void TargetIndex::leave_out(const Place& except, bool is_optional, Selection& selection) const {
    for (const Place& pattern : pattern_places(except)) {
        const std::vector<Match> found = find(pattern.text());
        if (found.empty() && !is_optional) refuse(pattern, pattern.text());
        bool is_any = false;
        for (const Match& match : found) {
            if (match.copy != none)
                is_any = selection.copies.erase({match.node, match.copy}) > 0 || is_any;
            else
                is_any = std::exchange(selection.is_chosen[match.node], std::uint8_t{0}) != 0 || is_any;
        }
        if (!is_any && !is_optional)
            pattern.refuse("found " + gltf::quote(pattern.text()) +
                           ", which leaves out nothing; allowed: names of what \"match\" matches");
    }
    for (const Place& pattern : pattern_places(except))
        for (const Match& match : find(pattern.text()))
            for (std::uint32_t above = data_.nodes[match.node].parent; above != none; above = data_.nodes[above].parent)
                if (selection.is_chosen[above] != 0)
                    pattern.refuse("found " + gltf::quote(names_[match.node]) + " below " + gltf::quote(names_[above]) +
                                   ", which is matched and takes along all below it; allowed: both left out, or none");
}

std::vector<Target> TargetIndex::targets_of(const Selection& selection) const {
    const auto& [is_chosen, copies] = selection;
    std::vector<Target> targets;
    std::vector<std::uint8_t> is_below(data_.nodes.size(), 0);
    for (const std::uint32_t index : data_.depth_first) {
        const std::uint32_t parent = data_.nodes[index].parent;
        is_below[index] = parent != none && (is_below[parent] != 0 || is_chosen[parent] != 0) ? 1 : 0;
        if (is_below[index] != 0) continue;
        if (is_chosen[index] != 0) {
            targets.push_back(make({index, none}));
            continue;
        }
        for (auto copy = copies.lower_bound({index, 0}); copy != copies.end() && copy->first == index; ++copy)
            targets.push_back(make({index, copy->second}));
    }
    return targets;
}

std::vector<Target> TargetIndex::resolve(const Place& place, bool is_optional) const {
    return targets_of(select(place, is_optional));
}

std::vector<Target> TargetIndex::resolve_entry(const Place& entry) const {
    const bool is_optional = entry.flag("optional", false);
    Selection selection = select(entry["match"], is_optional);
    if (const auto except = entry.find("except")) leave_out(*except, is_optional, selection);
    return targets_of(selection);
}

Target TargetIndex::make(Match match) const {
    Target target;
    target.name = paths_[match.node];
    target.node = match.node;
    target.copy = match.copy;
    target.depth = depths_[match.node];
    if (match.copy != none) {
        target.name.append("[").append(std::to_string(match.copy)).append("]");
        ++target.depth;
        target.instances = {first_instance_[match.node] + match.copy};
    } else {
        target.nodes = subtree(match.node);
        for (const std::uint32_t node : target.nodes) {
            if (first_instance_[node] == none) continue;
            const std::size_t count = std::max<std::size_t>(data_.nodes[node].instance_transforms.size(), 1);
            for (std::size_t copy = 0; copy < count; ++copy)
                target.instances.push_back(first_instance_[node] + static_cast<std::uint32_t>(copy));
        }
    }
    for (const std::uint32_t node : target.nodes)
        target.instances.insert(target.instances.end(), hung_[node].begin(), hung_[node].end());
    std::sort(target.instances.begin(), target.instances.end());
    target.instances.erase(std::unique(target.instances.begin(), target.instances.end()), target.instances.end());
    std::set<std::uint32_t> joints;
    for (const std::uint32_t index : target.instances) {
        const InstanceInfo& instance = data_.instances[index];
        for (std::uint32_t joint = 0; joint < instance.joint_count; ++joint)
            joints.insert(instance.first_joint + joint);
    }
    target.joints.assign(joints.begin(), joints.end());
    measure(target);
    return target;
}

void TargetIndex::measure(Target& target) const {
    // The place of a skinned mesh's own node means nothing (glTF 2.0, section 3.7.3.3).
    const bool is_skin = target.instances.size() == 1 && target.copy == none &&
                         data_.instances[target.instances.front()].node == target.node &&
                         skeletons_[target.instances.front()] != none;
    const std::uint32_t node = is_skin ? skeletons_[target.instances.front()] : target.node;
    const glm::dmat4& world =
        target.copy == none ? world_from_node_[node] : rest_.world_from_instance[target.instances.front()];
    target.origin = glm::dvec3(world[3]);
    if (!is_skin) target.axes = orthonormal(world);
    const glm::dmat3 axes_from_world = glm::transpose(target.axes);
    const auto add = [&](const glm::dvec3& point) {
        scene::extend(target.box, axes_from_world * (point - target.origin));
    };
    std::vector<glm::dvec3> positions;
    for (const std::uint32_t index : target.instances) {
        const InstanceInfo& instance = data_.instances[index];
        if (!scene::is_deformed(instance)) {
            for (int corner = 0; corner < 8; ++corner) {
                const glm::dvec4 point((corner & 1) != 0 ? instance.rest_box.max.x : instance.rest_box.min.x,
                                       (corner & 2) != 0 ? instance.rest_box.max.y : instance.rest_box.min.y,
                                       (corner & 4) != 0 ? instance.rest_box.max.z : instance.rest_box.min.z, 1);
                add(glm::dvec3(rest_.world_from_instance[index] * point));
            }
            continue;
        }
        scene::posed_positions(data_, instance, rest_, positions);
        const std::vector<std::uint8_t> is_drawn = scene::drawn_vertices(data_.meshes[instance.mesh]);
        for (std::size_t vertex = 0; vertex < positions.size(); ++vertex)
            if (is_drawn[vertex] != 0) add(positions[vertex]);
    }
}

}  // namespace plumb::recipe
