#pragma once

#include "gltf/document.hpp"

#include <tiny_gltf.h>

namespace plumb::gltf {

/// The parts of a checked document that tinygltf represents well, read by it: scenes, nodes, cameras, skins, samplers,
/// textures, core materials, punctual lights. Indices are those of the file; extensions, extras, names of other kinds,
/// meshes, accessors, buffers, images and animations are left out, so that it opens, decodes and follows nothing.
/// @throws Error  internal if it refuses what the gate let through
[[nodiscard]] tinygltf::Model read_structs(const Document& document);

}  // namespace plumb::gltf
