#pragma once

#include "gltf/fill.hpp"

namespace plumb::gltf {

/// Reads the KHR_materials_* extensions of the material `json` (at `at`) into `material`.
void read_material_extensions(Filling& filling, const Json& json, const Pointer& at, scene::Material& material);

}  // namespace plumb::gltf
