// Places of a light that shadow rays are aimed at, and directions of the sky. Samples are stratified; each pixel and
// light turns them by a number of its own, which depends on the shot's noise seed alone.
#ifndef PLUMB_LIGHT_SAMPLE_GLSL
#define PLUMB_LIGHT_SAMPLE_GLSL
#include "rays/rays.glsl"
#include "shade/sensor.glsl"

const float TWO_PI = 6.28318530718;

/// Two numbers in [0, 1) for a sample of a pixel and what is looked for there.
vec2 own_shift(uint64_t seed, uvec2 pixel, uint stream, uint sample_index) {
    // The last word keeps these numbers apart from the sensor's noise, whose is 0.
    uvec4 bits = philox(uvec4(pixel, stream, 1u + sample_index), uvec2(uint(seed), uint(seed >> 32)));
    return vec2(bits.xy >> 8) / 16777216.0;
}

/// Point i of n of the Hammersley set, turned by `shift` on the torus.
vec2 stratum(uint i, uint n, vec2 shift) {
    vec2 point = vec2((float(i) + 0.5) / float(n), float(bitfieldReverse(i) >> 8) / 16777216.0);
    return fract(point + shift);
}

/// Unit vectors at right angles to a unit vector and each other (Duff et al. 2017).
void frame_around(vec3 n, out vec3 u, out vec3 v) {
    float s = n.z < 0.0 ? -1.0 : 1.0;
    float a = -1.0 / (s + n.z), b = n.x * n.y * a;
    u = vec3(1.0 + s * n.x * n.x * a, s * b, -s * n.x);
    v = vec3(b, s + n.y * n.y * a, -n.y);
}

/// A ray towards a light, from the camera frame's point of view.
struct LightRay {
    vec3 direction;
    float distance;  // to the light's surface
};

/// Towards a point light, the middle of a lamp, or a sun.
LightRay towards_middle(Light light, vec3 point) {
    if (light.kind == 0u) return LightRay(-light.direction, uintBitsToFloat(0x7F800000u));
    vec3 way = light.position - point;
    float distance = length(way);
    return LightRay(way / max(distance, 1e-20), distance);
}

/// Towards a place of a shining sphere, uniform in solid angle. Inside the sphere, its middle.
LightRay towards_sphere(Light light, vec3 point, vec2 u) {
    LightRay middle = towards_middle(light, point);
    float sine2 = light.radius_m * light.radius_m / (middle.distance * middle.distance);
    if (!(sine2 < 1.0)) return middle;
    float drop = u.x * sine2 / (1.0 + sqrt(1.0 - sine2));  // 1 - cosine
    float cosine = 1.0 - drop, sine = sqrt(max(drop * (1.0 + cosine), 0.0));
    vec3 a, b;
    frame_around(middle.direction, a, b);
    vec3 direction = middle.direction * cosine + (a * cos(TWO_PI * u.y) + b * sin(TWO_PI * u.y)) * sine;
    float half_chord = sqrt(max(light.radius_m * light.radius_m - middle.distance * middle.distance * sine * sine, 0.0));
    return LightRay(direction, middle.distance * cosine - half_chord);
}

/// Cosine-weighted around a unit normal.
vec3 towards_sky(vec3 n, vec2 u) {
    vec3 a, b;
    frame_around(n, a, b);
    float r = sqrt(u.x);
    return n * sqrt(max(1.0 - u.x, 0.0)) + (a * cos(TWO_PI * u.y) + b * sin(TWO_PI * u.y)) * r;
}

#endif
