// Where a path starts: a place in its pixel, and one in the opening of the lens.
#ifndef PLUMB_CAMERA_SAMPLE_GLSL
#define PLUMB_CAMERA_SAMPLE_GLSL
#include "access.glsl"
#include "shade/pi.glsl"

/// Off the pixel's centre, px: a box, or the Blackman-Harris window of radius 1.5 by the inverse of its integral.
/// @param kind  FILTER_BOX or FILTER_BLACKMAN_HARRIS
vec2 filter_offset(uint kind, vec2 u) {
    if (kind == FILTER_BOX) return u - 0.5;
    vec2 x = (u - 0.5) * 1.4;
    for (int step = 0; step < 6; ++step) {
        vec2 a = x * (PI / 1.5);
        vec2 integral = 0.5 + (0.35875 * a + 0.48829 * sin(a) + 0.07064 * sin(2.0 * a) + 0.01168 / 3.0 * sin(3.0 * a)) /
                                  (0.7175 * PI);
        vec2 slope = (0.35875 + 0.48829 * cos(a) + 0.14128 * cos(2.0 * a) + 0.01168 * cos(3.0 * a)) / (0.7175 * 1.5);
        x = clamp(x - (integral - u) / max(slope, vec2(0.02)), vec2(-1.5), vec2(1.5));
    }
    return x;
}

/// A place of the unit opening, as aperture_place() of render/exposures.cpp.
vec2 aperture_place(ViewShading shading, vec2 u) {
    float r = sqrt(u.x), blades = float(shading.aperture_blades);
    if (shading.aperture_blades == 0u) return r * vec2(cos(2.0 * PI * u.y), sin(2.0 * PI * u.y));
    float blade = floor(u.y * blades);
    vec2 turns = shading.aperture_rotation + 2.0 * PI / blades * vec2(blade, blade + 1.0);
    return r * mix(vec2(cos(turns.x), sin(turns.x)), vec2(cos(turns.y), sin(turns.y)), u.y * blades - blade);
}

#endif
