// Rays for whoever shades: what is nearest, whether anything stands in between, how much light comes through. Origins
// and directions are in the camera frame, in metres: single precision keeps there at any place of the world. All instances
// that are visible at the shot's own time are met; cut-outs (alphaMode MASK) are open where the picture shows them open.
#ifndef PLUMB_RAYS_GLSL
#define PLUMB_RAYS_GLSL
#include "rays/traverse.glsl"

struct Ray {
    vec3 origin;
    vec3 direction;      // unit, if t is to be metres
    float t_min, t_max;  // what lies outside is not met
};

RayPath path_of(Ray ray, uint excluded) {
    return RayPath(dvec3(ray.origin), dvec3(ray.direction), ray.t_min, ray.t_max, 0.0lf, 0.0lf, excluded, NOW);
}

RayHit nothing_before(float t_max) { return RayHit(t_max, NO_REFERENCE, 0u, vec3(0.0), false, uvec3(0u)); }

/// The nearest surface; of surfaces at the same distance the one with the lowest reference.
///
/// @param excluded  reference of a triangle that is not met, NO_REFERENCE for none: the one the ray starts from
/// @param culls     RAY_CULLS_BACK, RAY_SKIPS_BLENDED or 0; a constant
RayHit closest_hit(FrameRef frame, uint view, Ray ray, uint excluded, uint culls) {
    RayHit hit = nothing_before(ray.t_max);
    walk(frame, view, path_of(ray, excluded), culls, hit);
    return hit;
}

/// What a camera's ray sees, decided in double precision within its exact bounds.
/// @param skips_blended  a constant
RayHit first_seen(FrameRef frame, uint view, RayPath path, uint skips_blended) {
    RayHit hit = nothing_before(path.t_max);
    walk(frame, view, path, RAY_IS_EXACT | RAY_CULLS_BACK | (skips_blended != 0u ? RAY_SKIPS_BLENDED : 0u), hit);
    return hit;
}

/// As a word of the visibility buffer.
uint64_t word_of(RayHit hit) {
    if (hit.reference == NO_REFERENCE) return NOTHING;
    return uint64_t(floatBitsToUint(hit.t)) << 32 | uint64_t(hit.reference);
}

/// Whether any surface is met, from either side, blended ones as well.
bool any_hit(FrameRef frame, uint view, Ray ray, uint excluded) {
    RayHit hit = nothing_before(ray.t_max);
    walk(frame, view, path_of(ray, excluded), RAY_TAKES_ANY, hit);
    return hit.reference != NO_REFERENCE;
}

/// Share of light that comes along a ray: 0 past anything opaque, from either side. A surface of alphaMode BLEND lets
/// 1 - alpha through, a transmitting one its transmission times its colour, undeflected.
vec3 light_through(FrameRef frame, uint view, Ray ray, uint excluded) {
    RayHit hit = nothing_before(ray.t_max);
    walk(frame, view, path_of(ray, excluded), RAY_TAKES_ANY | RAY_FADES, hit);
    return hit.reference != NO_REFERENCE ? vec3(0.0) : exp2(vec3(hit.fading) / -65536.0);
}

#endif
