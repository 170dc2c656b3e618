#include "gltf/triangles.hpp"

#include <cstddef>
#include <numeric>
#include <utility>

namespace plumb::gltf {

std::vector<std::uint32_t> to_triangles(Topology topology, std::vector<std::uint32_t> indices) {
    if (topology == Topology::triangles) {
        indices.resize(indices.size() / 3 * 3);
        return indices;
    }
    std::vector<std::uint32_t> triangles;
    if (!has_surface(topology) || indices.size() < 3) return triangles;
    const std::size_t count = indices.size() - 2;
    triangles.reserve(count * 3);
    for (std::size_t i = 0; i < count; ++i) {
        if (topology == Topology::triangle_strip) {
            const std::size_t odd = i % 2;
            triangles.insert(triangles.end(), {indices[i], indices[i + 1 + odd], indices[i + 2 - odd]});
        } else {
            triangles.insert(triangles.end(), {indices[i + 1], indices[i + 2], indices[0]});
        }
    }
    return triangles;
}

std::vector<std::uint32_t> sequential_indices(std::uint32_t count) {
    std::vector<std::uint32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0U);
    return indices;
}

}  // namespace plumb::gltf
