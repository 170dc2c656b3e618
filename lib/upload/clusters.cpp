#include "upload/clusters.hpp"

#include <meshoptimizer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace plumb::upload {

namespace {

constexpr std::size_t cluster_size = 64;  // triangles: one workgroup of the rasterizer
constexpr std::size_t most_vertices = shared::MOST_CLUSTER_VERTICES;
constexpr float facing_weight = 0.5F;  // of a common facing, against compactness

using Corners = std::array<std::uint32_t, 3>;

/// Gives back the indices of triangles after they were put into another order, equal ones in rising order.
class TriangleFinder {
public:
    explicit TriangleFinder(const std::vector<std::uint32_t>& indices) : order_(indices.size() / 3) {
        for (std::uint32_t t = 0; t < order_.size(); ++t)
            order_[t] = {turned({indices[3 * t], indices[3 * t + 1], indices[3 * t + 2]}), t};
        std::sort(order_.begin(), order_.end());
        taken_.resize(order_.size(), false);
    }

    std::uint32_t take(const Corners& corners) {
        auto found = std::lower_bound(order_.begin(), order_.end(), std::pair(turned(corners), std::uint32_t{0}));
        while (taken_[static_cast<std::size_t>(found - order_.begin())]) ++found;
        taken_[static_cast<std::size_t>(found - order_.begin())] = true;
        return found->second;
    }

private:
    /// The same triangle with its lowest vertex first.
    static Corners turned(const Corners& c) {
        if (c[1] < c[0] && c[1] <= c[2]) return {c[1], c[2], c[0]};
        if (c[2] < c[0] && c[2] < c[1]) return {c[2], c[0], c[1]};
        return c;
    }

    std::vector<std::pair<Corners, std::uint32_t>> order_;
    std::vector<bool> taken_;
};

/// Sphere around the cluster's vertices, widened by more than the rounding of its own computation.
void set_sphere(const scene::Primitive& primitive, std::span<const unsigned int> vertices, Cluster& cluster) {
    glm::dvec3 low(INFINITY), high(-INFINITY);
    for (const unsigned int vertex : vertices) {
        low = glm::min(low, glm::dvec3(primitive.positions[vertex]));
        high = glm::max(high, glm::dvec3(primitive.positions[vertex]));
    }
    cluster.center = glm::vec3((low + high) / 2.0);
    double radius = 0;
    for (const unsigned int vertex : vertices)
        radius = std::max(radius, glm::length(glm::dvec3(primitive.positions[vertex]) - glm::dvec3(cluster.center)));
    cluster.radius = std::nextafter(static_cast<float>(radius * (1 + 1e-6)), INFINITY);
}

/// Cone of the triangles' normals, for backface culling of the whole.
void set_cone(const scene::Primitive& primitive, const unsigned int* vertices, const unsigned char* corners,
              Cluster& cluster) {
    const meshopt_Bounds bounds =
        meshopt_computeMeshletBounds(vertices, corners, cluster.triangle_count, &primitive.positions[0].x,
                                     primitive.positions.size(), sizeof(glm::vec3));
    cluster.cone_axis = {bounds.cone_axis[0], bounds.cone_axis[1], bounds.cone_axis[2]};
    cluster.cone_cutoff = bounds.cone_cutoff < 1 ? bounds.cone_cutoff : 2;
}

}  // namespace

std::uint32_t append_clusters(const scene::Primitive& primitive, ClusterTable& table) {
    if (primitive.indices.empty()) return 0;
    const std::size_t bound = meshopt_buildMeshletsBound(primitive.indices.size(), most_vertices, cluster_size);
    std::vector<meshopt_Meshlet> meshlets(bound);
    std::vector<unsigned int> vertices(bound * most_vertices);
    std::vector<unsigned char> corners(bound * cluster_size * 3);
    const std::size_t count =
        meshopt_buildMeshlets(meshlets.data(), vertices.data(), corners.data(), primitive.indices.data(),
                              primitive.indices.size(), &primitive.positions[0].x, primitive.positions.size(),
                              sizeof(glm::vec3), most_vertices, cluster_size, facing_weight);
    TriangleFinder finder(primitive.indices);
    for (std::size_t m = 0; m < count; ++m) {
        const meshopt_Meshlet& meshlet = meshlets[m];
        const unsigned int* const used = vertices.data() + meshlet.vertex_offset;
        const unsigned char* const local = corners.data() + meshlet.triangle_offset;
        Cluster cluster;
        cluster.first_triangle = static_cast<std::uint32_t>(table.triangles.size());
        cluster.triangle_count = meshlet.triangle_count;
        cluster.first_vertex = static_cast<std::uint32_t>(table.vertices.size());
        cluster.vertex_count = meshlet.vertex_count;
        table.vertices.insert(table.vertices.end(), used, used + meshlet.vertex_count);
        set_sphere(primitive, {used, meshlet.vertex_count}, cluster);
        set_cone(primitive, used, local, cluster);
        for (std::uint32_t t = 0; t < meshlet.triangle_count; ++t) {
            const unsigned char* const corner = local + 3 * std::size_t{t};
            const Corners corners_of_triangle{used[corner[0]], used[corner[1]], used[corner[2]]};
            table.corners.push_back(corner[0] | corner[1] << 8U | corner[2] << 16U);
            const std::uint32_t index = finder.take(corners_of_triangle);
            table.triangles.push_back(
                {{corners_of_triangle[0], corners_of_triangle[1], corners_of_triangle[2]}, index});
        }
        table.clusters.push_back(cluster);
    }
    return static_cast<std::uint32_t>(count);
}

}  // namespace plumb::upload
