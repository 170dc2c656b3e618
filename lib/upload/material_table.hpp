#pragma once

#include "scene/scene_data.hpp"
#include "shared/scene.h"

#include <plumb/shot.hpp>

#include <vector>

namespace plumb::upload {

/// Materials as the shaders read them, the default material last.
std::vector<shared::Material> material_table(const std::vector<scene::Material>& materials);

/// What a shot changes about a material; its transform of texture coordinates follows the material's own.
void apply_override(const MaterialOverride& change, shared::Material& material);

/// Linear value of each of the 256 sRGB codes (IEC 61966-2-1).
std::vector<float> srgb_table();

}  // namespace plumb::upload
