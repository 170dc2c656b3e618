#include "gltf/accessor_reader.hpp"
#include "gltf/fill.hpp"

#include <tiny_gltf.h>

#include <algorithm>
#include <vector>

namespace plumb::gltf {

void fill_skins(Filling& filling) {
    const Json& skins = array_of(filling.document.json, "skins");
    for (std::size_t i = 0; i < filling.model.skins.size(); ++i) {
        const tinygltf::Skin& source = filling.model.skins[i];
        scene::Skin& skin = filling.data.skins.emplace_back();
        skin.name = source.name;
        skin.skeleton = scene_index(source.skeleton);
        for (const int joint : source.joints) skin.joints.push_back(scene_index(joint));
        skin.inverse_bind_matrices.assign(skin.joints.size(), glm::dmat4(1));
        const std::uint32_t accessor = index_or_none(skins.at(i), "inverseBindMatrices");
        if (accessor == no_index) continue;
        const std::vector<float> values = read_floats(accessor_view(filling.document, filling.resources, accessor));
        const std::size_t count = std::min(skin.joints.size(), values.size() / 16);
        for (std::size_t joint = 0; joint < count; ++joint)
            for (int k = 0; k < 16; ++k)
                skin.inverse_bind_matrices[joint][k / 4][k % 4] = values[joint * 16 + static_cast<std::size_t>(k)];
    }
}

}  // namespace plumb::gltf
