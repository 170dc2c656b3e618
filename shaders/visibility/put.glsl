// The one place where a sample enters what is made. Visibility: nearest wins, then the lower reference: `min` over one
// 64-bit word. Amodal: whatever covers a pixel sets its bit. In both the order of threads cannot matter, and what would
// change nothing is found out by reading, which is cheaper than an atomic.
#ifndef PLUMB_PUT_GLSL
#define PLUMB_PUT_GLSL

#ifdef PLUMB_AMODAL
void enter(Canvas canvas, ivec2 pixel, double depth, uint reference) {
    ivec2 at = pixel - region_origin(canvas.first);
    uint index = uint(at.y) * region_row_words(canvas.first, canvas.end) + (uint(at.x) >> 5);
    uint bit = 1u << (uint(at.x) & 31u);
    Uints words = Uints(canvas.words + uint64_t(index) * 4ul);
    if ((words.v[0] & bit) == 0u) atomicOr(words.v[0], bit);
}
#else
void enter(Canvas canvas, ivec2 pixel, double depth, uint reference) {
    uint64_t word = uint64_t(floatBitsToUint(float(depth))) << 32 | uint64_t(reference);
    Words words = Words(canvas.words + uint64_t(uint(pixel.y * canvas.end.x + pixel.x)) * 8ul);
    if (words.v[0] > word) atomicMin(words.v[0], word);
}
#endif

void put(Job job, ScreenTriangle t, ivec2 pixel, double depth) {
    if (!(depth >= job.near_m && depth <= job.far_m)) return;
    if (HAS_CUT_OUTS != 0u && (job.flags & DRAW_MASKED) != 0u &&
        is_cut_out(frame, job.view, raster.v.moment, job.draw, t.reference,
                   barycentrics_at(t.a.p, t.b.p, t.c.p, dvec2(pixel) + sample_offset(job.canvas), job.is_orthographic)))
        return;
    enter(job.canvas, pixel, depth, t.reference);
}

#endif
