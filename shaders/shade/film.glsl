// Reflectance of a thin film: Belcour and Barla, "A Practical Extension to Microfacet Theory for the Modeling of Varying
// Iridescence", 2017, with the approximations of KHR_materials_iridescence.
#ifndef PLUMB_FILM_GLSL
#define PLUMB_FILM_GLSL
#include "shade/fresnel.glsl"
#include "shade/ggx.glsl"

/// Response of the eye to a path difference, in the frequency domain, linear Rec.709.
vec3 film_sensitivity(float path_nm, vec3 shift) {
    const vec3 value = vec3(5.4856e-13, 4.4201e-13, 5.2481e-13), position = vec3(1.6810e+06, 1.7953e+06, 2.2084e+06),
               variance = vec3(4.3278e+09, 9.3046e+09, 6.6121e+09);
    float phase = 2.0 * PI * path_nm * 1.0e-9;
    vec3 xyz = value * sqrt(2.0 * PI * variance) * cos(position * phase + shift) * exp(-phase * phase * variance);
    xyz.x += 9.7470e-14 * sqrt(2.0 * PI * 4.5282e+09) * cos(2.2399e+06 * phase + shift.x) *
             exp(-4.5282e+09 * phase * phase);
    xyz /= 1.0685e-7;
    return vec3(dot(vec3(3.2404542, -1.5371385, -0.4985314), xyz), dot(vec3(-0.9692660, 1.8760108, 0.0415560), xyz),
                dot(vec3(0.0556434, -0.2040259, 1.0572252), xyz));
}

float normal_reflectance(float behind, float before) {
    float ratio = (behind - before) / (behind + before);
    return ratio * ratio;
}

/// Reflectance of a film in air on a base that reflects base_f0 at normal incidence without it; 0 to 1.
vec3 film_fresnel(float film_ior, float thickness_nm, vec3 base_f0, float cosine) {
    float inner_square = 1.0 - (1.0 - cosine * cosine) / (film_ior * film_ior);
    if (inner_square < 0.0) return vec3(1.0);
    float inner = sqrt(inner_square);
    float r12 = schlick(vec3(normal_reflectance(film_ior, 1.0)), 1.0, cosine).x, t121 = 1.0 - r12;
    vec3 root = sqrt(min(base_f0 + 0.0001, vec3(0.9999)));
    vec3 base_ior = (1.0 + root) / (1.0 - root);
    vec3 r1 = vec3(normal_reflectance(base_ior.x, film_ior), normal_reflectance(base_ior.y, film_ior),
                   normal_reflectance(base_ior.z, film_ior));
    vec3 r23 = schlick(r1, 1.0, inner);
    float path_nm = 2.0 * film_ior * thickness_nm * cosine;
    vec3 shift = mix(vec3(0.0), vec3(PI), lessThan(base_ior, vec3(film_ior))) + (film_ior < 1.0 ? 0.0 : PI);
    vec3 r123 = clamp(r12 * r23, 1e-5, 0.9999);
    vec3 rs = t121 * t121 * r23 / (1.0 - r123);
    vec3 sum = r12 + rs, amplitude = rs - t121;
    for (int m = 1; m <= 2; ++m) {
        amplitude *= sqrt(r123);
        sum += amplitude * 2.0 * film_sensitivity(float(m) * path_nm, float(m) * shift);
    }
    return clamp(sum, 0.0, 1.0);
}

#endif
