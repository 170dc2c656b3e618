#pragma once

#include "scene/scene_data.hpp"
#include "shared/scene.h"

#include <vector>

namespace plumb::upload {

/// Materials as the shaders read them, the default material last.
std::vector<shared::Material> material_table(const std::vector<scene::Material>& materials);

/// Linear value of each of the 256 sRGB codes (IEC 61966-2-1).
std::vector<float> srgb_table();

}  // namespace plumb::upload
