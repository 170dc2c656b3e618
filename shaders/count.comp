#version 460
// Visible pixels and tight boxes. A thread walks a run of 32 pixels of a row and adds up while the draw stays the same;
// threads follow the rows, from one to the next.
#include "hit.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    ResolveRef resolve;
};

const uint RUN = 32u;

void add(FrameRef frame, uint view, uint draw, uint x, uint end, uint y) {
    uint instance = Draws(frame.v.draws).v[draw].instance;
    PixelCounts counts = PixelCounts(resolve.v.counts + (uint64_t(view) * frame.v.instance_count + instance) * 20ul);
    atomicAdd(counts.v[0].pixels, end - x);
    atomicMax(counts.v[0].not_x_min, ~x);
    atomicMax(counts.v[0].not_y_min, ~y);
    atomicMax(counts.v[0].x_end, end);
    atomicMax(counts.v[0].y_end, y + 1u);
}

void main() {
    uint runs = (frame.v.width + RUN - 1u) / RUN, view = gl_WorkGroupID.z;
    uint index = gl_WorkGroupID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    uint y = index / runs, first = index % runs * RUN;
    if (y >= frame.v.height) return;
    uint end = min(first + RUN, frame.v.width);
    Words words = Words(resolve.v.depth_and_reference + (uint64_t(view) * frame.v.height + y) * frame.v.width * 8ul);
    Draws draws = Draws(frame.v.draws);
    bool has_run = false;
    uint run_start = 0u, draw = 0u, lowest = 0u, highest = 0u;  // the run's draw owns references lowest..highest
    for (uint x = first; x < end; ++x) {
        uint64_t word = words.v[x];
        uint reference = uint(word);
        bool is_surface = word != NOTHING;
        if (has_run && (!is_surface || reference < lowest || reference > highest)) {
            add(frame, view, draw, run_start, x, y);
            has_run = false;
        }
        if (is_surface && !has_run) {
            has_run = true;
            run_start = x;
            draw = find_draw(frame, reference);
            lowest = draws.v[draw].first_reference;
            highest = draw + 1u < frame.v.draw_count ? draws.v[draw + 1u].first_reference - 1u : 0xFFFFFFFEu;
        }
    }
    if (has_run) add(frame, view, draw, run_start, end, y);
}
