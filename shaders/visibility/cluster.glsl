// A workgroup's share of the rasterizer: one cluster of one view. What all threads have in common is read before any
// loop: the software device gathers it lane by lane at every use.
#ifndef PLUMB_CLUSTER_GLSL
#define PLUMB_CLUSTER_GLSL
#include "visibility/screen_triangle.glsl"
#include "visibility/canvas.glsl"
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
    Canvas canvas;
};

/// A triangle on its way to the pixels.
struct ScreenTriangle {
    ScreenVertex a, b, c;
    uint reference;
};

/// A cluster of one view at one moment.
struct Cluster {
    Job job;
    uint triangle_count;
    uint first_reference;     // of the draw
    uint64_t triangles;       // ClusterTriangle, triangle_count
    uint64_t positions;       // vec3
    double rows[12];          // InstanceMoment::pixel_from_object
    float rough[12];          // the same in single precision
    float largest, largest_constant;
};

/// Entry `index` of the list of visible clusters.
Cluster visible_cluster(FrameRef frame, RasterRef raster, uint index) {
    uint view = Uints(raster.v.work).v[2u * index], item = Uints(raster.v.work).v[2u * index + 1u];
    uint moment = raster.v.moment;
    DrawCluster listed = DrawClusters(frame.v.draw_clusters + uint64_t(item) * DRAW_CLUSTER_BYTES).v[0];
    CameraMoment camera = camera_at(frame, view, moment);
    InstanceMoment instance = instance_moment_at(frame, view, moment, listed.instance).v[0];
    uint64_t posed = posed_positions(frame, view, moment, listed.first_posed_vertex);
    Cluster cluster;
    uint flags = flags_of(frame, view, listed.draw, listed.flags);
    cluster.job = Job(view, listed.draw, flags, camera.near_m, camera.far_m, camera.is_orthographic != 0u,
                      (instance.flags & INSTANCE_MIRRORED) != 0u,
                      canvas_of(frame, raster, view, listed.instance));
    cluster.triangle_count = listed.triangle_count;
    cluster.first_reference = listed.first_reference;
    cluster.triangles = frame.v.cluster_triangles + uint64_t(listed.first_triangle) * CLUSTER_TRIANGLE_BYTES;
    cluster.positions = listed.first_posed_vertex == NO_POSE ? listed.positions : posed;
    cluster.rows = instance.pixel_from_object;
    cluster.rough = instance.rough;
    cluster.largest = instance.largest;
    cluster.largest_constant = instance.largest_constant;
    return cluster;
}

/// The i-th triangle of a cluster in pixels.
ScreenTriangle screen_triangle(Cluster cluster, uint i) {
    ClusterTriangle triangle = ClusterTriangles(cluster.triangles).v[i];
    Vec3s positions = Vec3s(cluster.positions);
    bool is_orthographic = cluster.job.is_orthographic;
    return ScreenTriangle(screen_vertex(cluster.rows, positions.v[triangle.corners[0]], is_orthographic),
                          screen_vertex(cluster.rows, positions.v[triangle.corners[1]], is_orthographic),
                          screen_vertex(cluster.rows, positions.v[triangle.corners[2]], is_orthographic),
                          cluster.first_reference + triangle.index);
}

bool are_snapped(ScreenTriangle t) { return t.a.is_snapped && t.b.is_snapped && t.c.is_snapped; }

bool is_culled(Job job, bool is_positive_area) {
    return (job.flags & DRAW_DOUBLE_SIDED) == 0u && is_positive_area != job.is_mirrored;
}

#endif
