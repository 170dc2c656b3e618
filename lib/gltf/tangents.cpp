#include "gltf/tangents.hpp"

#include "gltf/mikktspace.hpp"
#include "gltf/vertex_weld.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace plumb::gltf {

namespace {

template <typename Value>
std::vector<Value> gather(const std::vector<Value>& values, const std::vector<std::uint32_t>& sources) {
    std::vector<Value> gathered;
    gathered.reserve(sources.size());
    for (const std::uint32_t source : sources) gathered.push_back(values[source]);
    return gathered;
}

/// Tangents a corner, with each triangle's own plane as its normal.
std::vector<glm::vec4> flat_tangents(const scene::Primitive& primitive, std::uint32_t uv_set) {
    const std::vector<glm::vec3> positions = gather(primitive.positions, primitive.indices);
    const std::vector<glm::vec2> uvs = gather(primitive.uvs[uv_set], primitive.indices);
    std::vector<glm::vec3> normals(positions.size(), glm::vec3(0, 0, 1));
    std::vector<std::uint32_t> indices(positions.size());
    for (std::size_t i = 0; i < positions.size(); ++i) indices[i] = static_cast<std::uint32_t>(i);
    for (std::size_t i = 0; i + 2 < positions.size(); i += 3) {
        const glm::dvec3 origin = positions[i];
        const glm::dvec3 normal =
            glm::cross(glm::dvec3(positions[i + 1]) - origin, glm::dvec3(positions[i + 2]) - origin);
        if (const double length = glm::length(normal); length > 0)
            std::fill_n(normals.begin() + static_cast<std::ptrdiff_t>(i), 3, glm::vec3(normal / length));
    }
    return mikktspace_tangents({indices, positions, normals, uvs});
}

/// Copies vertices `copied` of every attribute to the end of it.
void append_copies(scene::Primitive& primitive, const std::vector<std::uint32_t>& copied) {
    const auto extend = [&](auto& values, std::size_t width) {
        if (values.empty()) return;
        values.reserve(values.size() + copied.size() * width);
        for (const std::uint32_t vertex : copied)
            for (std::size_t k = 0; k < width; ++k) values.push_back(values[vertex * width + k]);
    };
    extend(primitive.positions, 1);
    extend(primitive.normals, 1);
    extend(primitive.uvs[0], 1);
    extend(primitive.uvs[1], 1);
    extend(primitive.colors, 1);
    extend(primitive.joints, primitive.influences);
    extend(primitive.weights, primitive.influences);
    for (scene::MorphTarget& target : primitive.targets) {
        extend(target.positions, 1);
        extend(target.normals, 1);
        extend(target.tangents, 1);
    }
}

}  // namespace

void add_tangents(scene::Primitive& primitive, std::uint32_t uv_set) {
    const std::vector<glm::vec4> corner_tangents =
        primitive.normals.empty()
            ? flat_tangents(primitive, uv_set)
            : mikktspace_tangents({primitive.indices, primitive.positions, primitive.normals, primitive.uvs[uv_set]});

    // Corners with the same vertex and tangent share a vertex. The first tangent of a vertex stays at its index; each
    // further one becomes a vertex at the end.
    const std::vector<std::uint32_t>& indices = primitive.indices;
    const std::vector<std::uint32_t> first = first_equal(
        indices.size(),
        [&](std::uint32_t i) {
            std::uint64_t hash = mix_hash(0, indices[i]);
            for (int k = 0; k < 4; ++k) hash = mix_hash(hash, corner_tangents[i][k]);
            return hash;
        },
        [&](std::uint32_t a, std::uint32_t b) {
            return indices[a] == indices[b] && corner_tangents[a] == corner_tangents[b];
        });
    const std::size_t vertex_count = primitive.positions.size();
    std::vector<glm::vec4> tangents(vertex_count, glm::vec4(1, 0, 0, 1));
    std::vector<bool> is_set(vertex_count, false);
    std::vector<std::uint32_t> copied;
    std::vector<std::uint32_t> new_indices(indices.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::uint32_t vertex = indices[i];
        if (first[i] != i) {
            new_indices[i] = new_indices[first[i]];
        } else if (!is_set[vertex]) {
            is_set[vertex] = true;
            tangents[vertex] = corner_tangents[i];
            new_indices[i] = vertex;
        } else {
            new_indices[i] = static_cast<std::uint32_t>(tangents.size());
            tangents.push_back(corner_tangents[i]);
            copied.push_back(vertex);
        }
    }
    append_copies(primitive, copied);
    primitive.indices = std::move(new_indices);
    primitive.tangents = std::move(tangents);
}

}  // namespace plumb::gltf
