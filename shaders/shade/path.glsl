// Light along one path through the scene: at each surface one light, one place that shines by itself and the environment
// are looked at, and one direction is followed; what both can find is shared out by their densities (Veach 1997, power
// heuristic).
#ifndef PLUMB_PATH_GLSL
#define PLUMB_PATH_GLSL
#include "rays/rays.glsl"
#include "shade/bsdf_sample.glsl"
#include "shade/emitters.glsl"
#include "shade/light_choice.glsl"
#include "shade/point.glsl"
#include "shade/random.glsl"

const uint SURE_BOUNCES = 3u;   // before a path may end by chance
const uint MOST_BOUNCES = 256u; // which none lives to see: it goes on with a probability of 0.95 at most
const uint MOST_SHEETS = 64u;   // blended surfaces that a ray to a light looks through

/// Where a path is.
struct Path {
    uint view;
    vec3 origin, direction;
    uint reference;     // of the triangle that it starts from
    vec3 throughput;
    vec3 radiance;      // found so far
    float density;      // of `direction`; 0 where looking for light cannot have found it
    vec3 extinction;    // per metre, on the way
    float passed_m;     // since it was scattered, through blended surfaces
    uint ray_count;     // so far
    uint wave;          // 1 + channel where a dispersing surface has split the light, else 0
};

/// By their ratio: the square of what is seen edge-on is no number any more.
/// @param mine  above 0
float power_share(float mine, float others) {
    float ratio = others / mine;
    return 1.0 / (1.0 + ratio * ratio);
}

float start_of(vec3 origin) { return 1e-6 + 1e-5 * largest(abs(origin)); }

/// The hit of a ray as passes have it; without a pixel.
Hit hit_of_ray(FrameRef frame, uint view, RayHit met) {
    Hit hit;
    hit.is_surface = true;
    hit.is_back = met.is_back;
    hit.view = view;
    hit.draw = draws_of(frame, view).v[met.draw];
    hit.primitive = Primitives(frame.v.primitives).v[hit.draw.primitive];
    hit.triangle = met.reference - hit.draw.first_reference;
    hit.corners = triangle_corners(hit.primitive, hit.triangle);
    hit.weights = dvec3(met.weights);
    return hit;
}

/// Share of light that blended surfaces between two places let through; 0 past anything else.
float unhindered(FrameRef frame, inout Path path, vec3 origin, vec3 direction, float distance_m, uint reference) {
    float start = start_of(origin), share = 1.0;
    float end = isinf(distance_m) ? distance_m : distance_m * (1.0 - 1e-5);
    for (uint i = 0u; i < MOST_SHEETS; ++i) {
        Ray ray = Ray(origin, direction, start, end);
        ++path.ray_count;
        if (HAS_BLENDED == 0u) return any_hit(frame, path.view, ray, reference) ? 0.0 : 1.0;
        RayHit met = closest_hit(frame, path.view, ray, reference, 0u);
        if (met.reference == NO_REFERENCE) return share;
        Hit hit = hit_of_ray(frame, path.view, met);
        Material material = material_of(frame, path.view, hit.draw);
        if (material.alpha_mode != ALPHA_BLEND) return 0.0;
        share *= 1.0 - clamp(base_color_at(frame, hit.primitive, material, hit.corners, met.weights).a, 0.0, 1.0);
        if (share <= 0.0) return 0.0;
        start = met.t;
        reference = met.reference;
    }
    return 0.0;
}

const uint SEEKS_LIGHTS = 0u, SEEKS_SURROUNDINGS = 1u, SEEKS_EMITTERS = 2u;

bool is_sought(ViewShading shading, uint source) {
    if (source == SEEKS_LIGHTS) return shading.light_count > 0u;
    if (source == SEEKS_SURROUNDINGS) return is_environment_uneven(shading);
    return shading.emitter_count > 0u;
}

/// What reaches a surface from a light, what shines or the environment, and leaves it towards the path's start.
/// @param beyond  extinction behind the surface
vec3 looked_for(FrameRef frame, CameraMoment camera, ViewShading shading, inout Path path, ShadingPoint p, Outgoing o,
                vec3 geometric, vec3 beyond, uint reference, inout Random random) {
    vec3 sum = vec3(0.0);
    for (uint source = SEEKS_LIGHTS; source <= SEEKS_EMITTERS; ++source) {
        if (!is_sought(shading, source)) continue;
        vec2 which = next_pair(random), u = next_pair(random);
        Arrival a;
        if (source == SEEKS_LIGHTS)
            a = sampled_light(shading, path.origin, which.x, u);
        else if (source == SEEKS_SURROUNDINGS)
            a = sampled_surroundings(shading, camera, which, u);
        else
            a = sampled_emission(frame, camera, shading, path.view, path.origin, which, u);
        vec3 i = a.direction * p.camera_from_local;
        if (i.z * dot(a.direction, geometric) <= 0.0 || largest(a.light) <= 0.0) continue;
        vec3 value = bsdf_value(p.bsdf, o, i) * a.light;
        if (a.density > 0.0) value *= power_share(a.density, bsdf_density(p.bsdf, o, i));
        if (source == SEEKS_EMITTERS) value *= exp(-(i.z > 0.0 ? path.extinction : beyond) * a.distance_m);
        if (largest(value) <= 0.0) continue;
        sum += value * unhindered(frame, path, path.origin, a.direction, a.distance_m, reference);
    }
    return sum;
}

/// Adds lights with an extent that the path's ray meets before `t_max`, and the environment where it leaves the scene.
void find_light(CameraMoment camera, ViewShading shading, float t_max, inout Path path) {
    if (path.density > 0.0)
        for (uint k = 0u; k < shading.light_count; ++k) {
            // Its density is that for the place where the path was scattered.
            vec3 start = path.origin - path.direction * path.passed_m;
            Arrival a = met_light_of(shading, k, start, path.direction, t_max + path.passed_m);
            if (a.density > 0.0 && a.distance_m >= path.passed_m)
                path.radiance += path.throughput * exp(-path.extinction * min(a.distance_m - path.passed_m, 1e30)) * a.light *
                                 power_share(path.density, a.density);
        }
    if (!isinf(t_max)) return;
    float share = 1.0;
    if (path.density > 0.0)
        share = power_share(path.density, environment_density(shading, camera, path.direction));
    path.radiance += path.throughput * environment_radiance(shading, camera, path.direction) * share;
}

#endif
