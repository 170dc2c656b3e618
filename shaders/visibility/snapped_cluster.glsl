// The vertices of a cluster on the pixel grid, each worked out once for all its triangles, and a first look at these:
// most triangles of a dense mesh cover no pixel centre or are seen from behind, which the grid alone can tell.
#ifndef PLUMB_SNAPPED_CLUSTER_GLSL
#define PLUMB_SNAPPED_CLUSTER_GLSL
#include "visibility/small_triangle.glsl"

const uint64_t NOT_SNAPPED = 0x7FFFFFFF7FFFFFFFul;  // no place on the grid, see GUARD_PX
shared uint64_t shared_snapped[MOST_CLUSTER_VERTICES];  // x in the low half, 1/256 px

/// Each thread takes every so many vertices. The loop is left at its end, where the software device leaves it anyhow.
void snap_vertices(Cluster cluster, uint vertex_count) {
    Uints vertices = Uints(cluster.vertices);
    Vec3s positions = Vec3s(cluster.positions);
    uint first = 0u;
    do {
        uint i = first + gl_LocalInvocationIndex;
        if (i < vertex_count) {
            ScreenVertex v = screen_vertex(cluster.rows, positions.v[vertices.v[i]], cluster.job.is_orthographic);
            shared_snapped[i] = v.is_snapped ? packUint2x32(uvec2(v.snapped)) : NOT_SNAPPED;
        }
        first += gl_WorkGroupSize.x;
    } while (first < vertex_count);
}

ScreenVertex snapped_vertex(dvec3 p, uint corner) {
    uint64_t word = shared_snapped[corner];
    return ScreenVertex(p, ivec2(unpackUint2x32(word)), word != NOT_SNAPPED);
}

/// Where a triangle stands on the grid, without its depth.
ScreenTriangle snapped_triangle(Cluster cluster, uint i) {
    uint corners = Uints(cluster.corners).v[i];
    return ScreenTriangle(snapped_vertex(dvec3(0.0lf), corners & 255u), snapped_vertex(dvec3(0.0lf), corners >> 8 & 255u),
                          snapped_vertex(dvec3(0.0lf), corners >> 16), 0u);
}

/// As screen_triangle() has it, after snap_vertices().
ScreenTriangle whole_triangle(Cluster cluster, uint i) {
    ClusterTriangle triangle = ClusterTriangles(cluster.triangles).v[i];
    Vec3s positions = Vec3s(cluster.positions);
    ScreenTriangle t = snapped_triangle(cluster, i);
    t.a.p = transform_point(cluster.rows, dvec3(positions.v[triangle.corners[0]]));
    t.b.p = transform_point(cluster.rows, dvec3(positions.v[triangle.corners[1]]));
    t.c.p = transform_point(cluster.rows, dvec3(positions.v[triangle.corners[2]]));
    t.reference = cluster.first_reference + triangle.index;
    return t;
}

/// Largest error of the area that may_cover() works out for a small triangle: corners are less than 2^14.1 away.
const float AREA_DOUBT = 512.0;

/// Whether a triangle may cover a sample. What is small has its box and its facing asked, and where the box holds a single
/// sample, its edges: the numbers are then so small that single precision is exact.
bool may_cover(Job job, ScreenTriangle t) {
    ivec2 first, last;
    covered_box(job, t, first, last);
    ivec2 center = first * SUBPIXELS + job.canvas.sample_at;
    vec2 a = vec2(t.a.snapped - center), b = vec2(t.b.snapped - center), c = vec2(t.c.snapped - center);
    vec3 edge = vec3(b.x * c.y - b.y * c.x, c.x * a.y - c.y * a.x, a.x * b.y - a.y * b.x);
    bool is_single = all(equal(first, last));
    float area = edge.x + edge.y + edge.z;
    float least = is_single ? min(min(edge.x, edge.y), edge.z) : area + AREA_DOUBT;
    float most = is_single ? max(max(edge.x, edge.y), edge.z) : area - AREA_DOUBT;
    bool has_both = (job.flags & DRAW_DOUBLE_SIDED) != 0u;
    bool is_seen = any(bvec2(least >= 0.0 && (has_both || job.is_mirrored), most <= 0.0 && (has_both || !job.is_mirrored)));
    bool is_odd = any(bvec2(!are_snapped(t), !is_small(t)));
    return is_odd || (is_seen && all(lessThanEqual(first, last)));
}

/// Place of the n-th bit that is set, from 0 on; there are more than n.
uint place_of_bit(uvec2 bits, uint n) {
    uint at = 0u, word = bits.x;
    uint below = uint(bitCount(word));
    if (n >= below) {
        n -= below;
        word = bits.y;
        at = 32u;
    }
    for (uint size = 16u; size != 0u; size >>= 1) {
        below = uint(bitCount(word & ((1u << size) - 1u)));
        bool is_above = n >= below;
        n -= is_above ? below : 0u;
        word >>= is_above ? size : 0u;
        at += is_above ? size : 0u;
    }
    return at;
}

#endif
