// A workgroup's share of the rasterizer: one cluster of one view. What all threads have in common is read straight from
// memory: its addresses are uniform, and the software device reads uniform addresses once a group of lanes, but shared
// memory once a lane.
#ifndef PLUMB_CLUSTER_GLSL
#define PLUMB_CLUSTER_GLSL
#include "visibility/screen_triangle.glsl"
#include "material.glsl"

const int SMALL_PX = 64;   // up to this extent edges fit 32 bits
const int ALONE_PX = 128;  // boxes up to this area are walked by one thread

/// What rasterizing a triangle depends on besides its vertices.
struct Job {
    uint view;
    uint draw;
    uint flags;  // of the draw
    double near_m, far_m;
    bool is_orthographic;
    bool is_mirrored;
};

/// A triangle on its way to the pixels.
struct ScreenTriangle {
    ScreenVertex a, b, c;
    uint reference;
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

Vec3s cluster_positions(FrameRef frame, uint moment, uint view, DrawClusters cluster) {
    if (cluster.v[0].first_posed_vertex == NO_POSE) return Vec3s(cluster.v[0].positions);
    return Vec3s(posed_positions(frame, view, moment, cluster.v[0].first_posed_vertex));
}

ClusterTriangle cluster_triangle(FrameRef frame, DrawClusters cluster, uint i) {
    return ClusterTriangles(frame.v.cluster_triangles).v[cluster.v[0].first_triangle + i];
}

/// The i-th triangle of a cluster in pixels.
ScreenTriangle screen_triangle(FrameRef frame, uint moment, Job job, DrawClusters cluster, uint i) {
    ClusterTriangle triangle = cluster_triangle(frame, cluster, i);
    Vec3s positions = cluster_positions(frame, moment, job.view, cluster);
    InstanceMoments instance = instance_moment_at(frame, job.view, moment, cluster.v[0].instance);
    double rows[12] = instance.v[0].pixel_from_object;
    return ScreenTriangle(screen_vertex(rows, positions.v[triangle.corners[0]], job.is_orthographic),
                          screen_vertex(rows, positions.v[triangle.corners[1]], job.is_orthographic),
                          screen_vertex(rows, positions.v[triangle.corners[2]], job.is_orthographic),
                          cluster.v[0].first_reference + triangle.index);
}

bool are_snapped(ScreenTriangle t) { return t.a.is_snapped && t.b.is_snapped && t.c.is_snapped; }

bool is_culled(Job job, bool is_positive_area) {
    return (job.flags & DRAW_DOUBLE_SIDED) == 0u && is_positive_area != job.is_mirrored;
}

#endif
