#include "scene/figure_parts.hpp"

#include "scene/clip.hpp"
#include "scene/evaluate.hpp"

#include <algorithm>

namespace plumb {

using scene::none;
using scene::SceneData;

Figure::Parts::Parts(const Scene& whole, std::uint32_t named, const scene::TemplateNodes& parts,
                     std::uint32_t copy_group)
    : scene(whole), group(copy_group), nodes(parts.nodes) {
    if (group != none) copy_count = data().copy_groups[group].info.count;
    for (std::size_t place = 0; place < nodes.size(); ++place) {
        place_of.emplace(nodes[place], static_cast<std::uint32_t>(place));
        const std::uint32_t parent = data().nodes[nodes[place]].parent;
        parents.push_back(parent == none ? none : place_of.at(parent));
    }
    for (std::uint32_t node = named; node != none; node = data().nodes[node].parent)
        rest = scene::chain(scene::local_matrix(data().nodes[node], nullptr), rest);
    find_drawn(parts.is_carrier);
    find_skins();
    find_channels();
}

std::uint32_t Figure::Parts::node_of(std::uint32_t copy, std::uint32_t place) const {
    if (group == none) return nodes[place];
    return data().copy_groups[group].first_node + copy * static_cast<std::uint32_t>(nodes.size()) + place;
}

void Figure::Parts::find_drawn(const std::vector<std::uint8_t>& is_carrier) {
    if (copy_count == 0) return;
    std::unordered_map<std::uint32_t, std::uint32_t> drawn;  // places by node of the first copy
    for (std::uint32_t place = 0; place < nodes.size(); ++place) {
        if (is_carrier[place] != 0) continue;
        const std::uint32_t node = node_of(0, place);
        drawn.emplace(node, place);
        if (data().nodes[node].light != none) lit.push_back(place);
    }
    for (std::uint32_t index = 0; index < data().instances.size(); ++index) {
        const auto found = drawn.find(data().instances[index].node);
        if (found == drawn.end()) continue;
        instances.push_back(index);
        slots.push_back(found->second);
    }
}

void Figure::Parts::find_skins() {
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        if (data().instances[instances[slot]].joint_count == 0) continue;
        const std::uint32_t skin = data().nodes[nodes[slots[slot]]].skin;
        if (std::ranges::find(skins, skin, &Skin::skin) != skins.end()) continue;
        Skin& found = skins.emplace_back(Skin{skin, slot, {}});
        for (const std::uint32_t joint : data().skins[skin].joints) found.joints.push_back(place_of.at(joint));
    }
}

void Figure::Parts::find_channels() {
    channels.resize(data().animations.size());
    for (std::size_t animation = 0; animation < channels.size(); ++animation) {
        const std::vector<scene::AnimationChannel>& all = data().animations[animation].channels;
        for (std::uint32_t channel = 0; channel < all.size(); ++channel)
            if (scene::drives_node(all[channel]) && place_of.contains(all[channel].target))
                channels[animation].push_back(channel);
    }
}

}  // namespace plumb
