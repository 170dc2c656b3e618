// The one place where a sample enters the visibility buffer. Nearest wins, then the lower reference: `min` over one
// 64-bit word, so the order of threads cannot matter.
#ifndef PLUMB_PUT_GLSL
#define PLUMB_PUT_GLSL

void put(Job job, ScreenTriangle t, ivec2 pixel, double depth) {
    if (!(depth >= job.near_m && depth <= job.far_m)) return;
    if (HAS_CUT_OUTS != 0u && (job.flags & DRAW_MASKED) != 0u &&
        is_cut_out(frame, job.view, job.draw, t.reference,
                   barycentrics_at(t.a.p, t.b.p, t.c.p, dvec2(pixel) + 0.5lf, job.is_orthographic)))
        return;
    uint64_t word = uint64_t(floatBitsToUint(float(depth))) << 32 | uint64_t(t.reference);
    Words words = Words(job.words + uint64_t(uint(pixel.y * job.size.x + pixel.x)) * 8ul);
    if (READS_FIRST == 0u || words.v[0] > word) atomicMin(words.v[0], word);
}

#endif
