#pragma once

#include "gltf/fill.hpp"

#include <string_view>

namespace plumb::gltf {

/// The slot for the textureInfo member `key` of `object` (at `at`), KHR_texture_transform included. Unused if absent,
/// or if plumb cannot show it: no picture, or a TEXCOORD set beyond 1; then with a warning.
[[nodiscard]] scene::TextureSlot read_texture_slot(Filling& filling, const Json& object, std::string_view key,
                                                   const Pointer& at);

}  // namespace plumb::gltf
