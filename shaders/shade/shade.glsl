// Scene-referred colour of a hit: metallic-roughness (glTF 2.0, appendix B) under punctual lights and a distant
// environment, both where rays find the way free.
#ifndef PLUMB_SHADE_GLSL
#define PLUMB_SHADE_GLSL
#include "shade/environment.glsl"
#include "shade/shadow.glsl"
#include "surface.glsl"

struct Lobes {
    vec3 diffuse;  // albedo of the diffuse lobe
    vec3 f0;
    float alpha;   // roughness squared
};

Lobes lobes_of(Surface surface) {
    Lobes lobes;
    vec3 color = surface.base_color.rgb;
    lobes.diffuse = color * (1.0 - surface.metallic) * (1.0 - surface.transmission);
    lobes.f0 = mix(vec3(surface.f0), color, surface.metallic);
    lobes.alpha = max(surface.roughness * surface.roughness, 1e-3);
    return lobes;
}

vec3 fresnel(vec3 f0, float cosine) {
    float m = 1.0 - clamp(cosine, 0.0, 1.0);
    float m2 = m * m;
    return f0 + (vec3(1.0) - f0) * (m2 * m2 * m);
}

/// Where a light's specular lobe is looked up: for a shining sphere the direction to its point that is nearest to the
/// mirrored view (representative point, Karis 2013).
struct Highlight {
    vec3 direction;
    float energy;  // makes up for the light's width
};

/// @param to_light  metres, not unit
Highlight highlight_of(Lobes lobes, vec3 n, vec3 v, vec3 to_light, float radius_m) {
    float distance = length(to_light);
    vec3 mirrored = 2.0 * dot(n, v) * n - v;
    vec3 to_ray = dot(to_light, mirrored) * mirrored - to_light;
    vec3 nearest = to_light + to_ray * min(radius_m / max(length(to_ray), 1e-8), 1.0);
    float widened = min(lobes.alpha + radius_m / (2.0 * distance), 1.0);
    float ratio = lobes.alpha / max(widened, lobes.alpha);
    return Highlight(normalized(nearest), ratio * ratio);
}

/// BRDF times cosine; n, v, l unit.
vec3 reflected(Lobes lobes, vec3 n, vec3 v, vec3 l, Highlight highlight) {
    float nl = dot(n, l), nv = max(dot(n, v), 1e-4);
    if (nl <= 0.0) return vec3(0.0);
    vec3 h = normalized(v + highlight.direction);
    float nh = clamp(dot(n, h), 0.0, 1.0), vh = clamp(dot(v, h), 0.0, 1.0);
    float highlight_nl = max(dot(n, highlight.direction), 0.0);
    float a2 = lobes.alpha * lobes.alpha;
    float d = nh * nh * (a2 - 1.0) + 1.0;
    float distribution = a2 / (PI * d * d) * highlight.energy;
    float visibility =
        0.5 / (highlight_nl * sqrt(nv * nv * (1.0 - a2) + a2) + nv * sqrt(highlight_nl * highlight_nl * (1.0 - a2) + a2));
    vec3 f = fresnel(lobes.f0, vh);
    return (vec3(1.0) - f) * lobes.diffuse / PI * nl + f * distribution * visibility * highlight_nl;
}

/// Irradiance on a surface that faces the light, and the direction towards it.
vec3 incident(Light light, vec3 point, out vec3 direction) {
    if (light.kind == 0u) {
        direction = -light.direction;
        return light.intensity;
    }
    vec3 to_light = light.position - point;
    float d2 = max(dot(to_light, to_light), 1e-8);
    direction = to_light / sqrt(d2);
    float window = 1.0;
    if (!isinf(light.range_m)) {
        float q = d2 / (light.range_m * light.range_m);
        window = clamp(1.0 - q * q, 0.0, 1.0);
    }
    float cone = 1.0;
    if (light.kind == 2u) {
        cone = clamp(dot(light.direction, -direction) * light.cone_scale + light.cone_offset, 0.0, 1.0);
        cone *= cone;
    }
    return light.intensity * (window * cone / d2);
}

/// Analytic fit of the split-sum environment term (Karis 2014, mobile).
vec3 environment_specular_scale(Lobes lobes, float roughness, float nv) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * nv)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return lobes.f0 * ab.x + ab.y;
}

/// @param shares  of what arrives at the pixel's surface, see light_share()
vec3 surface_radiance(FrameRef frame, CameraMoment camera, Hit hit, Surface surface, uint64_t shares) {
    ViewShading shading = Shadings(frame.v.shadings).v[hit.view];
    if (surface.is_unlit) return surface.base_color.rgb;
    vec3 ray = vec3(ray_direction(camera, hit.pixel));
    bool is_orthographic = camera.is_orthographic != 0u;
    vec3 point = is_orthographic ? vec3(ray.xy, hit.depth_m) : ray * hit.depth_m;
    vec3 v = is_orthographic ? vec3(0.0, 0.0, -1.0) : -normalized(ray);
    vec3 n = surface.normal;
    Lobes lobes = lobes_of(surface);
    vec3 sum = surface.emission;
    for (uint i = 0u; i < shading.light_count; ++i) {
        Light light = Lights(shading.lights).v[i];
        vec3 l;
        vec3 arriving = incident(light, point, l) * light_share(shares, i);
        Highlight highlight = Highlight(l, 1.0);
        if (light.radius_m > 0.0) highlight = highlight_of(lobes, n, v, light.position - point, light.radius_m);
        sum += arriving * reflected(lobes, n, v, l, highlight);
    }
    float nv = clamp(dot(n, v), 0.0, 1.0);
    vec3 scale = environment_specular_scale(lobes, surface.roughness, nv);
    vec3 mirror = 2.0 * dot(n, v) * n - v;
    vec3 around = mix(environment_radiance(shading, camera, mirror), environment_diffuse(shading, camera, mirror),
                      clamp(surface.roughness * 2.0, 0.0, 1.0));
    return sum + surface.occlusion * open_share(shares) * (environment_diffuse(shading, camera, n) * lobes.diffuse * (vec3(1.0) - scale) +
                                      around * scale);
}

vec3 background_radiance(FrameRef frame, CameraMoment camera, Hit hit) {
    ViewShading shading = Shadings(frame.v.shadings).v[hit.view];
    vec3 ray = camera.is_orthographic != 0u ? vec3(0.0, 0.0, 1.0) : vec3(ray_direction(camera, hit.pixel));
    return environment_radiance(shading, camera, normalized(ray));
}

#endif
