#pragma once

#include "scene/scene_data.hpp"

#include <cstdint>

namespace plumb::gltf {

/// Gives `primitive` tangents by MikkTSpace from its texture coordinates of `uv_set`, which are there. Vertices whose
/// corners need different tangents are doubled; triangles keep their order and the order of their corners. Without
/// normals the triangles' own are used and `primitive.normals` stays empty.
void add_tangents(scene::Primitive& primitive, std::uint32_t uv_set);

}  // namespace plumb::gltf
