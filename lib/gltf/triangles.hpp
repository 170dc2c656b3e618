#pragma once

#include <cstdint>
#include <vector>

namespace plumb::gltf {

/// glTF's primitive modes.
enum class Topology : std::uint8_t { points, lines, line_loop, line_strip, triangles, triangle_strip, triangle_fan };

[[nodiscard]] constexpr bool has_surface(Topology topology) noexcept {
    return topology >= Topology::triangles;
}

/// Plain triangles from a list, strip or fan, in order, degenerate ones kept, each with the winding and first vertex of
/// the specification's section 3.7.2.1. Indices beyond the last whole triangle are dropped.
///
/// @param indices  vertex indices, see sequential_indices() for primitives without
[[nodiscard]] std::vector<std::uint32_t> to_triangles(Topology topology, std::vector<std::uint32_t> indices);

/// 0, 1, .. count - 1: what a primitive without indices draws.
[[nodiscard]] std::vector<std::uint32_t> sequential_indices(std::uint32_t count);

}  // namespace plumb::gltf
