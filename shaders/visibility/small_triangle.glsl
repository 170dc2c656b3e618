// Triangles all of whose vertices are snapped, and how a triangle is to be walked.
#ifndef PLUMB_SMALL_TRIANGLE_GLSL
#define PLUMB_SMALL_TRIANGLE_GLSL
#include "visibility/cluster.glsl"

const uint WALKED_ALONE = 0u, WALKED_TOGETHER = 1u, WALKED_BY_TILES = 2u, NOT_SEEN = 3u;

/// A triangle whose box is at most SMALL_PX wide and high, so that its edges fit 32 bits.
struct SmallTriangle {
    ivec2 first, last;  // pixels, inclusive
    ivec3 edge;         // at the sample of `first`; inside is >= 0, ties already decided
    ivec3 step_x, step_y;
};

/// Pixels whose samples lie in the triangle's box and the canvas; none if last < first.
void covered_box(Job job, ScreenTriangle t, out ivec2 first, out ivec2 last) {
    ivec2 low = min(min(t.a.snapped, t.b.snapped), t.c.snapped);
    ivec2 high = max(max(t.a.snapped, t.b.snapped), t.c.snapped);
    first = max((low - job.canvas.sample_at + (SUBPIXELS - 1)) >> 8, job.canvas.first);
    last = min((high - job.canvas.sample_at) >> 8, job.canvas.end - 1);
}

bool is_small(ScreenTriangle t) {
    ivec2 low = min(min(t.a.snapped, t.b.snapped), t.c.snapped);
    ivec2 high = max(max(t.a.snapped, t.b.snapped), t.c.snapped);
    return all(lessThanEqual(high - low, ivec2(SMALL_PX * SUBPIXELS)));
}

/// Twice the signed area of a small triangle, see snapped_area().
int small_area(ScreenTriangle t) {
    ivec2 u = t.b.snapped - t.a.snapped, v = t.c.snapped - t.a.snapped;
    return u.x * v.y - u.y * v.x;
}

uint way_to_walk(Job job, ScreenTriangle t) {
    if (!are_snapped(t)) return WALKED_BY_TILES;
    ivec2 first, last;
    covered_box(job, t, first, last);
    if (any(lessThan(last, first))) return NOT_SEEN;
    if (!is_small(t)) {
        int64_t area = snapped_area(t.a.snapped, t.b.snapped, t.c.snapped);
        return area == 0l || is_culled(job, area > 0l) ? NOT_SEEN : WALKED_BY_TILES;
    }
    int area = small_area(t);
    if (area == 0 || is_culled(job, area > 0)) return NOT_SEEN;
    ivec2 extent = last - first + 1;
    return extent.x * extent.y <= ALONE_PX ? WALKED_ALONE : WALKED_TOGETHER;
}

/// Edges with the top-left rule folded in: a tie belongs to the side where x grows inward, or, for horizontal edges,
/// y does.
SmallTriangle small_triangle(Job job, ScreenTriangle t) {
    SmallTriangle small;
    covered_box(job, t, small.first, small.last);
    ivec2 s[3] = ivec2[3](t.a.snapped, t.b.snapped, t.c.snapped);
    int orientation = small_area(t) > 0 ? 1 : -1;
    ivec2 center = small.first * SUBPIXELS + job.canvas.sample_at;
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

#endif
