#version 460
// Keeps of one sample of each pixel which instance and which material it sees. A thread walks a run of 32 pixels of a
// row and searches anew only where the draw changes.
#include "hit.glsl"
layout(local_size_x = 64) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t words;      // uint64, [view][row][x]
    uint64_t instances;  // uint, [view][row][x]; 0 if not asked for
    uint64_t materials;
    uint row_count;
};

const uint RUN = 32u;

void main() {
    uint first = gl_GlobalInvocationID.x * RUN;
    if (first >= frame.v.width) return;
    uint end = min(first + RUN, frame.v.width);
    uint64_t row = (uint64_t(gl_WorkGroupID.z) * row_count + gl_WorkGroupID.y) * frame.v.width;
    Words seen = Words(words + row * 8ul);
    Draws draws = draws_of(frame, gl_WorkGroupID.z);
    uint instance = 0u, material = 0u, lowest = 1u, highest = 0u;  // the draw of both owns references lowest..highest
    for (uint x = first; x < end; ++x) {
        uint64_t word = seen.v[x];
        uint reference = uint(word);
        bool is_surface = word != NOTHING;
        if (is_surface && (reference < lowest || reference > highest)) {
            uint draw = find_draw(frame, reference);
            lowest = draws.v[draw].first_reference;
            highest = draw + 1u < frame.v.draw_count ? draws.v[draw + 1u].first_reference - 1u : 0xFFFFFFFEu;
            instance = draws.v[draw].instance + 1u;
            material = draws.v[draw].material_id;
        }
        if (instances != 0ul) Uints(instances + (row + x) * 4ul).v[0] = is_surface ? instance : 0u;
        if (materials != 0ul) Uints(materials + (row + x) * 4ul).v[0] = is_surface ? material : 0u;
    }
}
