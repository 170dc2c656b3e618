// Lights of a shot: points, spots and suns, with an extent or without, and rectangles that shine to one side.
#ifndef PLUMB_LIGHT_GLSL
#define PLUMB_LIGHT_GLSL
#include "access.glsl"
#include "shade/pi.glsl"

/// Light from one direction.
struct Arrival {
    vec3 direction;    // towards the light, unit
    float distance_m;  // infinity for suns
    vec3 light;        // irradiance of a surface that faces it
    float density;     // of the direction per solid angle, 0 for lights without extent
};

Arrival no_arrival() { return Arrival(vec3(0.0, 0.0, 1.0), 0.0, vec3(0.0), 0.0); }

/// Share of the light that range and cone leave.
float within_reach(Light light, vec3 to_light) {
    float share = 1.0;
    if (!isinf(light.range_m)) {
        float q = dot(to_light, to_light) / (light.range_m * light.range_m);
        share = clamp(1.0 - q * q, 0.0, 1.0);
    }
    if (light.kind == LIGHT_SPOT) {
        float cone = clamp(dot(light.direction, -normalize(to_light)) * light.cone_scale + light.cone_offset, 0.0, 1.0);
        share *= cone * cone;
    }
    return share;
}

float rectangle_area(Light light) { return 4.0 * length(light.half_across) * length(light.half_up); }

bool has_extent(Light light) { return light.kind == LIGHT_RECTANGLE || light.radius_m > 0.0 || light.sine_radius > 0.0; }

/// Radiance of a light that has an extent.
vec3 light_radiance(Light light) {
    if (light.kind == LIGHT_RECTANGLE) return light.intensity / rectangle_area(light);
    float r = light.kind == LIGHT_DIRECTIONAL ? light.sine_radius : light.radius_m;
    return light.intensity / (PI * r * r);
}

/// Light as if it came from the middle.
Arrival arrival_from_middle(Light light, vec3 point) {
    if (light.kind == LIGHT_DIRECTIONAL)
        return Arrival(-light.direction, uintBitsToFloat(0x7F800000u), light.intensity, 0.0);
    vec3 to_light = light.position - point;
    float square = max(dot(to_light, to_light), 1e-8), distance = sqrt(square);
    vec3 direction = to_light / distance;
    float cosine = light.kind == LIGHT_RECTANGLE ? max(-dot(light.direction, direction), 0.0) : 1.0;
    return Arrival(direction, distance, light.intensity * (within_reach(light, to_light) * cosine / square), 0.0);
}

/// A direction in the cone around an axis.
/// @param gap  1 minus the cosine of the cone's half angle
vec3 cone_direction(vec3 axis, float gap, vec2 u) {
    float off = gap * u.x, phi = 2.0 * PI * u.y;
    float across = sqrt(max(off * (2.0 - off), 0.0));
    vec3 t = normalize(abs(axis.x) < 0.9 ? cross(axis, vec3(1.0, 0.0, 0.0)) : cross(axis, vec3(0.0, 1.0, 0.0)));
    return t * (across * cos(phi)) + cross(axis, t) * (across * sin(phi)) + axis * (1.0 - off);
}

/// 1 minus the cosine of an angle, from its sine.
float gap_of(float sine) {
    float square = min(sine * sine, 1.0);
    return square / (1.0 + sqrt(1.0 - square));
}

/// Where a ray from `origin` meets the shining side; negative if it misses.
float met_at(Light light, vec3 origin, vec3 direction) {
    vec3 to_light = light.position - origin;
    if (light.kind == LIGHT_RECTANGLE) {
        float cosine = -dot(light.direction, direction);
        if (cosine <= 0.0) return -1.0;
        float t = -dot(light.direction, to_light) / cosine;
        vec3 off = direction * t - to_light;
        vec2 place = vec2(dot(off, light.half_across) / dot(light.half_across, light.half_across),
                          dot(off, light.half_up) / dot(light.half_up, light.half_up));
        return all(lessThanEqual(abs(place), vec2(1.0))) ? t : -1.0;
    }
    float along = dot(to_light, direction);
    vec3 off = to_light - along * direction;
    float square = light.radius_m * light.radius_m - dot(off, off);
    return square >= 0.0 && dot(to_light, to_light) > light.radius_m * light.radius_m ? along - sqrt(square) : -1.0;
}

/// A direction towards a light with its radiance over the direction's density.
Arrival sampled_arrival(Light light, vec3 point, vec2 u) {
    if (!has_extent(light)) return arrival_from_middle(light, point);
    vec3 to_light = light.position - point;
    Arrival a;
    if (light.kind == LIGHT_RECTANGLE) {
        to_light += light.half_across * (2.0 * u.x - 1.0) + light.half_up * (2.0 * u.y - 1.0);
        float square = max(dot(to_light, to_light), 1e-12);
        a.distance_m = sqrt(square);
        a.direction = to_light / a.distance_m;
        float cosine = -dot(light.direction, a.direction);
        if (cosine <= 0.0) return no_arrival();
        a.density = square / (cosine * rectangle_area(light));
    } else if (light.kind == LIGHT_DIRECTIONAL) {
        float gap = gap_of(light.sine_radius);
        a.direction = cone_direction(-light.direction, gap, u);
        a.distance_m = uintBitsToFloat(0x7F800000u);
        a.density = 1.0 / (2.0 * PI * gap);
        a.light = light_radiance(light) / a.density;
        return a;
    } else {
        float distance = length(to_light);
        if (distance <= light.radius_m) return no_arrival();
        float gap = gap_of(light.radius_m / distance);
        a.direction = cone_direction(to_light / distance, gap, u);
        a.distance_m = max(met_at(light, point, a.direction), distance - light.radius_m);
        a.density = 1.0 / (2.0 * PI * gap);
    }
    a.light = light_radiance(light) * (within_reach(light, light.position - point) / a.density);
    return a;
}

/// What a ray that a surface sent out finds of a light before `t_max`: radiance, and the density with which
/// sampled_arrival() would have chosen its direction. Density 0 if it misses.
Arrival met_light(Light light, vec3 origin, vec3 direction, float t_max) {
    if (!has_extent(light)) return no_arrival();
    Arrival a = Arrival(direction, uintBitsToFloat(0x7F800000u), light_radiance(light), 0.0);
    if (light.kind == LIGHT_DIRECTIONAL) {
        // By the chord: the sun's disc is so small that its edge is lost in the rounding of a cosine.
        float gap = gap_of(light.sine_radius);
        vec3 chord = direction + light.direction;
        if (isinf(t_max) && dot(chord, chord) <= 2.0 * gap) a.density = 1.0 / (2.0 * PI * gap);
        return a;
    }
    a.distance_m = met_at(light, origin, direction);
    if (a.distance_m <= 0.0 || a.distance_m >= t_max) return no_arrival();
    vec3 to_light = light.position - origin;
    a.light *= within_reach(light, to_light);
    if (light.kind == LIGHT_RECTANGLE)
        a.density = a.distance_m * a.distance_m / (-dot(light.direction, direction) * rectangle_area(light));
    else
        a.density = 1.0 / (2.0 * PI * gap_of(light.radius_m / length(to_light)));
    return a;
}

#endif
