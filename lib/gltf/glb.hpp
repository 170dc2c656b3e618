#pragma once

#include "gltf/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plumb::gltf {

/// Where the chunks of a binary glTF file lie, in bytes from its start.
struct GlbLayout {
    std::size_t json_offset = 0;
    std::size_t json_length = 0;
    std::size_t bin_offset = 0;
    std::size_t bin_length = 0;
    bool has_bin = false;
};

bool starts_with_glb_magic(std::span<const std::byte> file);

/// Checks the container of glTF 2.0, chapter 4; the layout is incomplete after an error. Unknown chunks behind the
/// known ones and bytes behind the declared length are ignored with a warning.
GlbLayout read_glb_layout(std::span<const std::byte> file, Findings& findings);

}  // namespace plumb::gltf
