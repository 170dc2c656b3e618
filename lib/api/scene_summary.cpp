#include <plumb/scene.hpp>

#include "scene/scene_data.hpp"

#include <algorithm>

namespace plumb {

SceneSummary Scene::summary() const {
    const scene::SceneData& data = *data_;
    SceneSummary summary;
    summary.scene_names = data.scene_names;
    if (data.active_scene != scene::none) summary.active_scene = data.active_scene;
    summary.node_count = data.nodes.size();
    summary.mesh_count = data.meshes.size();
    for (const scene::Mesh& mesh : data.meshes) {
        summary.primitive_count += mesh.primitives.size();
        for (const scene::Primitive& primitive : mesh.primitives) {
            summary.vertex_count += primitive.positions.size();
            summary.mesh_triangle_count += primitive.indices.size() / 3;
            summary.morph_target_count = std::max(summary.morph_target_count, primitive.targets.size());
        }
    }
    summary.skin_count = data.skins.size();
    summary.texture_count = data.textures.size();
    for (const scene::Image& image : data.images) summary.images.push_back({image.name, image.width, image.height});
    for (const scene::LightData& light : data.lights) summary.lights.push_back({light.name, light.kind});
    summary.variants = data.variants;
    summary.extensions_used = data.extensions_used;
    summary.extensions_required = data.extensions_required;
    summary.copyright = data.copyright;
    summary.generator = data.generator;
    return summary;
}

}  // namespace plumb
