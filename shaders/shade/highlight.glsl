// What a surface reflects of one light, in closed form: lights with an extent are looked up where their highlight is
// brightest, and the lobe is widened and dimmed by their size (representative point, Karis 2013).
#ifndef PLUMB_HIGHLIGHT_GLSL
#define PLUMB_HIGHLIGHT_GLSL
#include "shade/bsdf_value.glsl"
#include "shade/rectangle.glsl"

/// What widening a lobe by a light of some radius leaves of its peak.
float dimmed(float alpha, float radius_m, float distance_m) {
    float ratio = alpha / min(alpha + radius_m / (2.0 * distance_m), 1.0);
    return min(ratio * ratio, 1.0);
}

/// Direction to the point of a sphere that is nearest to the ray mirrored at `n`.
vec3 nearest_of_sphere(vec3 n, vec3 v, vec3 to_light, float radius_m) {
    vec3 mirrored = 2.0 * dot(n, v) * n - v;
    vec3 to_ray = dot(to_light, mirrored) * mirrored - to_light;
    return normalize(to_light + to_ray * min(radius_m / max(length(to_ray), 1e-8), 1.0));
}

/// BSDF times cosine for a sphere at `to_light`, local.
vec3 sphere_value(Bsdf b, Outgoing o, vec3 to_light, float radius_m) {
    vec3 i = normalize(to_light);
    if (i.z <= 0.0) return b.eta == THIN ? bsdf_value(b, o, i) : vec3(0.0);
    if (radius_m <= 0.0) return bsdf_value(b, o, i);
    float distance = length(to_light);
    vec3 value = diffuse_value(b, o, i);
    vec3 base = nearest_of_sphere(vec3(0.0, 0.0, 1.0), o.direction, to_light, radius_m);
    if (base.z > 0.0) value += facet_value(b, o, base) * dimmed(sqrt(b.alpha.x * b.alpha.y), radius_m, distance);
    if (o.coat_share > 0.0)
        value += coat_value(b, o, nearest_of_sphere(b.coat_normal, o.direction, to_light, radius_m)) *
                 dimmed(b.coat_alpha, radius_m, distance);
    return value;
}

/// @param light  in the local frame, seen from the origin
vec3 rectangle_lit(Bsdf b, Outgoing o, Light light) {
    vec3 to_middle = light.position, across = light.half_across, up = light.half_up;
    if (dot(light.direction, to_middle) >= 0.0) return vec3(0.0);
    vec3 corners[4] = vec3[4](to_middle - across - up, to_middle + across - up, to_middle + across + up,
                              to_middle - across + up);
    vec3 flux = rectangle_flux(corners), sum = vec3(0.0);
    if (flux.z > 0.0) {
        vec3 i = normalize(flux);
        sum = diffuse_value(b, o, i) * (length(flux) * within_reach(light, to_middle)) * light_radiance(light);
    }
    vec3 arriving = arrival_from_middle(light, vec3(0.0)).light;
    float radius = sqrt(rectangle_area(light) / PI), distance = length(to_middle);
    vec3 base = normalize(nearest_of_rectangle(light, to_middle, vec3(-o.direction.xy, o.direction.z)));
    if (base.z > 0.0)
        sum += facet_value(b, o, base) * arriving * dimmed(sqrt(b.alpha.x * b.alpha.y), radius, distance);
    if (o.coat_share > 0.0) {
        vec3 mirrored = 2.0 * dot(b.coat_normal, o.direction) * b.coat_normal - o.direction;
        vec3 coat = normalize(nearest_of_rectangle(light, to_middle, mirrored));
        sum += coat_value(b, o, coat) * arriving * dimmed(b.coat_alpha, radius, distance);
    }
    return sum;
}

/// Light that a surface at `point` (camera frame) reflects of one light that nothing hides.
vec3 lit_by(Bsdf b, Outgoing o, mat3 camera_from_local, Light light, vec3 point) {
    if (light.kind == LIGHT_RECTANGLE) {
        light.position = (light.position - point) * camera_from_local;
        light.direction = light.direction * camera_from_local;
        light.half_across = light.half_across * camera_from_local;
        light.half_up = light.half_up * camera_from_local;
        return rectangle_lit(b, o, light);
    }
    bool is_far = light.kind == LIGHT_DIRECTIONAL;
    vec3 to_light = is_far ? -light.direction : light.position - point;
    float sine = light.sine_radius;
    float radius = is_far ? sine / sqrt(1.0 - sine * sine) : light.radius_m;
    return arrival_from_middle(light, point).light * sphere_value(b, o, to_light * camera_from_local, radius);
}

#endif
