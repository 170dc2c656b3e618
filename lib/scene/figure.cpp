#include <plumb/figure.hpp>

#include "base/nearest_name.hpp"
#include "scene/figure_parts.hpp"
#include "scene/template_nodes.hpp"

#include <plumb/error.hpp>

#include <string>

namespace plumb {

namespace {

using scene::none;
using scene::SceneData;

std::string name_of(const SceneData& data, std::uint32_t node) {
    const std::string& name = data.nodes[node].name;
    return name.empty() ? "node_" + std::to_string(node) : name;
}

[[noreturn]] void refuse_name(const char* kind, std::string_view name, const std::vector<std::string>& names) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    throw Error(ErrorCode::not_found, std::string("cannot find ") + kind + " \"" + std::string(name) +
                                          "\" in the figure, which has " + std::to_string(names.size()) + "; " +
                                          suggestion(name, views) + "one of its names is needed");
}

}  // namespace

Figure Figure::own(const Scene& scene, std::uint32_t node) {
    const SceneData& data = scene.data();
    const std::string attempt = "cannot make a figure of /nodes/" + std::to_string(node) + ": ";
    if (node >= data.nodes.size())
        throw Error(ErrorCode::invalid_argument,
                    attempt + "the scene has " + std::to_string(data.nodes.size()) + " nodes");
    if (const std::uint32_t group = scene::copy_group_of(data, node); group != none)
        throw Error(ErrorCode::invalid_argument, attempt + "it belongs to a copy of \"" +
                                                     data.copy_groups[group].info.name +
                                                     "\"; Figure::copies() poses those");
    return Figure(std::make_shared<const Parts>(scene, node, scene::template_nodes(data, node), none));
}

Figure Figure::copies(const Scene& scene, std::uint32_t index) {
    const SceneData& data = scene.data();
    if (index >= data.copy_groups.size())
        throw Error(ErrorCode::invalid_argument, "cannot make a figure of copies " + std::to_string(index) +
                                                     ": the scene has copies of " +
                                                     std::to_string(data.copy_groups.size()) + " templates");
    const scene::CopyGroup& group = data.copy_groups[index];
    const scene::TemplateNodes parts{group.nodes, std::vector<std::uint8_t>(group.nodes.size(), 0)};
    return Figure(std::make_shared<const Parts>(scene, group.info.node, parts, index));
}

std::uint32_t Figure::copy_count() const noexcept {
    return parts_->copy_count;
}

std::vector<std::uint32_t> Figure::instances(std::uint32_t copy) const {
    parts_->check_copy(copy);
    std::vector<std::uint32_t> indices;
    for (std::size_t slot = 0; slot < parts_->slots.size(); ++slot)
        indices.push_back(static_cast<std::uint32_t>(parts_->instance_of(copy, slot)));
    return indices;
}

const std::vector<std::uint32_t>& Figure::nodes() const noexcept {
    return parts_->nodes;
}

const glm::dmat4& Figure::rest() const noexcept {
    return parts_->rest;
}

bool Figure::has_lights() const noexcept {
    return !parts_->lit.empty();
}

std::uint32_t Figure::find_node(std::string_view name) const {
    std::vector<std::string> names;
    for (const std::uint32_t node : parts_->nodes) {
        names.push_back(name_of(parts_->data(), node));
        if (names.back() == name) return node;
    }
    refuse_name("node", name, names);
}

std::vector<Figure::Target> Figure::find_targets(std::string_view name) const {
    const SceneData& data = parts_->data();
    std::vector<Target> found;
    std::vector<std::string> names;
    std::uint32_t last_node = none;
    for (const std::uint32_t place : parts_->slots) {
        const std::uint32_t node = parts_->nodes[place];
        if (node == last_node) continue;  // instances of one node stand side by side and share their weights
        last_node = node;
        const std::vector<std::string>& targets = data.meshes[data.nodes[node].mesh].target_names;
        for (std::uint32_t target = 0; target < targets.size(); ++target) {
            if (targets[target] == name) found.push_back({node, target});
            names.push_back(targets[target]);
        }
    }
    if (found.empty()) refuse_name("morph target", name, names);
    return found;
}

}  // namespace plumb
