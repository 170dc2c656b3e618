// The pixels that a triangle is walked over, and where they are written: an image, or an instance's own region.
#ifndef PLUMB_CANVAS_GLSL
#define PLUMB_CANVAS_GLSL
#include "visibility/region.glsl"

const ivec2 PIXEL_CENTER = ivec2(128);

struct Canvas {
    ivec2 first, end;  // end is exclusive
    ivec2 sample_at;   // place in each pixel that is looked at, 1/256 px; may lie outside the pixel
    uint64_t words;    // visibility: uint64, [y][x] of the view; amodal: bits of the region
};

Canvas canvas_of(FrameRef frame, RasterRef raster, uint view, uint instance) {
#ifdef PLUMB_AMODAL
    AmodalRegion region = region_at(frame, raster, view, instance).v[0];
    return Canvas(ivec2(region.first_x, region.first_y), ivec2(region.end_x, region.end_y), PIXEL_CENTER, region.bits);
#else
    uint first = 0u, rows = frame.v.height;
    ivec2 sample_at = PIXEL_CENTER;
#ifdef PLUMB_SAMPLE
    first = raster.v.first_row;
    rows = raster.v.row_count;
    sample_at = ivec2(raster.v.sample_x, raster.v.sample_y);
#endif
    uint64_t skipped = (uint64_t(view) * rows - first) * frame.v.width;
    return Canvas(ivec2(0, first), ivec2(frame.v.width, first + rows), sample_at,
                  raster.v.depth_and_reference + skipped * 8ul);
#endif
}

/// Where the sample lies in each pixel, px.
dvec2 sample_offset(Canvas canvas) { return dvec2(canvas.sample_at) / 256.0lf; }

#endif
