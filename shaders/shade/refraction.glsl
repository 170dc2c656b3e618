// Microfacets that let light through: Walter, Marschner, Li, Torrance, "Microfacet Models for Refraction through Rough
// Surfaces", 2007, and the thin sheet of KHR_materials_transmission, whose light leaves as if mirrored to the other side.
// The square of the index that radiance is scaled with inside is left out: it cancels where light leaves again.
#ifndef PLUMB_REFRACTION_GLSL
#define PLUMB_REFRACTION_GLSL
#include "shade/fresnel.glsl"
#include "shade/ggx.glsl"

/// Stands for a thin sheet where an index is asked for.
const float THIN = 1.0;

/// The microfacet that leads `o` (z > 0) to `i` (z < 0); its z is > 0.
vec3 refracting_normal(float eta, vec3 o, vec3 i) {
    if (eta == THIN) return normalize(o + vec3(i.xy, -i.z));
    vec3 h = normalize(o + eta * i);
    return h.z < 0.0 ? -h : h;
}

/// Solid angle of h over that of i.
float refraction_jacobian(float eta, vec3 o, vec3 i, vec3 h) {
    if (eta == THIN) return 1.0 / (4.0 * max(dot(o, h), 1e-7));
    float sum = dot(o, h) + eta * dot(i, h);
    return eta * eta * abs(dot(i, h)) / max(sum * sum, 1e-14);
}

bool is_refraction(float eta, vec3 o, vec3 i, vec3 h) { return dot(o, h) > 0.0 && (eta == THIN || dot(i, h) < 0.0); }

/// BTDF times cosine without Fresnel's factor.
float refraction_value(vec2 alpha, float eta, vec3 o, vec3 i, vec3 h) {
    float masking = ggx_masking(alpha, o) * ggx_masking(alpha, i);
    return ggx_distribution(alpha, h) * masking * dot(o, h) / o.z * refraction_jacobian(eta, o, i, h);
}

/// Density of sampling a visible normal and following refracted_at(), per solid angle of i.
float refraction_density(vec2 alpha, float eta, vec3 o, vec3 i, vec3 h) {
    return ggx_density(alpha, o, h) * refraction_jacobian(eta, o, i, h);
}

/// Where `o` goes through a microfacet; z >= 0 if nowhere.
vec3 refracted_at(float eta, vec3 o, vec3 h) {
    if (eta == THIN) {
        vec3 mirrored = reflect(-o, h);
        return vec3(mirrored.xy, -mirrored.z);
    }
    if (reflects_all(eta, dot(o, h))) return vec3(0.0, 0.0, 1.0);
    return refract(-o, h, 1.0 / eta);
}

#endif
