#include "derived.hpp"

#include <algorithm>

namespace plumb::oracle {

void add_copies(Model& model, const std::vector<std::size_t>& originals, std::size_t count, bool has_own_materials) {
    std::vector<int> shown;
    for (const std::size_t original : originals)
        for (const Primitive& primitive :
             model.meshes[static_cast<std::size_t>(model.instances[original].mesh)].primitives)
            shown.push_back(primitive.material);
    // By their indices, the default material last, which is the largest index.
    std::sort(shown.begin(), shown.end(),
              [](int a, int b) { return static_cast<unsigned>(a) < static_cast<unsigned>(b); });
    shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
    for (std::size_t copy = 0; copy < count; ++copy) {
        std::map<int, std::size_t> own;
        for (const int material : shown) {
            if (!has_own_materials) break;
            // The default material stands last, with and without copies.
            const Material original = material < 0 ? Material{} : model.materials[static_cast<std::size_t>(material)];
            own[material] = model.materials.size() - 1;
            model.materials.insert(model.materials.end() - 1, original);
        }
        for (const std::size_t original : originals) {
            Instance instance = model.instances[original];
            instance.own_materials = own;
            model.instances.push_back(instance);
        }
    }
}

std::vector<Stance> copy_stances(const Model& model, const std::vector<std::size_t>& originals,
                                 const CopyStance& stance) {
    const Pose pose = pose_at(model, stance.time_s, stance.animation);
    std::vector<Stance> stances;
    for (const std::size_t original : originals) {
        Stance own = stance_of(model, model.instances[original], pose);
        own.world_from_instance = stance.moved * own.world_from_instance;
        for (glm::dmat4& joint : own.world_from_joint) joint = stance.moved * joint;
        stances.push_back(std::move(own));
    }
    return stances;
}

}  // namespace plumb::oracle
