#version 460
// One thread a pixel: the nearest surface along the ray through a place in it, in the words that the rasterizer writes.
#include "rays/camera_path.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint SKIPS_BLENDED = 0u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t words;  // uint64, [view][row][x]
    ivec2 place;     // in each pixel, 1/256 px
    uint first_row, row_count;  // that are looked at, alone in memory
};

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= row_count) return;
    dvec2 at = dvec2(pixel.x, pixel.y + first_row) + dvec2(place) / 256.0lf;
    look_at_row(frame, view, double(pixel.y + first_row) + 0.5lf);
    RayPath path = path_through(frame, view, camera_at(frame, view, NOW), at);
    uint64_t word = NOTHING;
    if (path.direction != dvec3(0.0lf)) word = word_of(first_seen(frame, view, path, SKIPS_BLENDED));
    Words(words + ((uint64_t(view) * row_count + pixel.y) * frame.v.width + pixel.x) * 8ul).v[0] = word;
}
