#version 460
// Given places of an image: one thread a place. First each is listed by pixel and cell, as queries.comp does; when sight
// has found the nearest surface there, it is told by its depth and instance.
#include "hit.glsl"
#include "sight/query_lists.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint TELLS = 0u;  // 0: lists, 1: tells
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;
    uint64_t places;  // Place
    uint64_t seen;    // SeenThere
    uint place_count;
};

void list(uint index, Place place) {
    dvec2 at = dvec2(place.x, place.y);
    QueryHeads head = head_of(frame, raster, place.view, ivec2(at));
    Uints slot = slot_of(frame, raster, place.view, snapped_place(at) >> CELL_BITS);
    Queries query = Queries(raster.v.queries + uint64_t(index) * 24ul);
    query.v[0].x = at.x;
    query.v[0].y = at.y;
    query.v[0].next = atomicExchange(head.v[0].first, index + 1u);
    query.v[0].next_in_slot = atomicExchange(slot.v[0], index + 1u);
    atomicAdd(head.v[0].count, 1u);
}

void tell(uint index) {
    uint64_t word = Words(raster.v.depth_and_reference).v[index];
    SeenThere there = SeenThere(0.0, 0u);
    if (word != NOTHING) {
        uint draw = find_draw(frame, uint(word));
        there = SeenThere(uintBitsToFloat(uint(word >> 32)), Draws(frame.v.draws).v[draw].instance + 1u);
    }
    SeenTheres(seen).v[index] = there;
}

void main() {
    uint index = gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    if (index >= place_count) return;
    if (TELLS == 0u)
        list(index, Places(places).v[index]);
    else
        tell(index);
}
