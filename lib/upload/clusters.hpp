#pragma once

#include "scene/scene_data.hpp"
#include "shared/scene.h"

#include <glm/glm.hpp>

#include <cstdint>
#include <vector>

namespace plumb::upload {

/// A cluster of a primitive, before it belongs to a draw.
struct Cluster {
    glm::vec3 center{0};  ///< bounding sphere, object space
    float radius = 0;
    glm::vec3 cone_axis{0};
    float cone_cutoff = 2;             ///< above 1: no direction sees it wholly from behind
    std::uint32_t first_triangle = 0;  ///< into ClusterTable::triangles
    std::uint32_t triangle_count = 0;
    std::uint32_t first_vertex = 0;  ///< into ClusterTable::vertices
    std::uint32_t vertex_count = 0;
};

/// Clusters of all primitives of a scene, in the arrays that the rasterizer reads.
struct ClusterTable {
    std::vector<Cluster> clusters;
    std::vector<shared::ClusterTriangle> triangles;
    std::vector<std::uint32_t> corners;   ///< of each triangle among the cluster's vertices, 8 bits each
    std::vector<std::uint32_t> vertices;  ///< of the primitive
};

/// Cuts a primitive into compact groups of triangles that face alike, 64 of them at most.
/// @return  how many clusters were appended
std::uint32_t append_clusters(const scene::Primitive& primitive, ClusterTable& table);

}  // namespace plumb::upload
