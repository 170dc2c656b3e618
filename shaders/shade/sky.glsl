// Clear sky without the sun's disc: Preetham, Shirley and Smits, "A Practical Analytic Model for Daylight", 1999.
#ifndef PLUMB_SKY_GLSL
#define PLUMB_SKY_GLSL
#include "access.glsl"

/// Linear Rec.709 of luminance and CIE chromaticity; what no display can show is cut at 0.
vec3 rec709_of(vec3 luminance_x_y) {
    float scale = luminance_x_y.x / luminance_x_y.z;
    vec3 xyz = vec3(luminance_x_y.y * scale, luminance_x_y.x, (1.0 - luminance_x_y.y - luminance_x_y.z) * scale);
    return max(vec3(dot(vec3(3.2404542, -1.5371385, -0.4985314), xyz), dot(vec3(-0.9692660, 1.8760108, 0.0415560), xyz),
                    dot(vec3(0.0556434, -0.2040259, 1.0572252), xyz)),
               vec3(0.0));
}

/// Radiance from a direction of the world.
vec3 sky_radiance(Sky sky, vec3 direction) {
    if (direction.y < 0.0) return sky.ground;
    float cos_gamma = dot(direction, sky.to_sun);
    float gamma = atan(length(cross(direction, sky.to_sun)), cos_gamma);
    vec3 gradation = vec3(1.0) + sky.a * exp(sky.b / max(direction.y, 1e-3));
    vec3 indicatrix = vec3(1.0) + sky.c * exp(sky.d * gamma) + sky.e * (cos_gamma * cos_gamma);
    vec3 value = sky.zenith * gradation * indicatrix;
    return rec709_of(vec3(1000.0 * value.x, value.yz));
}

#endif
