#version 460
// One workgroup a visible cluster: transforms its vertices once, drops what covers no pixel centre, then walks what is
// left. A thread walks small triangles alone, the group walks medium ones together, and large ones go to the tile
// queue. A full queue loses nothing: the group walks what did not fit.
#include "visibility/cluster.glsl"
#include "visibility/large_triangle.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(constant_id = 1) const uint READS_FIRST = 0u;  // read before the atomic: pays on GPUs
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

shared uint shared_count[3];     // by way of walking
shared uint shared_list[3][64];  // triangles of the cluster

#include "visibility/put.glsl"

const uint WALKED_ALONE = 0u, WALKED_TOGETHER = 1u, WALKED_BY_TILES = 2u, NOT_SEEN = 3u;

/// Sorts a triangle by how it is to be walked.
uint classify(Job job, ivec2 s[3]) {
    if (s[0].x == NOT_SNAPPED || s[1].x == NOT_SNAPPED || s[2].x == NOT_SNAPPED) return WALKED_BY_TILES;
    ivec2 low = min(min(s[0], s[1]), s[2]), high = max(max(s[0], s[1]), s[2]);
    ivec2 first = max((low + (SUBPIXELS / 2 - 1)) >> 8, ivec2(0));
    ivec2 last = min((high - SUBPIXELS / 2) >> 8, ivec2(frame.v.width, frame.v.height) - 1);
    if (any(lessThan(last, first))) return NOT_SEEN;
    if (any(greaterThan(high - low, ivec2(SMALL_PX * SUBPIXELS)))) {
        int64_t area = snapped_area(s[0], s[1], s[2]);
        return area == 0l || is_culled(job, area > 0l) ? NOT_SEEN : WALKED_BY_TILES;
    }
    ivec2 u = s[1] - s[0], v = s[2] - s[0];
    int area = u.x * v.y - u.y * v.x;
    if (area == 0 || is_culled(job, area > 0)) return NOT_SEEN;
    ivec2 extent = last - first + 1;
    return extent.x * extent.y <= ALONE_PX ? WALKED_ALONE : WALKED_TOGETHER;
}

/// Edges with the top-left rule folded in: a tie belongs to the side where x grows inward, or, for horizontal edges,
/// y does.
SmallTriangle small_triangle(ivec2 s[3]) {
    SmallTriangle small;
    ivec2 low = min(min(s[0], s[1]), s[2]), high = max(max(s[0], s[1]), s[2]);
    small.first = max((low + (SUBPIXELS / 2 - 1)) >> 8, ivec2(0));
    small.last = min((high - SUBPIXELS / 2) >> 8, ivec2(frame.v.width, frame.v.height) - 1);
    ivec2 u = s[1] - s[0], v = s[2] - s[0];
    int orientation = u.x * v.y - u.y * v.x > 0 ? 1 : -1;
    ivec2 center = small.first * SUBPIXELS + SUBPIXELS / 2;
    for (int i = 0; i < 3; ++i) {
        ivec2 a = s[(i + 1) % 3], b = s[(i + 2) % 3];
        int gx = -(b.y - a.y) * orientation, gy = (b.x - a.x) * orientation;
        int tie = gx > 0 || (gx == 0 && gy > 0) ? 0 : -1;
        small.edge[i] = gx * (center.x - a.x) + gy * (center.y - a.y) + tie;
        small.step_x[i] = gx * SUBPIXELS;
        small.step_y[i] = gy * SUBPIXELS;
    }
    return small;
}

void walk_alone(Job job, uvec3 corner, uint reference) {
    SmallTriangle small = small_triangle(
        ivec2[3](shared_snapped[corner.x], shared_snapped[corner.y], shared_snapped[corner.z]));
    dvec3 p0 = shared_p[corner.x], p1 = shared_p[corner.y], p2 = shared_p[corner.z];
    DepthPlane plane = depth_plane(p0, p1, p2, dvec2(small.first) + 0.5lf, job.is_orthographic);
    ivec3 row = small.edge;
    ivec2 extent = small.last - small.first;
    for (int y = 0; y <= extent.y; ++y) {
        ivec3 edge = row;
        for (int x = 0; x <= extent.x; ++x) {
            if ((edge.x | edge.y | edge.z) >= 0)
                put(job, reference, small.first + ivec2(x, y), depth_at(plane, dvec2(x, y), job.is_orthographic), p0,
                    p1, p2);
            edge += small.step_x;
        }
        row += small.step_y;
    }
}

/// All threads of the group walk one triangle, 8 x 8 pixels at a time.
void walk_together(Job job, uvec3 corner, uint reference) {
    SmallTriangle small = small_triangle(
        ivec2[3](shared_snapped[corner.x], shared_snapped[corner.y], shared_snapped[corner.z]));
    dvec3 p0 = shared_p[corner.x], p1 = shared_p[corner.y], p2 = shared_p[corner.z];
    DepthPlane plane = depth_plane(p0, p1, p2, dvec2(small.first) + 0.5lf, job.is_orthographic);
    ivec2 extent = small.last - small.first;
    ivec2 lane = ivec2(gl_LocalInvocationIndex & 7u, gl_LocalInvocationIndex >> 3);
    ivec3 slack = 7 * (max(small.step_x, ivec3(0)) + max(small.step_y, ivec3(0)));
    for (int y = 0; y <= extent.y; y += 8) {
        for (int x = 0; x <= extent.x; x += 8) {
            ivec3 corner_edge = small.edge + x * small.step_x + y * small.step_y;
            if (any(lessThan(corner_edge + slack, ivec3(0)))) continue;
            ivec2 at = ivec2(x, y) + lane;
            ivec3 edge = corner_edge + lane.x * small.step_x + lane.y * small.step_y;
            if ((edge.x | edge.y | edge.z) >= 0 && all(lessThanEqual(at, extent)))
                put(job, reference, small.first + at, depth_at(plane, dvec2(at), job.is_orthographic), p0, p1, p2);
        }
    }
}

/// All threads walk a large triangle that found no room in the queue.
void walk_large(Job job, uvec3 corner, uint reference) {
    LargeTriangle large =
        large_triangle(frame, job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z));
    ivec2 lane = ivec2(gl_LocalInvocationIndex & 7u, gl_LocalInvocationIndex >> 3);
    for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
        for (int x = large.first.x & ~7; x <= large.last.x; x += 8) {
            if (misses_box(large, ivec2(x, y), ivec2(8))) continue;
            ivec2 pixel = ivec2(x, y) + lane;
            if (covers(large, pixel))
                put(job, reference, pixel, depth_at(large.plane, dvec2(pixel) + 0.5lf - large.origin, job.is_orthographic),
                    large.p[0], large.p[1], large.p[2]);
        }
}

void list(uint way, uint triangle) { shared_list[way][atomicAdd(shared_count[way], 1u)] = triangle; }

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= CountersRef(raster.v.counters).v.work_count) return;
    uint thread = gl_LocalInvocationIndex;
    if (thread < 3u) shared_count[thread] = 0u;
    DrawClusters cluster = cluster_at(frame, Uints(raster.v.work).v[2u * index + 1u]);
    Job job = job_of_cluster(frame, raster.v.moment, Uints(raster.v.work).v[2u * index], cluster);
    transform_cluster(frame, raster.v.moment, job, cluster);
    barrier();

    if (thread < triangle_count(cluster)) {
        uvec3 corner = cluster_corner(frame, cluster, thread);
        uint way =
            classify(job, ivec2[3](shared_snapped[corner.x], shared_snapped[corner.y], shared_snapped[corner.z]));
        if (way != NOT_SEEN) list(way, thread);
    }
    barrier();

    uint alone_count = shared_count[WALKED_ALONE], large_count = shared_count[WALKED_BY_TILES];
    if (thread < alone_count) {
        uint local = shared_list[WALKED_ALONE][thread];
        walk_alone(job, cluster_corner(frame, cluster, local), cluster_reference(frame, cluster, local));
    }
    for (uint i = 0u; i < shared_count[WALKED_TOGETHER]; ++i) {
        uint local = shared_list[WALKED_TOGETHER][i];
        walk_together(job, cluster_corner(frame, cluster, local), cluster_reference(frame, cluster, local));
    }
    if (large_count == 0u) return;

    // The list of large triangles becomes the list of those that found no room.
    bool is_left = false;
    uint local = 0u;
    if (thread < large_count) {
        local = shared_list[WALKED_BY_TILES][thread];
        uvec3 corner = cluster_corner(frame, cluster, local);
        LargeTriangle large =
            large_triangle(frame, job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z));
        is_left = large.is_seen && !enqueue(raster, job, large, cluster_reference(frame, cluster, local));
    }
    barrier();
    if (thread == 0u) shared_count[WALKED_BY_TILES] = 0u;
    barrier();
    if (is_left) list(WALKED_BY_TILES, local);
    barrier();
    for (uint i = 0u; i < shared_count[WALKED_BY_TILES]; ++i) {
        uint left = shared_list[WALKED_BY_TILES][i];
        walk_large(job, cluster_corner(frame, cluster, left), cluster_reference(frame, cluster, left));
    }
}
