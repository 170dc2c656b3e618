#version 460
// One workgroup a visible cluster: transforms its vertices once, then walks its triangles over the pixels. A thread
// walks small triangles alone, the group walks medium ones together, and large ones go to the tile queue. A full queue
// loses nothing: the group walks what did not fit.
#include "visibility/cluster.glsl"
#include "visibility/large_triangle.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(constant_id = 1) const uint READS_FIRST = 0u;  // read before the atomic: pays on GPUs
layout(push_constant, scalar) uniform Push { RasterRef raster; };

shared uint shared_medium_count;
shared uint shared_large_count;
shared uint shared_medium[64];
shared uint shared_large[64];

#include "visibility/put.glsl"

const uint WALKED_ALONE = 0u, WALKED_TOGETHER = 1u, WALKED_BY_TILES = 2u, NOT_SEEN = 3u;

/// Sorts a triangle by how it is to be walked.
uint classify(Job job, uvec3 corner, inout SmallTriangle small) {
    dvec3 p0 = shared_p[corner.x], p1 = shared_p[corner.y], p2 = shared_p[corner.z];
    if (max(max(p0.z, p1.z), p2.z) < job.camera.near_m || min(min(p0.z, p1.z), p2.z) > job.camera.far_m)
        return NOT_SEEN;
    if ((shared_is_snapped[corner.x] & shared_is_snapped[corner.y] & shared_is_snapped[corner.z]) == 0u)
        return WALKED_BY_TILES;
    ivec2 s[3] = ivec2[3](shared_snapped[corner.x], shared_snapped[corner.y], shared_snapped[corner.z]);
    ivec2 low = min(min(s[0], s[1]), s[2]), high = max(max(s[0], s[1]), s[2]);
    small.first = max((low + (SUBPIXELS / 2 - 1)) >> 8, ivec2(0));
    small.last = min((high - SUBPIXELS / 2) >> 8, ivec2(job.frame.width, job.frame.height) - 1);
    if (any(lessThan(small.last, small.first))) return NOT_SEEN;
    if (any(greaterThan(high - low, ivec2(SMALL_PX * SUBPIXELS)))) {
        int64_t area = snapped_area(s[0], s[1], s[2]);
        return area == 0l || is_culled(job, area > 0l) ? NOT_SEEN : WALKED_BY_TILES;
    }
    ivec2 u = s[1] - s[0], v = s[2] - s[0];
    int area = u.x * v.y - u.y * v.x;
    if (area == 0 || is_culled(job, area > 0)) return NOT_SEEN;
    set_edges(small, s, area > 0 ? 1 : -1);
    ivec2 extent = small.last - small.first + 1;
    return extent.x * extent.y <= ALONE_PX ? WALKED_ALONE : WALKED_TOGETHER;
}

void walk_alone(Job job, SmallTriangle small, uvec3 corner) {
    dvec3 p0 = shared_p[corner.x], p1 = shared_p[corner.y], p2 = shared_p[corner.z];
    DepthPlane plane = depth_plane(p0, p1, p2, dvec2(small.first) + 0.5lf, job.is_orthographic);
    ivec3 row = small.edge;
    ivec2 extent = small.last - small.first;
    for (int y = 0; y <= extent.y; ++y) {
        ivec3 edge = row;
        for (int x = 0; x <= extent.x; ++x) {
            if ((edge.x | edge.y | edge.z) >= 0)
                put(job, small.triangle, small.first + ivec2(x, y), depth_at(plane, dvec2(x, y), job.is_orthographic),
                    p0, p1, p2);
            edge += small.step_x;
        }
        row += small.step_y;
    }
}

/// All threads of the group walk one triangle, 8 x 8 pixels at a time.
void walk_together(Job job, SmallTriangle small, uvec3 corner) {
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
                put(job, small.triangle, small.first + at, depth_at(plane, dvec2(at), job.is_orthographic), p0, p1, p2);
        }
    }
}

/// All threads walk a large triangle that found no room in the queue.
void walk_large(Job job, LargeTriangle large, uint triangle) {
    ivec2 lane = ivec2(gl_LocalInvocationIndex & 7u, gl_LocalInvocationIndex >> 3);
    for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
        for (int x = large.first.x & ~7; x <= large.last.x; x += 8) {
            if (misses_box(large, ivec2(x, y), ivec2(8))) continue;
            ivec2 pixel = ivec2(x, y) + lane;
            if (covers(large, pixel))
                put(job, triangle, pixel, depth_at(large.plane, dvec2(pixel) + 0.5lf - large.origin, job.is_orthographic),
                    large.p[0], large.p[1], large.p[2]);
        }
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= CountersRef(raster.v.counters).v.work_count) return;
    uint view = Uints(raster.v.work).v[2u * index];
    DrawCluster item = DrawClusters(FrameRef(raster.v.frame).v.draw_clusters).v[Uints(raster.v.work).v[2u * index + 1u]];
    Job job = job_of(raster, view, item.draw);
    Cluster cluster = Clusters(job.frame.clusters).v[item.cluster];
    uint thread = gl_LocalInvocationIndex;
    if (thread == 0u) {
        shared_medium_count = 0u;
        shared_large_count = 0u;
    }
    transform_cluster(raster, job, cluster);
    barrier();

    SmallTriangle small;
    if (thread < cluster.triangle_count) {
        uvec3 corner = cluster_corner(job, cluster, thread);
        small.triangle = cluster.first_triangle + thread;
        uint way = classify(job, corner, small);
        if (way == WALKED_ALONE) walk_alone(job, small, corner);
        if (way == WALKED_TOGETHER) shared_medium[atomicAdd(shared_medium_count, 1u)] = thread;
        if (way == WALKED_BY_TILES) {
            LargeTriangle large =
                large_triangle(job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z));
            if (large.is_seen && !enqueue(raster, job, large, item.draw, small.triangle))
                shared_large[atomicAdd(shared_large_count, 1u)] = thread;
        }
    }
    barrier();

    for (uint i = 0u; i < shared_medium_count; ++i) {
        uint local = shared_medium[i];
        uvec3 corner = cluster_corner(job, cluster, local);
        small.triangle = cluster.first_triangle + local;
        if (classify(job, corner, small) == WALKED_TOGETHER) walk_together(job, small, corner);
    }
    for (uint i = 0u; i < shared_large_count; ++i) {
        uint local = shared_large[i];
        uvec3 corner = cluster_corner(job, cluster, local);
        walk_large(job, large_triangle(job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z)),
                   cluster.first_triangle + local);
    }
}
