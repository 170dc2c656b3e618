#pragma once

#include "unit/scene/scene_builder.hpp"

#include <plumb/recipe.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace plumb::testing {

/// A table of 2 x 1 x 1 m whose top is at y = 1, mugs of 0.2 m and one below a tray, a lamp and a camera.
inline Scene table_scene() {
    SceneBuilder builder;
    builder.data.materials.resize(2);
    builder.data.materials[0].name = "Wood";
    builder.data.materials[1].name = "Glaze";
    const std::uint32_t table = builder.add_box_mesh({-1, 0, -0.5F}, {1, 1, 0.5F});
    const std::uint32_t mug = builder.add_box_mesh({-0.1F, 0, -0.1F}, {0.1F, 0.2F, 0.1F});
    builder.data.meshes[table].primitives[0].material = 0;
    builder.data.meshes[mug].primitives[0].material = 1;
    builder.add_drawn_node("Table", table);
    for (int index = 0; index < 4; ++index) {
        const std::uint32_t node = builder.add_drawn_node("Mug" + std::to_string(index + 1), mug);
        builder.data.nodes[node].translation = {0.3 * index, 1, 0};
    }
    const std::uint32_t tray = builder.add_node("Tray");
    builder.data.nodes[tray].translation = {0, 2, 0};
    builder.add_drawn_node("Cup", mug, tray);
    const std::uint32_t lamp = builder.add_node("Lamp");
    builder.data.lights.emplace_back().name = "bulb";
    builder.data.lights[0].intensity = 100;
    builder.data.nodes[lamp].light = 0;
    builder.data.nodes[lamp].translation = {0, 3, 0};
    const std::uint32_t camera = builder.add_node("Eye");
    builder.data.cameras.emplace_back().name = "lens";
    builder.data.nodes[camera].camera = 0;
    builder.data.nodes[camera].translation = {0, 1, 5};
    return builder.build();
}

inline std::size_t instance_of(const Scene& scene, std::string_view name) {
    for (const InstanceInfo& instance : scene.instances())
        if (instance.name == name) return instance.id - 1;
    ADD_FAILURE() << "no instance " << name;
    return 0;
}

/// A recipe of version 1 with these members.
inline Recipe recipe_of(const std::string& members) {
    return Recipe::parse("{\"version\": 1" + std::string(members.empty() ? "" : ", ") + members + "}");
}

inline Shot shot_of(const Scene& scene, const std::string& members, std::uint64_t seed = 7, std::uint64_t index = 0) {
    return recipe_of(members).shot(scene, seed, index);
}

inline glm::dvec3 origin_of(const Scene& scene, const Moment& moment, std::string_view name) {
    return glm::dvec3(moment.world_from_instance[instance_of(scene, name)][3]);
}

/// The value of the draw `key`; fails where there is none.
inline std::vector<double> drawn(const Shot& shot, std::string_view key) {
    const auto found =
        std::find_if(shot.draws.begin(), shot.draws.end(), [&](const Draw& draw) { return draw.key == key; });
    if (found != shot.draws.end()) return found->value;
    ADD_FAILURE() << "no draw " << key;
    return {0, 0, 0, 0};
}

inline bool has_draw(const Shot& shot, std::string_view key) {
    return std::any_of(shot.draws.begin(), shot.draws.end(), [&](const Draw& draw) { return draw.key == key; });
}

}  // namespace plumb::testing
