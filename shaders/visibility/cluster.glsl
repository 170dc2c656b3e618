// A workgroup's share of the rasterizer: one cluster of one view. Each thread transforms a vertex into shared memory.
// What all threads have in common is read straight from memory: its addresses are uniform, and the software device
// reads uniform addresses once a group of lanes, but shared memory once a lane.
#ifndef PLUMB_CLUSTER_GLSL
#define PLUMB_CLUSTER_GLSL
#include "visibility/screen_triangle.glsl"
#include "material.glsl"

const int SMALL_PX = 64;            // up to this extent edges fit 32 bits
const int ALONE_PX = 128;           // boxes up to this area are walked by one thread
const int NOT_SNAPPED = 0x7FFFFFFF; // in place of a snapped x

shared dvec3 shared_p[64];
shared ivec2 shared_snapped[64];

/// What rasterizing a triangle depends on besides its vertices.
struct Job {
    uint view;
    uint draw;
    uint flags;  // of the draw
    double near_m, far_m;
    bool is_orthographic;
    bool is_mirrored;
};

DrawClusters cluster_at(FrameRef frame, uint item) {
    return DrawClusters(frame.v.draw_clusters + uint64_t(item) * DRAW_CLUSTER_BYTES);
}

Job job_of_cluster(FrameRef frame, uint moment, uint view, DrawClusters cluster) {
    Cameras camera = Cameras(frame.v.cameras + uint64_t(moment_index(frame, view, moment)) * CAMERA_MOMENT_BYTES);
    uint flags = instance_moment_at(frame, view, moment, cluster.v[0].instance).v[0].flags;
    return Job(view, cluster.v[0].draw, cluster.v[0].flags, camera.v[0].near_m, camera.v[0].far_m,
               camera.v[0].is_orthographic != 0u, (flags & INSTANCE_MIRRORED) != 0u);
}

uint vertex_count(DrawClusters cluster) { return cluster.v[0].counts & 0xFFFFu; }
uint triangle_count(DrawClusters cluster) { return cluster.v[0].counts >> 16; }

/// Each thread transforms one vertex of the cluster. A barrier must follow.
void transform_cluster(FrameRef frame, uint moment, Job job, DrawClusters cluster) {
    uint thread = gl_LocalInvocationIndex;
    if (thread >= vertex_count(cluster)) return;
    uint64_t positions = cluster.v[0].positions;
    if (cluster.v[0].first_posed_vertex != NO_POSE)
        positions = posed_positions(frame, job.view, moment, cluster.v[0].first_posed_vertex);
    uint index = Uints(frame.v.cluster_vertices).v[cluster.v[0].first_vertex + thread];
    InstanceMoments instance = instance_moment_at(frame, job.view, moment, cluster.v[0].instance);
    ScreenVertex vertex =
        screen_vertex(instance.v[0].pixel_from_object, Vec3s(positions).v[index], job.is_orthographic);
    shared_p[thread] = vertex.p;
    shared_snapped[thread] = vertex.is_snapped ? vertex.snapped : ivec2(NOT_SNAPPED);
}

ScreenVertex shared_vertex(uint i) {
    return ScreenVertex(shared_p[i], shared_snapped[i], shared_snapped[i].x != NOT_SNAPPED);
}

/// Local vertices of the cluster's i-th triangle.
uvec3 cluster_corner(FrameRef frame, DrawClusters cluster, uint i) {
    uint packed = Uints(frame.v.cluster_triangles).v[cluster.v[0].first_packed + i];
    return uvec3(packed, packed >> 8, packed >> 16) & 255u;
}

/// Its reference.
uint cluster_reference(FrameRef frame, DrawClusters cluster, uint i) {
    return cluster.v[0].first_reference + Uints(frame.v.cluster_triangle_indices).v[cluster.v[0].first_packed + i];
}

/// A triangle all of whose vertices are snapped and whose box is at most SMALL_PX wide and high.
struct SmallTriangle {
    ivec2 first, last;  // pixels, inclusive
    ivec3 edge;         // at the centre of `first`; inside is >= 0, ties already decided
    ivec3 step_x, step_y;
};

bool is_culled(Job job, bool is_positive_area) {
    return (job.flags & DRAW_DOUBLE_SIDED) == 0u && is_positive_area != job.is_mirrored;
}

#endif
