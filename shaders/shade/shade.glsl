// Scene-referred colour of a hit under the lights of its shot and a distant environment, where rays find the way free.
#ifndef PLUMB_SHADE_GLSL
#define PLUMB_SHADE_GLSL
#include "shade/environment.glsl"
#include "shade/highlight.glsl"
#include "shade/light_of.glsl"
#include "shade/point.glsl"
#include "shade/shadow.glsl"

/// The environment as a lobe of some roughness sees it around a direction.
vec3 environment_around(ViewShading shading, CameraMoment camera, vec3 direction, float alpha) {
    if (shading.environment_lobes != 0ul)
        return map_lobe(shading, environment_direction(camera, direction), sqrt(alpha)) * shading.environment_intensity;
    // A sky or a colour is smooth enough to go from itself to its diffuse light.
    return mix(environment_radiance(shading, camera, direction), environment_diffuse(shading, camera, direction),
               clamp(2.0 * sqrt(alpha), 0.0, 1.0));
}

vec3 mirrored(vec3 v, vec3 n) { return 2.0 * dot(n, v) * n - v; }

/// Light of the environment, each lobe by its albedo.
vec3 ambient(ViewShading shading, CameraMoment camera, ShadingPoint p, Outgoing o, vec3 v) {
    Bsdf b = p.bsdf;
    vec3 n = p.camera_from_local[2];
    float diffuse = (1.0 - b.metallic) * (1.0 - b.transmission) * (1.0 - largest(o.dielectric_albedo));
    vec3 around = environment_around(shading, camera, mirrored(v, n), sqrt(b.alpha.x * b.alpha.y));
    vec3 irradiance = environment_diffuse(shading, camera, n);
    vec3 sum = (irradiance * b.base_color * diffuse + around * mix(o.dielectric_albedo, o.metal_albedo, b.metallic)) *
               under_layers(b, o);
    sum += irradiance * b.sheen_color * (o.sheen_albedo * (1.0 - o.coat_share));
    if (o.coat_share > 0.0) {
        vec3 coat_normal = p.camera_from_local * b.coat_normal;
        sum += environment_around(shading, camera, mirrored(v, coat_normal), b.coat_alpha) * o.coat_share;
    }
    return sum * p.occlusion;
}

/// What a surface sends to the camera, and how much of what is behind it.
struct Seen {
    vec3 radiance;
    vec3 passed;
};

/// @param shares  of what arrives at the surface, see light_share()
Seen surface_seen(FrameRef frame, CameraMoment camera, Hit hit, uint64_t shares) {
    ViewShading shading = Shadings(frame.v.shadings).v[hit.view];
    ShadingPoint p = shading_point(frame, camera, hit, footprint_of(frame, camera, hit));
    if (p.is_unlit) return Seen(p.bsdf.base_color * p.alpha, vec3(1.0 - p.alpha));
    vec3 ray = vec3(ray_of(camera, hit));
    bool is_orthographic = camera.is_orthographic != 0u;
    vec3 point = is_orthographic ? vec3(ray.xy, hit.depth_m) : ray * hit.depth_m;
    vec3 v = is_orthographic ? vec3(0.0, 0.0, -1.0) : -normalized(ray);
    Outgoing o = outgoing_of(p.bsdf, seen_from(p, v));
    vec3 sum = p.emission * (1.0 - o.coat_share);
    for (uint i = 0u; i < shading.light_count; ++i) {
        Light light = light_of(shading, i);
        sum += lit_by(p.bsdf, o, p.camera_from_local, light, point) * light_share(shares, i);
    }
    sum += ambient(shading, camera, p, o, v) * open_share(shares);
    vec3 passed = p.passed * ((1.0 - largest(o.dielectric_albedo)) * under_layers(p.bsdf, o));
    return Seen(sum * p.alpha, mix(vec3(1.0), passed, p.alpha));
}

vec3 background_radiance(FrameRef frame, CameraMoment camera, Hit hit) {
    ViewShading shading = Shadings(frame.v.shadings).v[hit.view];
    if (is_dark(hit)) return vec3(0.0);
    vec3 ray = camera.is_orthographic != 0u ? vec3(0.0, 0.0, 1.0) : vec3(ray_of(camera, hit));
    return environment_radiance(shading, camera, normalized(ray));
}

#endif
