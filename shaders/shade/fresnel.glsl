// Reflectance of interfaces.
#ifndef PLUMB_FRESNEL_GLSL
#define PLUMB_FRESNEL_GLSL

float largest(vec3 v) { return max(max(v.x, v.y), v.z); }

float fifth_power(float x) {
    float x2 = x * x;
    return x2 * x2 * x;
}

/// Schlick's approximation, glTF 2.0, appendix B.3.4.
vec3 schlick(vec3 f0, float f90, float cosine) {
    return f0 + (vec3(f90) - f0) * fifth_power(1.0 - clamp(cosine, 0.0, 1.0));
}

/// Cosine on the less dense side of an interface, 0 where all is reflected.
/// @param eta  index behind the surface over that before it
float outer_cosine(float eta, float cosine) {
    if (eta >= 1.0) return cosine;
    float square = 1.0 - (1.0 - cosine * cosine) / (eta * eta);
    return square > 0.0 ? sqrt(square) : 0.0;
}

/// Whether nothing passes an interface at all.
bool reflects_all(float eta, float cosine) { return 1.0 - cosine * cosine >= eta * eta; }

#endif
