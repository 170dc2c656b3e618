#include "gltf/picture_files.hpp"
#include "scene/derive.hpp"
#include "scene/find_node.hpp"

#include <plumb/scene.hpp>

#include <utility>

namespace plumb {

Scene Scene::with(const SceneAdditions& additions) const {
    scene::Additions resolved;
    resolved.node_limit = additions.limits.nodes;
    resolved.material_limit = additions.limits.materials;
    for (const SceneAdditions::Copies& request : additions.copies)
        resolved.copies.push_back({.node = scene::find_node(*data_, request.node),
                                   .count = request.count,
                                   .is_template_hidden = request.is_template_hidden,
                                   .has_own_materials = request.has_own_materials});
    for (const SceneAdditions::Class& change : additions.classes) {
        if (change.instance == 0)
            throw Error(ErrorCode::invalid_argument, "cannot give class \"" + change.name +
                                                         "\" to instance 0: that is the background, ids start at 1");
        resolved.classes.push_back({change.instance - 1, change.name});
    }
    resolved.pictures = gltf::read_pictures(additions.textures, additions.limits);
    return Scene(std::make_shared<const scene::SceneData>(scene::derive(*data_, std::move(resolved))));
}

}  // namespace plumb
