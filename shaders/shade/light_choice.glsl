// Where a path looks for light: towards one of the shot's lights, or a direction of its surroundings; and the density with
// which it would have looked where it came to by itself. Places that shine by themselves are in shade/emitters.glsl.
#ifndef PLUMB_LIGHT_CHOICE_GLSL
#define PLUMB_LIGHT_CHOICE_GLSL
#include "shade/environment_sample.glsl"
#include "shade/light.glsl"
#include "shade/light_of.glsl"

/// Towards one light, chosen evenly by `which`: irradiance over the chance of having chosen it.
Arrival sampled_light(ViewShading shading, vec3 point, float which, vec2 u) {
    if (shading.light_count == 0u) return no_arrival();
    float count = float(shading.light_count);
    Arrival a = sampled_arrival(light_of(shading, min(uint(which * count), shading.light_count - 1u)), point, u);
    a.light *= count;
    a.density /= count;
    return a;
}

/// As met_light(), of light k; the density is that of sampled_light() by this light.
Arrival met_light_of(ViewShading shading, uint k, vec3 origin, vec3 direction, float t_max) {
    Arrival a = met_light(light_of(shading, k), origin, direction, t_max);
    a.density /= float(shading.light_count);
    return a;
}

/// From the surroundings: radiance over the density of the direction. Density 0 where they are even.
Arrival sampled_surroundings(ViewShading shading, CameraMoment camera, vec2 which, vec2 u) {
    Arrival a = no_arrival();
    if (!is_environment_uneven(shading)) return a;
    a.direction = environment_sample(shading, camera, which, u);
    a.distance_m = uintBitsToFloat(0x7F800000u);
    a.density = environment_density(shading, camera, a.direction);
    if (a.density > 0.0)  // else rounding has led it out of its cell
        a.light = environment_radiance(shading, camera, a.direction) / a.density;
    return a;
}

#endif
