// Where rays to lights and to the sky start: at the surface that a pixel sees. For a shader with a `frame`.
#ifndef PLUMB_LIGHT_START_GLSL
#define PLUMB_LIGHT_START_GLSL
#include "rays/rays.glsl"
#include "surface.glsl"
layout(constant_id = 0) const uint LOOKS_AT_SKY = 1u;

const float OFFSET = 1.0 / 524288.0;  // of the distance to the camera: a place there is rounded by a tenth of it

/// The surface that rays start from.
struct Start {
    uint view;
    uint reference;
    bool is_lit_through;  // light may come from behind
    vec3 point;
    vec3 normal;          // geometric, to the camera
    vec3 smooth_normal;   // interpolated; only where the sky is sampled
    float offset;
};

Ray ray_from(Start start, vec3 direction, float distance) {
    vec3 side = dot(start.normal, direction) < 0.0 ? -start.normal : start.normal;
    return Ray(start.point + side * start.offset, direction, 0.0, distance * (1.0 - OFFSET));
}

/// Normal of a triangle's plane in the camera frame, on either side; single precision will do for a side to be told.
vec3 plane_normal(Draw draw, uint view, uint reference) {
    Primitive primitive = Primitives(frame.v.primitives).v[draw.primitive];
    Vertices positions = positions_of(frame, draw, primitive, view, NOW);
    uvec3 corners = triangle_corners(primitive, reference - draw.first_reference);
    vec3 a = vertex_at(positions, corners.x);
    vec3 u = vertex_at(positions, corners.y) - a, v = vertex_at(positions, corners.z) - a;
    // By their lengths, so that the product of tiny edges is not nothing.
    vec3 across = cross(u / max(largest_of(abs(u)), 1e-30), v / max(largest_of(abs(v)), 1e-30));
    return normalized(across * unpacked_matrix(instance_at(frame, view, NOW, draw.instance).camera_from_normal));
}

Start start_at(CameraMoment camera, uint view, dvec2 place, uint64_t word) {
    Start start;
    start.view = view;
    start.reference = uint(word);
    float depth_m = uintBitsToFloat(uint(word >> 32));
    vec3 ray = vec3(ray_at(frame, camera, view, place));
    bool is_orthographic = camera.is_orthographic != 0u;
    start.point = is_orthographic ? vec3(ray.xy, depth_m) : ray * depth_m;
    start.offset = OFFSET * largest_of(abs(start.point));
    Draw draw = draws_of(frame, view).v[find_draw(frame, start.reference)];
    start.is_lit_through = (draw.flags & DRAW_BLENDED) != 0u;
    start.normal = plane_normal(draw, view, start.reference);
    if (dot(start.normal, is_orthographic ? vec3(0.0, 0.0, 1.0) : ray) > 0.0) start.normal = -start.normal;
    if (LOOKS_AT_SKY != 0u) {
        Hit hit = hit_at(frame, camera, view, place, word);
        InstanceMoment moment = instance_at(frame, view, NOW, hit.draw.instance);
        start.smooth_normal = smooth_normal(frame, camera, hit, moment, vec3(hit.weights));
        if (hit.is_back) start.smooth_normal = -start.smooth_normal;
    }
    return start;
}

#endif
