#include "recipe/prepare.hpp"

#include "recipe/classes.hpp"
#include "recipe/keypoints.hpp"
#include "recipe/target.hpp"
#include "scene/scene_data.hpp"

#include <memory>
#include <utility>

namespace plumb::recipe {

namespace {

Scene with(const Scene& scene, const SceneAdditions& additions, const Place& place) {
    try {
        return scene.with(additions);
    } catch (const Error& error) {
        place.refuse("found " + place.json().dump().substr(0, 80) + "; " + error.what(), error.code());
    }
}

}  // namespace

Scene prepare_scene(const Place& document, const std::filesystem::path& folder, const Scene& scene) {
    Scene prepared = scene;
    if (const auto copies = document.find("copies")) {
        SceneAdditions additions;
        for (std::size_t index = 0; index < copies->size(); ++index) {
            const Place copy = (*copies)[index];
            try {
                (void)scene.find_node(copy["node"].text());
            } catch (const Error& error) {
                copy["node"].refuse("found " + gltf::quote(copy["node"].text()) + "; " + error.what(), error.code());
            }
            additions.copies.push_back({.node = copy["node"].text(),
                                        .count = static_cast<std::uint32_t>(copy["count"].number()),
                                        .is_template_hidden = copy.flag("hide_template", false),
                                        .has_own_materials = copy.flag("own_materials", false)});
        }
        prepared = with(prepared, additions, *copies);
    }
    if (const auto textures = document.find("textures")) {
        SceneAdditions additions;
        for (const Place& file : pattern_places(*textures)) additions.textures.push_back(folder / file.text());
        prepared = with(prepared, additions, *textures);
    }
    const std::optional<Place> classes = document.find("classes"), keypoints = document.find("keypoints");
    if (!classes && !keypoints) return prepared;
    auto data = std::make_shared<scene::SceneData>(prepared.data());
    if (classes) set_classes(*classes, *data);
    if (keypoints) add_keypoints(*keypoints, *data);
    scene::finish(*data);
    return Scene(std::move(data));
}

}  // namespace plumb::recipe
