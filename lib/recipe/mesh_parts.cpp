#include "recipe/mesh_parts.hpp"

#include "scene/pose.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace plumb::recipe {

namespace {

/// Sets that grow together.
class Unions {
public:
    explicit Unions(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0U); }

    std::uint32_t root(std::uint32_t at) {
        while (parents_[at] != at) at = parents_[at] = parents_[parents_[at]];
        return at;
    }
    /// The lower index becomes the root, so that roots do not depend on the order.
    void unite(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        parents_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parents_;
};

}  // namespace

std::vector<glm::dvec3> mesh_positions(const scene::Mesh& mesh) {
    std::vector<glm::dvec3> positions;
    for (const scene::Primitive& primitive : mesh.primitives)
        positions.insert(positions.end(), primitive.positions.begin(), primitive.positions.end());
    return positions;
}

std::vector<glm::dvec3> triangle_corners(const scene::Mesh& mesh, std::span<const glm::dvec3> positions) {
    std::vector<glm::dvec3> corners;
    std::size_t first = 0;
    for (const scene::Primitive& primitive : mesh.primitives) {
        for (const std::uint32_t index : primitive.indices) corners.push_back(positions[first + index]);
        first += primitive.positions.size();
    }
    return corners;
}

std::vector<std::vector<std::uint32_t>> mesh_parts(const scene::Mesh& mesh, bool is_split) {
    const std::vector<std::uint8_t> is_drawn = scene::drawn_vertices(mesh);
    Unions unions(is_drawn.size());
    if (is_split) {
        const std::vector<glm::dvec3> positions = mesh_positions(mesh);
        std::map<std::array<double, 3>, std::uint32_t> by_place;
        for (std::uint32_t vertex = 0; vertex < positions.size(); ++vertex) {
            const std::array place{positions[vertex].x, positions[vertex].y, positions[vertex].z};
            unions.unite(by_place.try_emplace(place, vertex).first->second, vertex);
        }
        std::uint32_t first = 0;
        for (const scene::Primitive& primitive : mesh.primitives) {
            for (std::size_t at = 0; at + 2 < primitive.indices.size(); at += 3)
                for (std::size_t corner = 1; corner < 3; ++corner)
                    unions.unite(first + primitive.indices[at], first + primitive.indices[at + corner]);
            first += static_cast<std::uint32_t>(primitive.positions.size());
        }
    }
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_root;
    for (std::uint32_t vertex = 0; vertex < is_drawn.size(); ++vertex)
        if (is_drawn[vertex] != 0) by_root[is_split ? unions.root(vertex) : 0].push_back(vertex);
    std::vector<std::vector<std::uint32_t>> parts;
    for (auto& [root, vertices] : by_root) parts.push_back(std::move(vertices));
    return parts;
}

}  // namespace plumb::recipe
