#include "scene/find_node.hpp"

#include "base/nearest_name.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <vector>

namespace plumb::scene {

namespace {

std::string name_of(const SceneData& data, std::uint32_t node) {
    const std::string& name = data.nodes[node].name;
    return name.empty() ? "node_" + std::to_string(node) : name;
}

/// Whether the path of `node` is `path`, without building it: names are compared from the end on.
bool has_path(const SceneData& data, std::uint32_t node, std::string_view path) {
    for (;;) {
        const std::string name = name_of(data, node);
        if (!path.ends_with(name)) return false;
        path.remove_suffix(name.size());
        node = data.nodes[node].parent;
        if (node == none) return path.empty();
        if (!path.ends_with('/')) return false;
        path.remove_suffix(1);
    }
}

[[noreturn]] void refuse_unknown(const SceneData& data, std::string_view name) {
    std::vector<std::string> names;
    for (std::uint32_t node = 0; node < data.nodes.size(); ++node) names.push_back(name_of(data, node));
    const std::vector<std::string_view> views(names.begin(), names.end());
    throw Error(ErrorCode::not_found, "cannot find node \"" + std::string(name) + "\" among the " +
                                          std::to_string(data.nodes.size()) + " nodes of " + data.path.string() + "; " +
                                          suggestion(name, views) + "a node's name or path is needed");
}

}  // namespace

std::string node_path(const SceneData& data, std::uint32_t node) {
    std::string path = name_of(data, node);
    for (std::uint32_t up = data.nodes[node].parent; up != none; up = data.nodes[up].parent)
        path = name_of(data, up).append("/").append(path);
    return path;
}

std::uint32_t find_node(const SceneData& data, std::string_view name) {
    std::vector<std::uint32_t> same_path, same_name;
    for (std::uint32_t node = 0; node < data.nodes.size(); ++node) {
        if (has_path(data, node, name)) same_path.push_back(node);
        if (name_of(data, node) == name) same_name.push_back(node);
    }
    // A root's path is its name, which may well be the name of nodes below others; the path goes first.
    const std::vector<std::uint32_t>& found = same_path.empty() ? same_name : same_path;
    if (found.empty()) refuse_unknown(data, name);
    if (found.size() == 1) return found.front();
    constexpr std::size_t listed_count = 10;
    std::string message = "cannot tell which node \"" + std::string(name) +
                          "\" means: " + std::to_string(found.size()) + " have " +
                          (same_path.empty() ? "the name: " : "the path: ");
    for (std::size_t i = 0; i < std::min(found.size(), listed_count); ++i)
        message += (i > 0 ? ", " : "") + node_path(data, found[i]) + " (/nodes/" + std::to_string(found[i]) + ")";
    throw Error(ErrorCode::invalid_argument, message + (found.size() > listed_count ? ", ..." : ""));
}

}  // namespace plumb::scene
