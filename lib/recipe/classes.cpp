#include "recipe/classes.hpp"

#include "recipe/target.hpp"

#include <string>
#include <unordered_map>

namespace plumb::recipe {

void set_classes(const Place& classes, scene::SceneData& data) {
    std::unordered_map<std::uint32_t, std::string> chosen;
    {
        const TargetIndex index(data);
        for (const auto& [name, unused] : classes.json().items()) {
            const Place patterns = classes[name];
            for (const std::uint32_t node : index.resolve_nodes(patterns, false)) {
                const auto [found, is_new] = chosen.emplace(node, name);
                if (!is_new)
                    patterns.refuse("found the class " + gltf::quote(name) + " for " + gltf::quote(index.path(node)) +
                                    ", which has the class " + gltf::quote(found->second) + " already; allowed: one");
            }
        }
    }
    std::vector<std::uint8_t> is_below(data.nodes.size(), 0);
    for (const std::uint32_t index : data.depth_first) {
        scene::Node& node = data.nodes[index];
        const auto found = chosen.find(index);
        const bool has_parent = node.parent != scene::none;
        is_below[index] = found != chosen.end() || (has_parent && is_below[node.parent] != 0) ? 1 : 0;
        if (found != chosen.end())
            node.semantic_class = found->second;
        else if (is_below[index] != 0)
            node.semantic_class.clear();
    }
}

}  // namespace plumb::recipe
