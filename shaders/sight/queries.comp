#version 460
// One thread a pixel: where its point is in another frame, listed by the pixel and the cell of that frame, unless the
// place alone already tells the flow class.
#include "motion.glsl"
#include "sight/query_lists.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    RasterRef raster;  // of the other frame
    uint64_t words;    // visibility at t
};

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    uint64_t index = first_pixel(frame, view) + pixel.y * frame.v.width + pixel.x;
    CameraMoment camera = camera_at(frame, view, NOW);
    Hit hit = hit_of(frame, camera, view, pixel, Words(words + index * 8ul).v[0]);
    Motion motion = motion_of(frame, camera, hit, raster.v.moment);
    if (motion.known_class != CLASS_VISIBLE) return;
    QueryHeads head = head_of(frame, raster, view, ivec2(motion.place));
    Uints slot = slot_of(frame, raster, view, snapped_place(motion.place) >> CELL_BITS);
    Queries query = Queries(raster.v.queries + index * 24ul);
    query.v[0].x = motion.place.x;
    query.v[0].y = motion.place.y;
    query.v[0].next = atomicExchange(head.v[0].first, uint(index) + 1u);
    query.v[0].next_in_slot = atomicExchange(slot.v[0], uint(index) + 1u);
    atomicAdd(head.v[0].count, 1u);
}
