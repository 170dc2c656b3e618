#pragma once

#include "gltf/accessor_bytes.hpp"
#include "gltf/fill.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumb::gltf {

/// An attribute as its accessor describes it, tightly packed.
struct DracoAttribute {
    AccessorShape shape;
    std::vector<std::byte> bytes;
};

struct DracoPrimitive {
    std::vector<std::uint32_t> indices;  ///< three a triangle, all below the vertex count
    std::map<std::string, DracoAttribute, std::less<>> attributes;
};

/// Decodes KHR_draco_mesh_compression of the primitive `json` (at `at`). None if it has none, or if plumb was built
/// without PLUMB_DRACO, where only files that bring uncompressed data too get this far.
/// @throws Error  bad_asset if the data are broken or disagree with the accessors; the message has file and pointer
[[nodiscard]] std::optional<DracoPrimitive> decode_draco(Filling& filling, const Json& json, const Pointer& at);

}  // namespace plumb::gltf
