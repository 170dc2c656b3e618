#version 460
// The rasterizer's twin for arbitrary places: one workgroup a visible cluster of the other frame, triangles against the
// queries of the pixels they touch.
#include "visibility/cluster.glsl"
#include "visibility/large_triangle.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint HAS_CUT_OUTS = 1u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

shared uint shared_large_count;
shared uint shared_large[64];

#include "sight/answer.glsl"

/// One thread answers all queries that a small triangle covers.
void answer_small(Job job, ivec2 s[3], ivec2 first, ivec2 last, uvec3 corner, uint reference, int orientation) {
    dvec3 p0 = shared_p[corner.x], p1 = shared_p[corner.y], p2 = shared_p[corner.z];
    dvec2 origin = dvec2(first) + 0.5lf;
    DepthPlane plane = depth_plane(p0, p1, p2, origin, job.is_orthographic);
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
                if (is_inside)
                    answer(job, link, reference, place, depth_at(plane, place - origin, job.is_orthographic), p0, p1, p2);
                link = query.next;
            }
}

/// Whether the triangle was dealt with; if not, it goes to the tile queue.
bool is_answered_alone(Job job, uvec3 corner, uint reference) {
    ivec2 s[3] = ivec2[3](shared_snapped[corner.x], shared_snapped[corner.y], shared_snapped[corner.z]);
    if (s[0].x == NOT_SNAPPED || s[1].x == NOT_SNAPPED || s[2].x == NOT_SNAPPED) return false;
    ivec2 low = min(min(s[0], s[1]), s[2]), high = max(max(s[0], s[1]), s[2]);
    ivec2 first = max(low >> 8, ivec2(0)), last = min(high >> 8, ivec2(frame.v.width, frame.v.height) - 1);
    if (any(lessThan(last, first))) return true;
    if (any(greaterThan(high - low, ivec2(SMALL_PX * SUBPIXELS)))) return false;
    ivec2 extent = last - first + 1;
    if (extent.x * extent.y > ALONE_PX) return false;
    ivec2 u = s[1] - s[0], v = s[2] - s[0];
    int area = u.x * v.y - u.y * v.x;
    if (area != 0 && !is_culled(job, area > 0))
        answer_small(job, s, first, last, corner, reference, area > 0 ? 1 : -1);
    return true;
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= CountersRef(raster.v.counters).v.work_count) return;
    uint thread = gl_LocalInvocationIndex;
    if (thread == 0u) shared_large_count = 0u;
    DrawClusters cluster = cluster_at(frame, Uints(raster.v.work).v[2u * index + 1u]);
    Job job = job_of_cluster(frame, raster.v.moment, Uints(raster.v.work).v[2u * index], cluster);
    transform_cluster(frame, raster.v.moment, job, cluster);
    barrier();

    if (thread < triangle_count(cluster)) {
        uvec3 corner = cluster_corner(frame, cluster, thread);
        if (!is_answered_alone(job, corner, cluster_reference(frame, cluster, thread))) {
            LargeTriangle large =
                large_triangle(frame, job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z));
            if (large.is_seen && !enqueue(raster, job, large, cluster_reference(frame, cluster, thread)))
                shared_large[atomicAdd(shared_large_count, 1u)] = thread;
        }
    }
    barrier();

    ivec2 lane = ivec2(gl_LocalInvocationIndex & 7u, gl_LocalInvocationIndex >> 3);
    for (uint i = 0u; i < shared_large_count; ++i) {
        uvec3 corner = cluster_corner(frame, cluster, shared_large[i]);
        LargeTriangle large =
            large_triangle(frame, job, shared_vertex(corner.x), shared_vertex(corner.y), shared_vertex(corner.z));
        for (int y = large.first.y & ~7; y <= large.last.y; y += 8)
            for (int x = large.first.x & ~7; x <= large.last.x; x += 8)
                answer_large(job, large, cluster_reference(frame, cluster, shared_large[i]), ivec2(x, y) + lane);
    }
}
