// A workgroup's share of the rasterizer: one cluster of one view. What all threads have in common is read before any
// loop: the software device gathers it lane by lane at every use.
#ifndef PLUMB_CLUSTER_GLSL
#define PLUMB_CLUSTER_GLSL
#include "visibility/screen_triangle.glsl"
#include "visibility/canvas.glsl"
#include "together.glsl"
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
    uint vertex_count;
    uint64_t triangles;       // ClusterTriangle, triangle_count
    uint64_t corners;         // uint, triangle_count
    uint64_t vertices;        // uint, vertex_count
    uint64_t positions;       // vec3
    double rows[12];          // InstanceMoment::pixel_from_object
};

/// Entry `index` of the list of visible clusters. To be asked for while all threads are on.
Cluster visible_cluster(FrameRef frame, RasterRef raster, uint index) {
    uvec2 entry = unpackUint2x32(Words(raster.v.work).v[index]);
    uint view = entry.x, moment = raster.v.moment;
    // The members of DrawCluster in their order, but for what culling alone needs.
    uint64_t listed = frame.v.draw_clusters + uint64_t(entry.y) * DRAW_CLUSTER_BYTES;
    uint first[8] = words_together(listed, 8u), second[8] = words_together(listed + 32ul, 3u);
    uint64_t positions = packUint2x32(uvec2(first[0], first[1]));
    uint draw = first[2], instance = first[3], posed_vertex = first[5], first_triangle = first[7];
    InstanceMoments there = instance_moment_at(frame, view, moment, instance);
    Cameras camera = Cameras(frame.v.cameras + uint64_t(moment_index(frame, view, moment)) * CAMERA_MOMENT_BYTES);
    Cluster cluster;
    cluster.job = Job(view, draw, flags_of(frame, view, draw, first[4]), camera.v[0].near_m, camera.v[0].far_m,
                      camera.v[0].is_orthographic != 0u, (there.v[0].flags & INSTANCE_MIRRORED) != 0u,
                      canvas_of(frame, raster, view, instance));
    cluster.triangle_count = second[0];
    cluster.vertex_count = second[2];
    cluster.first_reference = first[6];
    cluster.triangles = frame.v.cluster_triangles + uint64_t(first_triangle) * CLUSTER_TRIANGLE_BYTES;
    cluster.corners = frame.v.cluster_corners + uint64_t(first_triangle) * 4ul;
    cluster.vertices = frame.v.cluster_vertices + uint64_t(second[1]) * 4ul;
    cluster.positions =
        posed_vertex == NO_POSE ? positions : posed_positions(frame, view, moment, PHASE_MIDDLE, posed_vertex);
    cluster.rows = rows_together(uint64_t(there));
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
