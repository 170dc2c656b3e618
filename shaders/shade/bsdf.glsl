// A surface as light sees it: parameters of glTF 2.0, appendix B, and of the ratified KHR_materials_ extensions.
// Directions are unit and local: z is the shading normal, x the tangent.
#ifndef PLUMB_BSDF_GLSL
#define PLUMB_BSDF_GLSL
#include "shade/albedo.glsl"
#include "shade/film.glsl"
#include "shade/refraction.glsl"

#ifdef PLUMB_PLAIN_MATERIALS  // of scenes without extension lobes: it leaves a driver less to compile
const uint LOBES = 0u;
#else
layout(constant_id = 3) const uint LOBES = 0xFFFFFFFFu;  // that any material of the scene has
#endif
layout(constant_id = 4) const uint CONSERVES_ENERGY = 0u;

struct Bsdf {
    AlbedoRef tables;
    vec3 base_color;
    float metallic;
    vec3 f0;  // of the dielectric part, at normal incidence
    float f90;
    vec2 alpha;  // roughness squared, along x and y
    float transmission;
    float eta;  // index behind the surface over that before it; THIN for a sheet
    vec3 sheen_color;
    float sheen_alpha;
    vec3 coat_normal;
    float coat;
    float coat_alpha;
    float film;
    float film_ior;
    float film_thickness_nm;
};

bool has_lobe(uint lobe) { return (LOBES & lobe) != 0u; }

vec3 filmed(Bsdf b, vec3 bare, vec3 f0, float cosine) {
    if (!has_lobe(LOBE_FILM) || b.film <= 0.0) return bare;
    return mix(bare, film_fresnel(b.film_ior, b.film_thickness_nm, f0, cosine), b.film);
}

vec3 opaque_fresnel(Bsdf b, float cosine) { return filmed(b, schlick(b.f0, b.f90, cosine), b.f0, cosine); }

/// The same of a dielectric that light passes, from either side.
vec3 glass_fresnel(Bsdf b, float cosine) {
    if (b.eta < 1.0 && reflects_all(b.eta, cosine)) return vec3(1.0);
    float outer = outer_cosine(b.eta, cosine);
    return filmed(b, schlick(b.f0, b.f90, outer), b.f0, outer);
}

vec3 metal_fresnel(Bsdf b, float cosine) {
    return filmed(b, schlick(b.base_color, 1.0, cosine), b.base_color, cosine);
}

#endif
