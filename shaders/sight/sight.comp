#version 460
// The rasterizer's twin for arbitrary places: one workgroup a visible cluster of the other frame, triangles against the
// queries of the pixels they touch.
#include "visibility/large_triangle.glsl"
#include "visibility/small_triangle.glsl"
layout(local_size_x_id = 2) in;  // 64; 8, one group of lanes, on the software device
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

shared uint shared_large_count;
shared uint shared_large[64];

#include "sight/answer.glsl"

/// One thread answers all queries that a small triangle covers.
void answer_small(Job job, ScreenTriangle t, ivec2 first, ivec2 last) {
    ivec2 s[3] = ivec2[3](t.a.snapped, t.b.snapped, t.c.snapped);
    int orientation = small_area(t) > 0 ? 1 : -1;
    dvec2 origin = dvec2(first) + 0.5lf;
    DepthPlane plane = depth_plane(t.a.p, t.b.p, t.c.p, origin, job.is_orthographic);
    for (int y = first.y; y <= last.y; ++y)
        for (int x = first.x; x <= last.x; ++x)
            for (uint link = first_query(job, ivec2(x, y)); link != 0u;) {
                Query query = query_at(link);
                dvec2 place = dvec2(query.x, query.y);
                ivec2 at = ivec2(floor(place * double(SUBPIXELS) + 0.5lf));
                bool is_inside = true;
                for (int i = 0; i < 3; ++i) {
                    ivec2 a = s[(i + 1) % 3], b = s[(i + 2) % 3];
                    int gx = -(b.y - a.y) * orientation, gy = (b.x - a.x) * orientation;
                    int value = gx * (at.x - a.x) + gy * (at.y - a.y);
                    bool owns_ties = gx > 0 || (gx == 0 && gy > 0);
                    if (value < 0 || (value == 0 && !owns_ties)) is_inside = false;
                }
                if (is_inside) answer(job, link, t, place, depth_at(plane, place - origin, job.is_orthographic));
                link = query.next;
            }
}

/// Whether the triangle was dealt with; if not, it goes to the tile queue.
bool is_answered_alone(Job job, ScreenTriangle t) {
    if (!are_snapped(t)) return false;
    ivec2 low = min(min(t.a.snapped, t.b.snapped), t.c.snapped);
    ivec2 high = max(max(t.a.snapped, t.b.snapped), t.c.snapped);
    ivec2 first = max(low >> 8, ivec2(0)), last = min(high >> 8, ivec2(frame.v.width, frame.v.height) - 1);
    if (any(lessThan(last, first))) return true;
    if (!is_small(t)) return false;
    ivec2 extent = last - first + 1;
    if (extent.x * extent.y > ALONE_PX) return false;
    int area = small_area(t);
    if (area != 0 && !is_culled(job, area > 0)) answer_small(job, t, first, last);
    return true;
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= CountersRef(raster.v.counters).v.work_count) return;
    uint thread = gl_LocalInvocationIndex;
    if (thread == 0u) shared_large_count = 0u;
    barrier();
    uint moment = raster.v.moment;
    DrawClusters cluster = cluster_at(frame, Uints(raster.v.work).v[2u * index + 1u]);
    Job job = job_of_cluster(frame, moment, Uints(raster.v.work).v[2u * index], cluster);
    for (uint i = thread; i < cluster.v[0].triangle_count; i += gl_WorkGroupSize.x) {
        ScreenTriangle t = screen_triangle(frame, moment, job, cluster, i);
        if (!is_answered_alone(job, t)) {
            LargeTriangle large = large_triangle(frame, job, t);
            if (large.is_seen && !enqueue(raster, job, large, t.reference))
                shared_large[atomicAdd(shared_large_count, 1u)] = i;
        }
    }
    barrier();

    // The software device runs the body of a loop once before it asks whether to: ask first.
    if (shared_large_count == 0u) return;
    for (uint k = 0u; k < shared_large_count; ++k) {
        ScreenTriangle t = screen_triangle(frame, moment, job, cluster, shared_large[k]);
        LargeTriangle large = large_triangle(frame, job, t);
        for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
            for (int x = large.first.x & ~7; x <= large.last.x; x += 8) {
                if (misses_box(large, ivec2(x, y), ivec2(8))) continue;
                for (uint i = thread; i < 64u; i += gl_WorkGroupSize.x)
                    answer_large(job, large, t, ivec2(x, y) + ivec2(i & 7u, i >> 3));
            }
    }
}
