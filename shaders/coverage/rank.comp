#version 460
// The instances, or materials, that most samples of a pixel see, most first and the lower id first among equals.
#include "access.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t ids;     // uint, [sample][view][row][x]
    uint64_t to_ids;  // uint, [view][y][x][rank]; 0 if not asked for
    uint64_t to_shares;
    uint first_row, row_count;
    uint sample_count;  // COVERAGE_SAMPLES at most
};

struct Entry {
    uint id, count;
};

void main() {
    uvec2 at = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (at.x >= frame.v.width || at.y >= row_count) return;
    Uints from = Uints(ids + ((uint64_t(view) * row_count + at.y) * frame.v.width + at.x) * 4ul);
    uint stride = frame.v.view_count * row_count * frame.v.width;
    Entry entries[COVERAGE_SAMPLES];
    uint entry_count = 0u, last = 0u;  // neighbouring samples mostly see the same
    for (uint i = 0u; i < sample_count; ++i) {
        uint id = from.v[i * stride];
        if (entry_count == 0u || entries[last].id != id) {
            last = entry_count;
            for (uint k = 0u; k < entry_count; ++k)
                if (entries[k].id == id) last = k;
            if (last == entry_count) entries[entry_count++] = Entry(id, 0u);
        }
        ++entries[last].count;
    }
    uint64_t pixel = (uint64_t(view) * frame.v.height + first_row + at.y) * frame.v.width + at.x;
    for (uint rank = 0u; rank < COVERAGE_RANKS; ++rank) {
        uint best = 0u;
        for (uint k = 1u; k < entry_count; ++k) {
            Entry a = entries[k], b = entries[best];
            if (a.count > b.count || (a.count == b.count && a.id < b.id)) best = k;
        }
        Entry entry = entries[best];
        entries[best].count = 0u;  // taken; what is not there has no share
        uint64_t to = (pixel * COVERAGE_RANKS + rank) * 4ul;
        if (to_ids != 0ul) Uints(to_ids + to).v[0] = entry.count != 0u ? entry.id : 0u;
        if (to_shares != 0ul) Floats(to_shares + to).v[0] = float(entry.count) / float(sample_count);
    }
}
