#pragma once

#include "gltf/fill.hpp"

#include <optional>

namespace plumb::gltf {

/// Reads the primitive `json` (at `at`); none, with a warning, if it has no surface: points, lines, no positions.
/// Tangents that the file lacks are left to needs_tangents().
[[nodiscard]] std::optional<scene::Primitive> read_primitive(Filling& filling, const Json& json, const Pointer& at);

/// TEXCOORD set of the normal texture for which `primitive` has to be given tangents; scene::none if it needs none.
[[nodiscard]] std::uint32_t needs_tangents(const scene::SceneData& data, const scene::Primitive& primitive);

}  // namespace plumb::gltf
