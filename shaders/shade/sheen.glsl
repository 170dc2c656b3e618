// Velvet: the "Charlie" distribution of Estevez and Kulla, "Production Friendly Microfacet Sheen BRDF", 2017, as
// KHR_materials_sheen has it. Directions are unit, z is the normal.
#ifndef PLUMB_SHEEN_GLSL
#define PLUMB_SHEEN_GLSL
#include "shade/ggx.glsl"

float sheen_curve(float x, float alpha) {
    float t = (1.0 - alpha) * (1.0 - alpha);
    float a = mix(21.5473, 25.3245, t), b = mix(3.82987, 3.32435, t), c = mix(0.19823, 0.16801, t),
          d = mix(-1.97760, -1.27393, t), e = mix(-4.32054, -4.85967, t);
    return a / (1.0 + b * pow(x, c)) + d * x + e;
}

float sheen_lambda(float cosine, float alpha) {
    return exp(cosine < 0.5 ? sheen_curve(cosine, alpha)
                            : 2.0 * sheen_curve(0.5, alpha) - sheen_curve(1.0 - cosine, alpha));
}

/// The BRDF at sheen colour 1, both directions on the front side.
float sheen_value(float alpha, vec3 o, vec3 i) {
    vec3 h = normalize(o + i);
    float sine_square = max(dot(h.xy, h.xy), 1e-12);
    float distribution = (2.0 + 1.0 / alpha) * pow(sine_square, 0.5 / alpha) / (2.0 * PI);
    return distribution / ((1.0 + sheen_lambda(o.z, alpha) + sheen_lambda(i.z, alpha)) * 4.0 * o.z * i.z);
}

#endif
