#version 460
// The rasterizer's twin for arbitrary places: one workgroup a visible cluster of the other frame, triangles against the
// queries of the pixels they touch.
#include "visibility/large_triangle.glsl"
#include "visibility/small_triangle.glsl"
layout(local_size_x_id = 1) in;  // 64; 8, one group of lanes, on the software device
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(constant_id = 2) const uint DENSE_QUERIES = 32u;  // in a pixel, from which on cells are asked
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

shared uint shared_large_count;
shared uint shared_large[64];

#include "sight/answer.glsl"

struct SmallSight {
    ivec2 low, high;  // 1/256 px
    ivec2 first, last;
    int orientation;
    dvec2 origin;
    DepthPlane plane;
};

void answer_if_inside(Job job, ScreenTriangle t, SmallSight small, uint link, dvec2 place) {
    ivec2 s[3] = ivec2[3](t.a.snapped, t.b.snapped, t.c.snapped);
    ivec2 at = snapped_place(place);
    bool is_inside = true;
    for (int i = 0; i < 3; ++i) {
        ivec2 a = s[(i + 1) % 3], b = s[(i + 2) % 3];
        int gx = -(b.y - a.y) * small.orientation, gy = (b.x - a.x) * small.orientation;
        int value = gx * (at.x - a.x) + gy * (at.y - a.y);
        bool owns_ties = gx > 0 || (gx == 0 && gy > 0);
        if (value < 0 || (value == 0 && !owns_ties)) is_inside = false;
    }
    if (is_inside) answer(job, link, t, place, depth_at(small.plane, place - small.origin, job.is_orthographic));
}

/// Answers the queries of one pixel by way of the cells that the triangle's box touches there.
void answer_cells(Job job, ScreenTriangle t, SmallSight small, ivec2 pixel, ivec2 first, ivec2 last) {
    for (int y = first.y; y <= last.y; ++y)
        for (int x = first.x; x <= last.x; ++x)
            for (uint link = slot_of(frame, raster, job.view, ivec2(x, y)).v[0]; link != 0u;) {
                Query query = query_at(raster, link);
                dvec2 place = dvec2(query.x, query.y);
                if (ivec2(place) == pixel) answer_if_inside(job, t, small, link, place);
                link = query.next_in_slot;
            }
}

/// One thread answers all queries that a small triangle covers.
void answer_small(Job job, ScreenTriangle t, SmallSight small) {
    for (int y = small.first.y; y <= small.last.y; ++y)
        for (int x = small.first.x; x <= small.last.x; ++x) {
            ivec2 pixel = ivec2(x, y);
            QueryHead head = head_of(frame, raster, job.view, pixel).v[0];
            if (head.count > DENSE_QUERIES) {
                // A place in the pixel may be snapped to its right or lower border.
                ivec2 first = max(small.low, pixel * SUBPIXELS) >> CELL_BITS;
                ivec2 last = min(small.high, (pixel + 1) * SUBPIXELS) >> CELL_BITS;
                ivec2 cells = last - first + 1;
                if (uint(cells.x * cells.y) * 2u < head.count) {
                    answer_cells(job, t, small, pixel, first, last);
                    continue;
                }
            }
            for (uint link = head.first; link != 0u;) {
                Query query = query_at(raster, link);
                answer_if_inside(job, t, small, link, dvec2(query.x, query.y));
                link = query.next;
            }
        }
}

/// Whether the triangle was dealt with; if not, it goes to the tile queue.
bool is_answered_alone(Job job, ScreenTriangle t) {
    if (!are_snapped(t)) return false;
    SmallSight small;
    small.low = min(min(t.a.snapped, t.b.snapped), t.c.snapped);
    small.high = max(max(t.a.snapped, t.b.snapped), t.c.snapped);
    small.first = max(small.low >> 8, ivec2(0));
    small.last = min(small.high >> 8, job.canvas.end - 1);
    if (any(lessThan(small.last, small.first))) return true;
    if (!is_small(t)) return false;
    ivec2 extent = small.last - small.first + 1;
    if (extent.x * extent.y > ALONE_PX) return false;
    int area = small_area(t);
    if (area == 0 || is_culled(job, area > 0)) return true;
    small.orientation = area > 0 ? 1 : -1;
    small.origin = dvec2(small.first) + 0.5lf;
    small.plane = depth_plane(t.a.p, t.b.p, t.c.p, small.origin, job.is_orthographic);
    answer_small(job, t, small);
    return true;
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    uint count = CountersRef(raster.v.counters).v.work_count;
    Cluster cluster = visible_cluster(frame, raster, min(index, count - 1u));
    Job job = cluster.job;
    uint thread = gl_LocalInvocationIndex;
    if (thread == 0u) shared_large_count = 0u;
    barrier();
    uint triangle_count = index < count ? cluster.triangle_count : 0u;
    for (uint i = thread; i < triangle_count; i += gl_WorkGroupSize.x) {
        ScreenTriangle t = screen_triangle(cluster, i);
        if (!is_answered_alone(job, t)) {
            LargeTriangle large = large_triangle(job, t);
            if (large.is_seen && !enqueue(raster, job, large, t.reference))
                shared_large[atomicAdd(shared_large_count, 1u)] = i;
        }
    }
    barrier();

    // The software device runs the body of a loop once before it asks whether to: ask first.
    if (shared_large_count == 0u) return;
    for (uint k = 0u; k < shared_large_count; ++k) {
        ScreenTriangle t = screen_triangle(cluster, shared_large[k]);
        LargeTriangle large = large_triangle(job, t);
        for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
            for (int x = large.first.x & ~7; x <= large.last.x; x += 8) {
                if (misses_box(large, ivec2(x, y), ivec2(8))) continue;
                for (uint i = thread; i < 64u; i += gl_WorkGroupSize.x)
                    answer_large(job, large, t, ivec2(x, y) + ivec2(i & 7u, i >> 3));
            }
    }
}
