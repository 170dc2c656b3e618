#pragma once

#include "scene/scene_data.hpp"
#include "shared/scene.h"

#include <cstdint>
#include <vector>

namespace plumb::upload {

/// Clusters of all primitives of a scene, in the arrays that the rasterizer reads.
struct ClusterTable {
    std::vector<shared::Cluster> clusters;
    std::vector<std::uint32_t> vertices;          ///< of the primitive, by cluster
    std::vector<std::uint32_t> packed_triangles;  ///< three 8-bit indices into the cluster's vertices each
};

/// Cuts a primitive into runs of consecutive triangles, 64 of them or 64 vertices at most, and appends them.
/// @return  how many clusters were appended
std::uint32_t append_clusters(const scene::Primitive& primitive, ClusterTable& table);

}  // namespace plumb::upload
