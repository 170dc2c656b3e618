// The pixels that a triangle is walked over, and where they are written: an image, or an instance's own region.
#ifndef PLUMB_CANVAS_GLSL
#define PLUMB_CANVAS_GLSL
#include "visibility/region.glsl"

struct Canvas {
    ivec2 first, end;  // end is exclusive
    uint64_t words;    // visibility: uint64, [y][x] of the view; amodal: bits of the region
};

Canvas canvas_of(FrameRef frame, RasterRef raster, uint view, uint instance) {
#ifdef PLUMB_AMODAL
    AmodalRegion region = region_at(frame, raster, view, instance).v[0];
    return Canvas(ivec2(region.first_x, region.first_y), ivec2(region.end_x, region.end_y), region.bits);
#else
    return Canvas(ivec2(0), ivec2(frame.v.width, frame.v.height),
                  raster.v.depth_and_reference + uint64_t(view) * frame.v.height * frame.v.width * 8ul);
#endif
}

#endif
