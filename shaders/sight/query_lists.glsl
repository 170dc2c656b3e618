// Queries are listed twice: by the pixel of the other frame, and by cells of it that are much smaller. Where a whole
// image shrinks into a few pixels, a triangle smaller than a pixel asks the cells it touches, not all of the pixel.
#ifndef PLUMB_QUERY_LISTS_GLSL
#define PLUMB_QUERY_LISTS_GLSL
#include "visibility/screen_triangle.glsl"

const int CELL_BITS = 2;  // a cell is 4/256 px wide and high

ivec2 snapped_place(dvec2 place) { return ivec2(floor(place * double(SUBPIXELS) + 0.5lf)); }

uint64_t first_pixel(FrameRef frame, uint view) { return uint64_t(view) * frame.v.height * frame.v.width; }

QueryHeads head_of(FrameRef frame, RasterRef raster, uint view, ivec2 pixel) {
    uint64_t index = first_pixel(frame, view) + uint(pixel.y) * frame.v.width + uint(pixel.x);
    return QueryHeads(raster.v.query_heads + index * 8ul);
}

/// Head of the list in which the queries of a cell are, with those of others that share its slot.
Uints slot_of(FrameRef frame, RasterRef raster, uint view, ivec2 cell) {
    uint hash = uint(cell.x) * 0x9E3779B1u ^ uint(cell.y) * 0x85EBCA77u;
    uint slot = (hash ^ hash >> 15) % (frame.v.width * frame.v.height);
    return Uints(raster.v.query_cells + (first_pixel(frame, view) + slot) * 4ul);
}

Query query_at(RasterRef raster, uint link) { return Queries(raster.v.queries + uint64_t(link - 1u) * 24ul).v[0]; }

#endif
