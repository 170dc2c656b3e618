#version 460
// Counts the bits of regions: one workgroup a strip of rows, a thread a word of 32 pixels. Inside the image each pixel
// is held against the visibility buffer: who is seen where this instance would be?
#include "hit.glsl"
#include "visibility/region.glsl"
layout(local_size_x_id = 2) in;  // 64; 8, one group of lanes, on the software device
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
    uint64_t strips;  // AmodalStrip, of this round
    uint strip_count;
};

struct Tally {
    uint pixels;
    uvec2 not_min, end;
};

void add(inout Tally tally, uint bits, uvec2 at) {
    if (bits == 0u) return;
    tally.pixels += bitCount(bits);
    tally.not_min = max(tally.not_min, ~uvec2(at.x + uint(findLSB(bits)), at.y));
    tally.end = max(tally.end, uvec2(at.x + uint(findMSB(bits)), at.y) + 1u);
}

/// Which of the 32 pixels from column x on lie in the image.
uint inside_bits(int x, int y) {
    if (y < 0 || y >= int(frame.v.height) || x < 0 || x >= int(frame.v.width)) return 0u;
    uint columns = frame.v.width - uint(x);
    return columns >= 32u ? 0xFFFFFFFFu : (1u << columns) - 1u;
}

/// Adds up whose surfaces are seen at the pixels of `bits`, by runs of one draw.
void add_occluders(AmodalRegion region, AmodalStrip strip, uint bits, int x, int y) {
    Words words = Words(raster.v.depth_and_reference +
                        ((uint64_t(strip.view) * frame.v.height + uint(y)) * frame.v.width + uint(x)) * 8ul);
    Uints hidden = Uints(region.counts + AMODAL_COUNT_BYTES);
    Draws draws = Draws(frame.v.draws);
    uint seen = 0u, run = 0u, lowest = 1u, highest = 0u;  // the run's draw owns references lowest..highest
    for (; bits != 0u; bits &= bits - 1u) {
        uint reference = uint(words.v[findLSB(bits)]);
        if (reference < lowest || reference > highest) {
            if (run != 0u) atomicAdd(hidden.v[seen], run);
            run = 0u;
            uint draw = find_draw(frame, reference);
            lowest = draws.v[draw].first_reference;
            highest = draw + 1u < frame.v.draw_count ? draws.v[draw + 1u].first_reference - 1u : 0xFFFFFFFEu;
            seen = draws.v[draw].instance;
        }
        ++run;
    }
    if (run != 0u) atomicAdd(hidden.v[seen], run);
}

void main() {
    uint index = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    if (index >= strip_count) return;
    AmodalStrip strip = AmodalStrips(strips).v[index];
    AmodalRegion region = region_at(frame, raster, strip.view, strip.instance).v[0];
    ivec2 first = ivec2(region.first_x, region.first_y), end = ivec2(region.end_x, region.end_y);
    ivec2 origin = region_origin(first);
    uint row_words = region_row_words(first, end);
    uint word_count = uint(strip.end_y - strip.first_y) * row_words;
    Uints bits = Uints(region.bits + uint64_t(uint(strip.first_y - first.y)) * row_words * 4ul);
    Tally inside = Tally(0u, uvec2(0u), uvec2(0u)), all = inside;
    for (uint i = gl_LocalInvocationIndex; i < word_count; i += gl_WorkGroupSize.x) {
        uint word = bits.v[i];
        if (word != 0u) {
            uvec2 at = uvec2(i % row_words * 32u, uint(strip.first_y - first.y) + i / row_words);
            int x = origin.x + int(at.x), y = origin.y + int(at.y);
            uint visible = word & inside_bits(x, y);
            add(all, word, at);
            add(inside, visible, at);
            if (visible != 0u) add_occluders(region, strip, visible, x, y);
        }
    }
    if (all.pixels == 0u) return;
    AmodalCounts counts = AmodalCounts(region.counts);
    atomicAdd(counts.v[0].inside, inside.pixels);
    atomicAdd(counts.v[0].outside, all.pixels - inside.pixels);
    atomicMax(counts.v[0].not_x_min, all.not_min.x);
    atomicMax(counts.v[0].not_y_min, all.not_min.y);
    atomicMax(counts.v[0].x_end, all.end.x);
    atomicMax(counts.v[0].y_end, all.end.y);
    atomicMax(counts.v[0].inside_not_x_min, inside.not_min.x);
    atomicMax(counts.v[0].inside_not_y_min, inside.not_min.y);
    atomicMax(counts.v[0].inside_x_end, inside.end.x);
    atomicMax(counts.v[0].inside_y_end, inside.end.y);
}
