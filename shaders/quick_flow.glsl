// Flow in single precision, with a bound on its error.
#ifndef PLUMB_QUICK_FLOW_GLSL
#define PLUMB_QUICK_FLOW_GLSL
#include "hit.glsl"

/// What single precision says about flow.
struct QuickFlow {
    vec2 flow_px;
    bool is_sure;  // off by less than QUICK_ERROR_PX
};
const float QUICK_ERROR_PX = 5e-5;

/// @param moved  change of (X, Y, w) of a point that is seen at `pixel` with w = `depth`
/// @param reach  sum of the sizes of the parts that `moved` was added up from
QuickFlow quick_flow(vec2 pixel, float depth, vec3 moved, vec3 reach) {
    float depth_then = depth + moved.z;
    float inverse = 1.0 / depth_then;
    vec2 flow = (moved.xy - pixel * moved.z) * inverse;
    // Each product, sum and rounded input is off by at most 2^-24 of its size; 16 covers their number.
    vec2 error = 16.0 / 16777216.0 * (reach.xy + abs(pixel) * reach.z + abs(flow) * (reach.z + depth)) * inverse;
    // Each compared alone: what overflowed is not a number, and not sure.
    return QuickFlow(flow, depth_then > 0.0 && error.x < QUICK_ERROR_PX && error.y < QUICK_ERROR_PX);
}

/// Flow of a point at infinity: exactly 0 where neither camera nor environment turns.
QuickFlow quick_background_flow(FrameRef frame, Hit hit, uint moment) {
    vec3 pixel = vec3(hit.pixel, 1.0);
    mat3 change = unpacked_matrix(camera_at(frame, hit.view, moment).environment_motion);
    mat3 sizes = mat3(abs(change[0]), abs(change[1]), abs(change[2]));
    return quick_flow(pixel.xy, 1.0, pixel * change, pixel * sizes);
}

/// Flow of a rigid instance under a perspective camera, from the change of its matrix: exactly 0 where nothing moves.
/// Points that pass close to the camera, and large objects near it, are left to double precision.
QuickFlow quick_surface_flow(Hit hit, InstanceMoments then) {
    vec4 p = vec4(vec3(hit.object_point), 1.0);
    vec3 moved, reach;
    for (int i = 0; i < 3; ++i) {
        vec4 part = vec4(unpacked(then.v[0].pixel_motion[2 * i]), unpacked(then.v[0].pixel_motion[2 * i + 1])) * p;
        moved[i] = part.x + part.y + part.z + part.w;
        reach[i] = abs(part.x) + abs(part.y) + abs(part.z) + abs(part.w);
    }
    return quick_flow(vec2(hit.pixel), hit.depth_m, moved, reach);
}

#endif
