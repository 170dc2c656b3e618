// How much light a surface leads from one direction to another: `o` is where light goes, on the side that is seen
// (z > 0), `i` where it comes from.
#ifndef PLUMB_BSDF_VALUE_GLSL
#define PLUMB_BSDF_VALUE_GLSL
#include "shade/outgoing.glsl"
#include "shade/sheen.glsl"

/// Axes with the coat's normal as z.
mat3 coat_axes(vec3 n) {
    vec3 t = normalize(abs(n.x) < 0.9 ? vec3(1.0 - n.x * n.x, -n.x * n.y, -n.x * n.z) : cross(n, vec3(0.0, 1.0, 0.0)));
    return mat3(t, cross(n, t), n);
}

/// Diffuse base and velvet, times the cosine of `i`; i.z > 0, as for the two functions below.
vec3 diffuse_value(Bsdf b, Outgoing o, vec3 i) {
    vec3 mirrored = o.dielectric_albedo;
    if (CONSERVES_ENERGY == 0u) mirrored = opaque_fresnel(b, dot(o.direction, normalize(o.direction + i)));
    float share = (1.0 - b.metallic) * (1.0 - largest(mirrored)) * under_layers(b, o);
    if (has_lobe(LOBE_TRANSMISSION)) share *= 1.0 - b.transmission;
    vec3 value = b.base_color * (share * i.z / PI);
    if (o.sheen_gain > 0.0)
        value += b.sheen_color * ((1.0 - o.coat_share) * o.sheen_gain * sheen_value(b.sheen_alpha, o.direction, i) * i.z);
    return value;
}

/// What microfacets of the base reflect, times the cosine of `i`.
vec3 facet_value(Bsdf b, Outgoing o, vec3 i) {
    vec3 h = normalize(o.direction + i);
    float cosine = dot(o.direction, h);
    vec3 dielectric = opaque_fresnel(b, cosine) * o.dielectric_gain;
    if (has_lobe(LOBE_TRANSMISSION)) dielectric = mix(dielectric, glass_fresnel(b, cosine) * o.glass_gain, b.transmission);
    vec3 reflected = mix(dielectric, metal_fresnel(b, cosine) * o.metal_gain, b.metallic);
    return reflected * (under_layers(b, o) * ggx_distribution(b.alpha, h) * ggx_visibility(b.alpha, o.direction, i) * i.z);
}

/// What the coat reflects, times the cosine of `i` to the coat's normal.
float coat_value(Bsdf b, Outgoing o, vec3 i) {
    if (o.coat_share <= 0.0) return 0.0;
    mat3 axes = coat_axes(b.coat_normal);
    vec3 out_local = o.direction * axes, in_local = i * axes;
    if (in_local.z <= 0.0 || out_local.z <= 0.0) return 0.0;
    vec2 alpha = vec2(b.coat_alpha);
    return o.coat_share * o.coat_gain * ggx_distribution(alpha, normalize(out_local + in_local)) *
           ggx_visibility(alpha, out_local, in_local) * in_local.z;
}

vec3 transmitted_value(Bsdf b, Outgoing o, vec3 i) {
    if (!has_lobe(LOBE_TRANSMISSION)) return vec3(0.0);
    vec3 h = refracting_normal(b.eta, o.direction, i);
    if (!is_refraction(b.eta, o.direction, i, h)) return vec3(0.0);
    float through = 1.0 - largest(glass_fresnel(b, dot(o.direction, h)));
    float share = (1.0 - b.metallic) * b.transmission * through * o.glass_gain * under_layers(b, o);
    return b.base_color * (share * refraction_value(b.alpha, b.eta, o.direction, i, h));
}

/// BSDF times the cosine of `i`.
vec3 bsdf_value(Bsdf b, Outgoing o, vec3 i) {
    if (i.z > 0.0) return diffuse_value(b, o, i) + facet_value(b, o, i) + coat_value(b, o, i);
    return i.z < 0.0 ? transmitted_value(b, o, i) : vec3(0.0);
}

#endif
