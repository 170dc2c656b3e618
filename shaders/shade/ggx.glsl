// Microfacets of the Trowbridge-Reitz distribution with the separable Smith masking of glTF 2.0, appendix B.3.2, wider
// along one axis as KHR_materials_anisotropy says. Directions are unit, z is the normal.
#ifndef PLUMB_GGX_GLSL
#define PLUMB_GGX_GLSL
#include "shade/pi.glsl"

float ggx_length(vec2 alpha, vec3 w) {
    vec2 across = alpha * w.xy;
    return sqrt(dot(across, across) + w.z * w.z);
}

float ggx_distribution(vec2 alpha, vec3 h) {
    // From x and y, which stay exact where z rounds to 1.
    vec2 across = h.xy / alpha;
    float d = dot(across, across) + h.z * h.z;
    return 1.0 / (PI * alpha.x * alpha.y * d * d);
}

float ggx_masking(vec2 alpha, vec3 w) {
    float z = abs(w.z);
    return 2.0 * z / (z + ggx_length(alpha, w));
}

/// Masking of both directions over 4 times their cosines.
float ggx_visibility(vec2 alpha, vec3 o, vec3 i) {
    return 1.0 / ((abs(o.z) + ggx_length(alpha, o)) * (abs(i.z) + ggx_length(alpha, i)));
}

/// A normal among those that are visible from `o`: Dupuy and Benyoub, "Sampling Visible GGX Normals with Spherical
/// Caps", 2023.
vec3 ggx_sample(vec2 alpha, vec3 o, vec2 u) {
    vec3 stretched = normalize(vec3(alpha * o.xy, o.z));
    float z = (1.0 - u.y) * (1.0 + stretched.z) - stretched.z, phi = 2.0 * PI * u.x;
    vec2 across = sqrt(clamp(1.0 - z * z, 0.0, 1.0)) * vec2(cos(phi), sin(phi));
    vec3 h = vec3(across, z) + stretched;
    return normalize(vec3(alpha * h.xy, max(h.z, 1e-7)));
}

/// Density of ggx_sample() per solid angle of h.
float ggx_density(vec2 alpha, vec3 o, vec3 h) {
    return 2.0 * ggx_distribution(alpha, h) * max(dot(o, h), 0.0) / (o.z + ggx_length(alpha, o));
}

#endif
