#version 460
// One workgroup a visible cluster: drops the triangles that surely cover no pixel centre, then walks what is left. A
// thread walks small triangles alone, the group walks medium ones together, and large ones go to the tile queue. A full
// queue loses nothing: the group walks what did not fit.
#include "visibility/large_triangle.glsl"
layout(local_size_x_id = 1) in;  // 64; 8, one group of lanes, on the software device
#include "visibility/snapped_cluster.glsl"
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

shared uvec2 shared_maybe;       // bits of the triangles that may cover a sample
shared uint shared_count[2];
shared uint shared_list[2][64];  // triangles of the cluster, by LISTED_
const uint LISTED_TOGETHER = 0u, LISTED_LARGE = 1u;

#include "visibility/put.glsl"

void walk_alone(Job job, ScreenTriangle t) {
    SmallTriangle small = small_triangle(job, t);
    DepthPlane plane = depth_plane(t.a.p, t.b.p, t.c.p, dvec2(small.first) + sample_offset(job.canvas), job.is_orthographic);
    ivec3 row = small.edge;
    ivec2 extent = small.last - small.first;
    for (int y = 0; y <= extent.y; ++y) {
        ivec3 edge = row;
        for (int x = 0; x <= extent.x; ++x) {
            if ((edge.x | edge.y | edge.z) >= 0)
                put(job, t, small.first + ivec2(x, y), depth_at(plane, dvec2(x, y), job.is_orthographic));
            edge += small.step_x;
        }
        row += small.step_y;
    }
}

/// All threads of the group walk one triangle, 8 x 8 pixels at a time.
void walk_together(Job job, ScreenTriangle t) {
    SmallTriangle small = small_triangle(job, t);
    DepthPlane plane = depth_plane(t.a.p, t.b.p, t.c.p, dvec2(small.first) + sample_offset(job.canvas), job.is_orthographic);
    ivec2 extent = small.last - small.first;
    ivec3 slack = 7 * (max(small.step_x, ivec3(0)) + max(small.step_y, ivec3(0)));
    for (int y = 0; y <= extent.y; y += 8) {
        for (int x = 0; x <= extent.x; x += 8) {
            ivec3 corner_edge = small.edge + x * small.step_x + y * small.step_y;
            if (any(lessThan(corner_edge + slack, ivec3(0)))) continue;
            for (uint i = gl_LocalInvocationIndex; i < 64u; i += gl_WorkGroupSize.x) {
                ivec2 lane = ivec2(i & 7u, i >> 3), at = ivec2(x, y) + lane;
                ivec3 edge = corner_edge + lane.x * small.step_x + lane.y * small.step_y;
                if ((edge.x | edge.y | edge.z) >= 0 && all(lessThanEqual(at, extent)))
                    put(job, t, small.first + at, depth_at(plane, dvec2(at), job.is_orthographic));
            }
        }
    }
}

/// All threads walk a large triangle that found no room in the queue.
void walk_large(Job job, ScreenTriangle t) {
    LargeTriangle large = large_triangle(job, t);
    for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
        for (int x = large.first.x & ~7; x <= large.last.x; x += 8) {
            if (misses_box(large, ivec2(x, y), ivec2(8))) continue;
            for (uint i = gl_LocalInvocationIndex; i < 64u; i += gl_WorkGroupSize.x) {
                ivec2 pixel = ivec2(x, y) + ivec2(i & 7u, i >> 3);
                if (covers(large, pixel))
                    put(job, t, pixel,
                        depth_at(large.plane, dvec2(pixel) + sample_offset(job.canvas) - large.origin, job.is_orthographic));
            }
        }
}

void list(uint which, uint triangle) { shared_list[which][atomicAdd(shared_count[which], 1u)] = triangle; }

/// Waits for all threads of the group. Those of a subgroup work in step on the software device, whose groups are one each.
void join() {
    if (gl_SubgroupSize < gl_WorkGroupSize.x) barrier();
    else subgroupMemoryBarrierShared();
}

/// Bits of the triangles that may cover a sample.
uvec2 look_at_all(Cluster cluster, uint triangle_count) {
    uvec2 mine = uvec2(0u);
    for (uint first = 0u; first < triangle_count; first += gl_WorkGroupSize.x) {
        uint i = first + gl_LocalInvocationIndex;
        bool may = false;
        if (i < triangle_count) may = may_cover(cluster.job, snapped_triangle(cluster, i));
        bool is_one = gl_SubgroupSize >= gl_WorkGroupSize.x;
        uint at = is_one ? first : i;
        uvec2 bits = is_one ? subgroupBallot(may).xy : uvec2(may ? 1u : 0u, 0u);
        mine |= (at < 32u ? bits : bits.yx) << (at & 31u);
    }
    if (gl_SubgroupSize >= gl_WorkGroupSize.x) return mine;
    if (mine.x != 0u) atomicOr(shared_maybe.x, mine.x);
    if (mine.y != 0u) atomicOr(shared_maybe.y, mine.y);
    barrier();
    return shared_maybe;
}

/// Walks a triangle, queues its tiles, or lists it for the whole group.
void deal_with(Job job, ScreenTriangle t, uint local) {
    uint way = way_to_walk(job, t);
    if (way == WALKED_ALONE) walk_alone(job, t);
    if (way == WALKED_TOGETHER) list(LISTED_TOGETHER, local);
    if (way == WALKED_BY_TILES) {
        LargeTriangle large = large_triangle(job, t);
        if (large.is_seen && !enqueue(raster, job, large, t.reference)) list(LISTED_LARGE, local);
    }
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    uint count = CountersRef(raster.v.counters).v.work_count;
    Cluster cluster = visible_cluster(frame, raster, min(index, count - 1u));
    Job job = cluster.job;
    uint thread = gl_LocalInvocationIndex;
    if (thread < 2u) shared_count[thread] = 0u;  // a group has 8 threads or more
    if (thread == 2u) shared_maybe = uvec2(0u);
    snap_vertices(cluster, index < count ? cluster.vertex_count : 0u);
    join();
    // The software device leaves a loop only at its end, with all lanes off: what is dear stands behind a condition of
    // its own, and loops that mostly have nothing to do are asked about first.
    uvec2 maybe = look_at_all(cluster, index < count ? cluster.triangle_count : 0u);
    uint maybe_count = uint(bitCount(maybe.x) + bitCount(maybe.y));
    if (maybe_count == 0u) return;
    for (uint first = 0u; first < maybe_count; first += gl_WorkGroupSize.x)
        if (first + thread < maybe_count) {
            uint local = place_of_bit(maybe, first + thread);
            deal_with(job, whole_triangle(cluster, local), local);
        }
    join();

    if (shared_count[LISTED_TOGETHER] != 0u)
        for (uint i = 0u; i < shared_count[LISTED_TOGETHER]; ++i)
            walk_together(job, whole_triangle(cluster, shared_list[LISTED_TOGETHER][i]));
    if (shared_count[LISTED_LARGE] != 0u)
        for (uint i = 0u; i < shared_count[LISTED_LARGE]; ++i)
            walk_large(job, whole_triangle(cluster, shared_list[LISTED_LARGE][i]));
}
