#pragma once

#include "gltf/fill.hpp"

namespace plumb::gltf {

/// Expresses KHR_materials_pbrSpecularGlossiness of the material `json` (at `at`), if it has it, exactly by the
/// metallic-roughness model with KHR_materials_specular and KHR_materials_ior: not metallic, index of refraction 0
/// (which means that the specular colour is the whole reflectance at normal incidence), roughness 1 - glossiness. It
/// takes the place of what pbrMetallicRoughness says.
void read_specular_glossiness(Filling& filling, const Json& json, const Pointer& at, scene::Material& material);

/// Gives the materials whose glossiness lies in a texture a roughness texture of their own. To be called when the
/// images are decoded.
void add_roughness_textures(Filling& filling);

}  // namespace plumb::gltf
