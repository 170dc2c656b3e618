#include "upload/clusters.hpp"

#include <meshoptimizer.h>

#include <algorithm>
#include <cmath>

namespace plumb::upload {

namespace {

constexpr std::size_t cluster_size = 64;  // vertices and triangles: one workgroup of the rasterizer

/// Sphere around the cluster's vertices, widened by more than the rounding of its own computation.
void set_sphere(const scene::Primitive& primitive, const std::uint32_t* vertices, shared::Cluster& cluster) {
    glm::dvec3 low(INFINITY), high(-INFINITY);
    for (std::uint32_t i = 0; i < cluster.vertex_count; ++i) {
        low = glm::min(low, glm::dvec3(primitive.positions[vertices[i]]));
        high = glm::max(high, glm::dvec3(primitive.positions[vertices[i]]));
    }
    cluster.center = glm::vec3((low + high) / 2.0);
    double radius = 0;
    for (std::uint32_t i = 0; i < cluster.vertex_count; ++i)
        radius = std::max(radius, glm::length(glm::dvec3(primitive.positions[vertices[i]]) - glm::dvec3(cluster.center)));
    cluster.radius = std::nextafter(static_cast<float>(radius * (1 + 1e-6)), INFINITY);
}

}  // namespace

std::uint32_t append_clusters(const scene::Primitive& primitive, ClusterTable& table) {
    const std::size_t bound = meshopt_buildMeshletsBound(primitive.indices.size(), cluster_size, cluster_size);
    std::vector<meshopt_Meshlet> meshlets(bound);
    std::vector<unsigned int> vertices(bound * cluster_size);
    std::vector<unsigned char> corners(bound * cluster_size * 3);
    const std::size_t count =
        meshopt_buildMeshletsScan(meshlets.data(), vertices.data(), corners.data(), primitive.indices.data(),
                                  primitive.indices.size(), primitive.positions.size(), cluster_size, cluster_size);
    std::uint32_t first_triangle = 0;
    for (std::size_t m = 0; m < count; ++m) {
        const meshopt_Meshlet& meshlet = meshlets[m];
        shared::Cluster cluster{};
        cluster.first_triangle = first_triangle;
        cluster.triangle_count = meshlet.triangle_count;
        cluster.first_vertex = static_cast<std::uint32_t>(table.vertices.size());
        cluster.vertex_count = meshlet.vertex_count;
        cluster.first_packed = static_cast<std::uint32_t>(table.packed_triangles.size());
        set_sphere(primitive, vertices.data() + meshlet.vertex_offset, cluster);
        table.vertices.insert(table.vertices.end(), vertices.begin() + meshlet.vertex_offset,
                              vertices.begin() + meshlet.vertex_offset + meshlet.vertex_count);
        for (std::uint32_t t = 0; t < meshlet.triangle_count; ++t) {
            const unsigned char* corner = corners.data() + meshlet.triangle_offset + 3 * std::size_t{t};
            table.packed_triangles.push_back(corner[0] | corner[1] << 8U | corner[2] << 16U);
        }
        table.clusters.push_back(cluster);
        first_triangle += meshlet.triangle_count;
    }
    return static_cast<std::uint32_t>(count);
}

}  // namespace plumb::upload
