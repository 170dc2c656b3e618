#version 460
// One thread a pixel: the nearest surface along the ray through its centre, in the words that the rasterizer writes.
#include "rays/rays.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint SKIPS_BLENDED = 0u;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    uint64_t words;  // uint64, [view][y][x]
};

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    CameraMoment camera = camera_at(frame, view, NOW);
    dvec2 place = (dvec2(pixel) + 0.5lf - dvec2(camera.cx, camera.cy)) / dvec2(camera.fx, camera.fy);
    bool is_orthographic = camera.is_orthographic != 0u;
    RayPath path;
    path.origin = is_orthographic ? dvec3(place, 0.0lf) : dvec3(0.0lf);
    path.direction = is_orthographic ? dvec3(0.0lf, 0.0lf, 1.0lf) : dvec3(place, 1.0lf);  // so that depth is its parameter
    path.exact_min = camera.near_m;
    path.exact_max = camera.far_m;
    path.t_min = float(camera.near_m) * (1.0 - BOX_MARGIN);
    path.t_max = float(camera.far_m);
    path.excluded = NO_REFERENCE;
    RayHit hit = nothing_before(path.t_max);
    uint kind = RAY_IS_EXACT | RAY_CULLS_BACK | (SKIPS_BLENDED != 0u ? RAY_SKIPS_BLENDED : 0u);
    walk(frame, view, path, kind, hit);
    uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
    Words(words + index * 8ul).v[0] = hit.reference == NO_REFERENCE
                                          ? NOTHING
                                          : uint64_t(floatBitsToUint(hit.t)) << 32 | uint64_t(hit.reference);
}
