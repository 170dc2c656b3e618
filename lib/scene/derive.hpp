#pragma once

#include "scene/scene_data.hpp"

#include <cstdint>
#include <vector>

namespace plumb::scene {

/// What derive() adds, names resolved and pictures decoded; see plumb::SceneAdditions.
struct Additions {
    struct Copies {
        std::uint32_t node = 0;  ///< of the template
        std::uint32_t count = 0;
        bool is_template_hidden = false;
        bool has_own_materials = false;
    };
    std::vector<Copies> copies;
    std::vector<Image> pictures;  ///< each becomes an image and a texture of its name
    std::vector<AssignedClass> classes;
    std::uint64_t node_limit = LoadLimits{}.nodes;
    std::uint64_t material_limit = LoadLimits{}.materials;
};

/// `base` with additions, finished. Meshes, images and clips are shared with `base`; all else is copied.
/// @throws Error  invalid_argument for a template that draws nothing or is a copy, or for an instance that is not
/// there;
///                out_of_memory beyond a limit
SceneData derive(const SceneData& base, Additions additions);

}  // namespace plumb::scene
