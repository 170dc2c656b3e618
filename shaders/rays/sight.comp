#version 460
// One thread a pixel: the nearest surface in another frame on the way to where the pixel's point is then, in the words that
// sight by the rasterizer writes. Only a lens is asked: the ray starts from the other camera.
#include "rays/rays.glsl"
#include "motion.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint SKIPS_BLENDED = 0u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t words;  // uint64, [view][y][x]: visibility at t
    uint64_t seen;   // uint64, [view][y][x]
    uint moment;
};

uint64_t seen_towards(uint view, dvec3 sight) {
    CameraMoment there = camera_at(frame, view, moment);
    RayPath path;
    path.origin = dvec3(0.0lf);
    path.direction = sight / lens_along(lens_at(frame, view, moment), sight);
    path.exact_min = there.near_m;
    path.exact_max = there.far_m;
    path.t_min = float(there.near_m) * (1.0 - BOX_MARGIN);
    path.t_max = float(there.far_m);
    path.excluded = NO_REFERENCE;
    path.moment = moment;
    return word_of(first_seen(frame, view, path, SKIPS_BLENDED));
}

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
    look_at_row(frame, view, double(pixel.y) + 0.5lf);
    CameraMoment camera = camera_at(frame, view, NOW);
    Hit hit = hit_of(frame, camera, view, pixel, Words(words + index * 8ul).v[0]);
    Motion motion = motion_of(frame, camera, hit, moment);
    Words(seen + index * 8ul).v[0] =
        motion.known_class == CLASS_VISIBLE ? seen_towards(view, motion.sight) : NOTHING;
}
