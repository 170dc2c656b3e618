// Light of a shining rectangle in closed form.
#ifndef PLUMB_RECTANGLE_GLSL
#define PLUMB_RECTANGLE_GLSL
#include "shade/light.glsl"

/// Part of Lambert's sum that an edge of the light adds (Lambert 1760; Arvo 1994): half its angle times its plane's normal.
vec3 edge_flux(vec3 a, vec3 b) {
    vec3 across = cross(a, b);
    float l = length(across);
    return l > 1e-12 ? across / l * (0.5 * atan(l, dot(a, b))) : vec3(0.0);
}

/// Irradiance over radiance from a rectangle, as a vector: its z is that of a surface with normal z, in whose frame the
/// corners are given, around the side that shines. What lies below the horizon is cut away.
vec3 rectangle_flux(vec3 corners[4]) {
    vec3 sum = vec3(0.0), first_cut = vec3(0.0), last_cut = vec3(0.0);
    bool has_cut = false;
    for (int k = 0; k < 4; ++k) {
        vec3 a = corners[k], b = corners[(k + 1) & 3];
        if (a.z <= 0.0 && b.z <= 0.0) continue;
        if (a.z * b.z < 0.0) {
            vec3 cut = mix(a, b, a.z / (a.z - b.z));
            cut.z = 0.0;
            // The horizon closes the polygon between where it goes under and where it comes up.
            if (a.z > 0.0) {
                sum += edge_flux(a, cut);
                first_cut = cut;
            } else {
                sum += edge_flux(cut, b);
                last_cut = cut;
            }
            has_cut = true;
        } else {
            sum += edge_flux(a, b);
        }
    }
    if (has_cut) sum += edge_flux(first_cut, last_cut);
    return sum;
}

/// The point of a rectangle that is nearest to a mirrored ray's, relative to the ray's start.
vec3 nearest_of_rectangle(Light light, vec3 to_middle, vec3 mirrored) {
    float slope = dot(light.direction, mirrored);
    vec3 hit = slope < -1e-4 ? mirrored * (dot(light.direction, to_middle) / slope) : to_middle + mirrored * 1e4;
    vec3 off = hit - to_middle;
    vec2 place = vec2(dot(off, light.half_across) / dot(light.half_across, light.half_across),
                      dot(off, light.half_up) / dot(light.half_up, light.half_up));
    place = clamp(place, -1.0, 1.0);
    return to_middle + light.half_across * place.x + light.half_up * place.y;
}

#endif
