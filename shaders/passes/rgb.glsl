#include "shade/sensor.glsl"
uvec4 pass_rgb(Sample s) {
    vec2 size = vec2(s.frame.v.width, s.frame.v.height);
    vec3 c = sensed(Shadings(s.frame.v.shadings).v[s.hit.view].sensor, s.radiance, vec2(s.hit.pixel), size);
    vec3 low = c * 12.92, high = 1.055 * pow(max(c, vec3(1e-9)), vec3(1.0 / 2.4)) - 0.055;
    vec3 display = mix(high, low, lessThanEqual(c, vec3(0.0031308)));
    return uvec4(uvec3(display * 255.0 + 0.5), 255u);
}
