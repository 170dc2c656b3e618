// One step of a path: to the nearest surface, and on from there.
#ifndef PLUMB_BOUNCE_GLSL
#define PLUMB_BOUNCE_GLSL
#include "shade/path.glsl"

/// Index of refraction for one of three wavelengths, KHR_materials_dispersion.
void disperse(MaterialLobes lobes, bool is_back, float choice, inout Path path, inout Bsdf b) {
    if (lobes.dispersion <= 0.0 || b.eta == THIN) return;
    if (path.wave == 0u) {
        path.wave = 1u + min(uint(choice * 3.0), 2u);
        vec3 only = vec3(0.0);
        only[path.wave - 1u] = 3.0;
        path.throughput *= only;
    }
    float half_spread = (lobes.ior - 1.0) * 0.025 * lobes.dispersion;
    float ior = max(lobes.ior + (float(path.wave) - 2.0) * half_spread, 1.0 + 1e-3);
    b.eta = is_back ? 1.0 / ior : ior;
}

/// A direction on the side of the triangle on which the shading normal has it.
vec3 on_its_side(vec3 direction, vec3 geometric, bool is_above) {
    float height = dot(direction, geometric);
    return (height > 0.0) == is_above ? direction : direction - 2.0 * height * geometric;
}

/// Share of what a surface shines that following a path to it stands for; the rest stands with those that looked for it.
float share_of_emission(FrameRef frame, CameraMoment camera, ViewShading shading, Path path, Hit hit, uint draw_index) {
    if (path.density <= 0.0 || shading.emitter_count == 0u) return 1.0;
    vec3 area = area_of(frame, camera, hit);
    return power_share(path.density, emission_density(shading, hit, draw_index, area, path.direction, path.passed_m));
}

/// @return  whether the path goes on
bool bounce(FrameRef frame, CameraMoment camera, ViewShading shading, uint depth, float t_min, inout Path path,
            inout Random random) {
    uint culls = depth == 0u ? RAY_CULLS_BACK : 0u;
    Ray ray = Ray(path.origin, path.direction, t_min, uintBitsToFloat(0x7F800000u));
    ++path.ray_count;
    RayHit met = closest_hit(frame, path.view, ray, path.reference, culls);
    bool is_lost = met.reference == NO_REFERENCE;
    find_light(camera, shading, is_lost ? ray.t_max : met.t, path);
    if (is_lost) return false;
    path.throughput *= exp(-path.extinction * met.t);
    path.origin += path.direction * met.t;
    path.passed_m += met.t;
    path.reference = met.reference;
    Hit hit = hit_of_ray(frame, path.view, met);
    ShadingPoint p = shading_point(frame, camera, hit, no_footprint());
    vec2 chances = next_pair(random);
    if (chances.x >= p.alpha) return true;
    if (p.is_unlit) {
        path.radiance += path.throughput * p.bsdf.base_color;
        return false;
    }
    if (has_lobe(LOBE_TRANSMISSION)) disperse(p.lobes, hit.is_back, chances.y, path, p.bsdf);
    vec3 geometric = geometric_normal(frame, camera, hit);
    if (dot(geometric, path.direction) > 0.0) geometric = -geometric;
    Outgoing o = outgoing_of(p.bsdf, seen_from(p, -path.direction));
    path.radiance += path.throughput * p.emission * ((1.0 - o.coat_share) * share_of_emission(frame, camera, shading, path, hit, met.draw));
    vec3 beyond = path.extinction;
    if (p.is_volume) beyond = hit.is_back ? vec3(0.0) : p.lobes.extinction;
    path.radiance +=
        path.throughput * looked_for(frame, camera, shading, path, p, o, geometric, beyond, met.reference, random);
    vec2 u = next_pair(random), choice = next_pair(random);
    vec3 i = bsdf_sample(p.bsdf, o, choice.x, u);
    if (i.z == 0.0) return false;
    path.density = bsdf_density(p.bsdf, o, i);
    if (!(path.density > 0.0)) return false;
    path.throughput *= bsdf_value(p.bsdf, o, i) / path.density;
    if (depth >= SURE_BOUNCES) {
        float survival = clamp(largest(path.throughput), 0.0, 0.95);
        if (choice.y >= survival) return false;
        path.throughput /= survival;
    }
    path.direction = on_its_side(normalize(p.camera_from_local * i), geometric, i.z > 0.0);
    if (i.z < 0.0) path.extinction = beyond;
    path.passed_m = 0.0;
    return largest(path.throughput) > 0.0;
}

#endif
