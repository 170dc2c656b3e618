#include "scene/template_nodes.hpp"

#include <algorithm>

namespace plumb::scene {

namespace {

class Gatherer {
public:
    explicit Gatherer(const SceneData& data) : data_(data), is_member_(data.nodes.size(), 0) {}

    /// @return  whether anything is new
    bool add_tree(std::uint32_t root) {
        if (is_member_[root] != 0) return false;
        std::vector<std::uint32_t> open{root};
        while (!open.empty()) {
            const std::uint32_t node = open.back();
            open.pop_back();
            is_member_[node] = 1;
            for (const std::uint32_t child : data_.nodes[node].children)
                if (is_member_[child] == 0) open.push_back(child);
        }
        return true;
    }

    /// Adds what skins tie to the members.
    /// @param candidates  nodes whose meshes may come along
    bool add_bound(const std::vector<std::uint32_t>& candidates) {
        bool has_grown = false;
        for (const std::uint32_t index : candidates) {
            const Node& node = data_.nodes[index];
            if (node.mesh == none || node.skin == none) continue;
            const std::vector<std::uint32_t>& joints = data_.skins[node.skin].joints;
            const auto is_in = [&](std::uint32_t joint) { return is_member_[joint] != 0; };
            if (is_member_[index] == 0 && std::ranges::none_of(joints, is_in)) continue;
            has_grown |= add_tree(index);
            for (const std::uint32_t joint : joints) has_grown |= add_tree(joint);
        }
        return has_grown;
    }

    [[nodiscard]] TemplateNodes result() const {
        std::vector<std::uint8_t> is_carrier(data_.nodes.size(), 0);
        for (std::uint32_t index = 0; index < data_.nodes.size(); ++index) {
            if (is_member_[index] == 0) continue;
            for (std::uint32_t up = data_.nodes[index].parent; up != none && is_carrier[up] == 0;
                 up = data_.nodes[up].parent)
                if (is_member_[up] == 0) is_carrier[up] = 1;
        }
        TemplateNodes found;
        for (const std::uint32_t index : data_.node_order) {
            if (is_member_[index] == 0 && is_carrier[index] == 0) continue;
            found.nodes.push_back(index);
            found.is_carrier.push_back(is_carrier[index]);
        }
        return found;
    }

private:
    const SceneData& data_;
    std::vector<std::uint8_t> is_member_;
};

}  // namespace

TemplateNodes template_nodes(const SceneData& data, std::uint32_t root) {
    Gatherer gatherer(data);
    gatherer.add_tree(root);
    const bool is_active = std::ranges::find(data.depth_first, root) != data.depth_first.end();
    const std::vector<std::uint32_t>& candidates = is_active ? data.depth_first : data.node_order;
    while (gatherer.add_bound(candidates)) {
    }
    return gatherer.result();
}

}  // namespace plumb::scene
