#pragma once

#include "gltf/document.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace plumb::gltf {

struct DecompressedView {
    std::vector<std::byte> bytes;
    std::string reason;  ///< why it cannot be decompressed; empty if it was
};

/// Decompresses `source` as the checked EXT_meshopt_compression object `extension` of a buffer view says.
DecompressedView decompress_meshopt(const Json& extension, std::span<const std::byte> source);

}  // namespace plumb::gltf
