#version 460
// Turns a count into the arguments of an indirect dispatch; no dimension exceeds what every device takes.
#include "access.glsl"
layout(local_size_x = 1) in;
layout(constant_id = 0) const uint COUNTS_TILES = 0u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
};

void main() {
    CountersRef counters = CountersRef(raster.v.counters);
    uint count = COUNTS_TILES != 0u ? min(counters.v.tile_count, raster.v.tile_capacity) : counters.v.work_count;
    const uint MOST_X = 32768u;
    uint x = min(count, MOST_X), y = (count + MOST_X - 1u) / MOST_X;
    for (uint i = 0u; i < 3u; ++i) {
        uint value = i == 0u ? x : (i == 1u ? y : 1u);
        if (COUNTS_TILES != 0u)
            counters.v.tile_groups[i] = value;
        else
            counters.v.work_groups[i] = value;
    }
}
