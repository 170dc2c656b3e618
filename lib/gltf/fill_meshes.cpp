#include "base/parallel.hpp"
#include "gltf/fill.hpp"
#include "gltf/primitives.hpp"
#include "gltf/tangents.hpp"

#include <utility>
#include <vector>

namespace plumb::gltf {

namespace {

void read_weights(const Json& json, scene::Mesh& mesh) {
    const std::vector<double> weights = numbers_of(json, "weights");
    mesh.weights.assign(weights.begin(), weights.end());
    std::size_t target_count = 0;
    for (const Json& primitive : array_of(json, "primitives")) target_count = array_of(primitive, "targets").size();
    mesh.weights.resize(target_count, 0.0F);
}

void read_target_names(const Json& json, scene::Mesh& mesh) {
    const Json* extras = find(json, "extras");
    if (extras == nullptr) return;
    for (const Json& name : array_of(*extras, "targetNames"))
        mesh.target_names.push_back(name.is_string() ? name.get<std::string>() : std::string());
}

}  // namespace

void fill_meshes(Filling& filling) {
    const Json& meshes = array_of(filling.document.json, "meshes");
    filling.data.meshes.resize(meshes.size());
    for (std::size_t i = 0; i < meshes.size(); ++i) {
        scene::Mesh& mesh = filling.data.meshes[i];
        mesh.name = string_or(meshes[i], "name", "");
        const Json& primitives = array_of(meshes[i], "primitives");
        for (std::size_t k = 0; k < primitives.size(); ++k)
            if (auto primitive = read_primitive(filling, primitives[k], Pointer() / "meshes" / i / "primitives" / k))
                mesh.primitives.push_back(std::move(*primitive));
        read_weights(meshes[i], mesh);
        read_target_names(meshes[i], mesh);
    }

    std::vector<std::pair<scene::Primitive*, std::uint32_t>> lacking;
    for (scene::Mesh& mesh : filling.data.meshes)
        for (scene::Primitive& primitive : mesh.primitives)
            if (const std::uint32_t uv_set = needs_tangents(filling.data, primitive); uv_set != scene::none)
                lacking.emplace_back(&primitive, uv_set);
    in_parallel(lacking.size(), [&](std::size_t i) { add_tangents(*lacking[i].first, lacking[i].second); });
}

}  // namespace plumb::gltf
