// How the bits of an instance's region lie in memory.
#ifndef PLUMB_REGION_GLSL
#define PLUMB_REGION_GLSL
#include "access.glsl"

AmodalRegions region_at(FrameRef frame, RasterRef raster, uint view, uint instance) {
    uint64_t index = uint64_t(view) * frame.v.instance_count + instance;
    return AmodalRegions(raster.v.regions + index * AMODAL_REGION_BYTES);
}

/// Pixel of the first bit: words start at columns divisible by 32.
ivec2 region_origin(ivec2 first) { return ivec2(first.x & ~31, first.y); }

uint region_row_words(ivec2 first, ivec2 end) { return (uint(end.x - (first.x & ~31)) + 31u) >> 5; }

#endif
