#include "gltf/vertex_weld.hpp"

namespace plumb::gltf {

std::vector<std::uint32_t> weld_vertices(std::span<const glm::vec3> positions, std::span<const glm::vec3> normals,
                                         std::span<const glm::vec2> uvs) {
    const auto hash = [&](std::uint32_t v) {
        std::uint64_t value = 0;
        for (int k = 0; k < 3; ++k) value = mix_hash(mix_hash(value, positions[v][k]), normals[v][k]);
        return mix_hash(mix_hash(value, uvs[v].x), uvs[v].y);
    };
    const auto are_equal = [&](std::uint32_t a, std::uint32_t b) {
        return positions[a] == positions[b] && normals[a] == normals[b] && uvs[a] == uvs[b];
    };
    return first_equal(positions.size(), hash, are_equal);
}

}  // namespace plumb::gltf
