// The nearest surface at each query of a pixel, with the same rules as the visibility buffer.
#ifndef PLUMB_ANSWER_GLSL
#define PLUMB_ANSWER_GLSL
#include "sight/query_lists.glsl"

void answer(Job job, uint link, ScreenTriangle t, dvec2 place, double depth) {
    if (!(depth >= job.near_m && depth <= job.far_m)) return;
    if (HAS_CUT_OUTS != 0u && (job.flags & DRAW_MASKED) != 0u &&
        is_cut_out(frame, job.view, raster.v.moment, job.draw, t.reference,
                   barycentrics_at(t.a.p, t.b.p, t.c.p, place, job.is_orthographic)))
        return;
    uint64_t word = uint64_t(floatBitsToUint(float(depth))) << 32 | uint64_t(t.reference);
    atomicMin(Words(raster.v.depth_and_reference + uint64_t(link - 1u) * 8ul).v[0], word);
}

/// Answers the queries of one pixel that a large triangle covers.
void answer_large(Job job, LargeTriangle large, ScreenTriangle t, ivec2 pixel) {
    if (any(lessThan(pixel, large.first)) || any(greaterThan(pixel, large.last))) return;
    for (uint link = head_of(frame, raster, job.view, pixel).v[0].first; link != 0u;) {
        Query query = query_at(raster, link);
        dvec2 place = dvec2(query.x, query.y);
        dvec2 snapped = floor(place * double(SUBPIXELS) + 0.5lf) / double(SUBPIXELS) - 0.5lf;
        bool is_inside = true;
        for (int i = 0; i < 3; ++i) {
            double value = edge_at(large.edge[i], snapped);
            if (value < 0.0lf || (value == 0.0lf && !large.owns_ties[i])) is_inside = false;
        }
        if (is_inside)
            answer(job, link, t, place, depth_at(large.plane, place - large.origin, job.is_orthographic));
        link = query.next;
    }
}

#endif
