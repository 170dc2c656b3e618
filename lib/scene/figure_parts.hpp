#pragma once

#include "scene/scene_data.hpp"
#include "scene/template_nodes.hpp"

#include <plumb/figure.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace plumb {

/// A figure taken apart once, so that posing it many times costs no searching. Nodes are known by their place in
/// `nodes`.
struct Figure::Parts {
    /// A skin of the template, with the slot of an instance that has it.
    struct Skin {
        std::uint32_t skin = 0;
        std::size_t slot = 0;
        std::vector<std::uint32_t> joints;  ///< places
    };

    Scene scene;
    std::uint32_t group = scene::none;  ///< of SceneData::copy_groups; none for the file's own nodes
    std::uint32_t copy_count = 1;
    std::vector<std::uint32_t> nodes;                           ///< of the template, parents first
    std::vector<std::uint32_t> parents;                         ///< places, or none
    std::unordered_map<std::uint32_t, std::uint32_t> place_of;  ///< by node
    std::vector<std::uint32_t> lit;                             ///< places of nodes with a light that shines
    std::vector<std::uint32_t> instances;  ///< of the first copy: index into SceneData::instances, a slot each
    std::vector<std::uint32_t> slots;      ///< place of each slot's node
    std::vector<Skin> skins;
    std::vector<std::vector<std::uint32_t>> channels;  ///< by animation: those that drive a node of the template
    glm::dmat4 rest{1};

    /// @param named  the node that the figure is made from
    Parts(const Scene& whole, std::uint32_t named, const scene::TemplateNodes& parts, std::uint32_t copy_group);

    [[nodiscard]] const scene::SceneData& data() const noexcept { return scene.data(); }
    /// @throws Error  invalid_argument if there is no such copy
    void check_copy(std::uint32_t copy) const;
    /// Index into SceneData::instances.
    [[nodiscard]] std::size_t instance_of(std::uint32_t copy, std::size_t slot) const {
        return instances[slot] + std::size_t{copy} * instances.size();
    }
    /// glTF index of the node at `place` of a copy.
    [[nodiscard]] std::uint32_t node_of(std::uint32_t copy, std::uint32_t place) const;

private:
    void find_drawn(const std::vector<std::uint8_t>& is_carrier);
    void find_skins();
    void find_channels();
};

}  // namespace plumb
