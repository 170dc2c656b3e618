#version 460
// Samples light as paths and direct colour do, and looks at each direction again as a path that comes to it by itself;
// and the places where paths start.
#extension GL_EXT_control_flow_attributes : require
#include "access.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint HAS_BLENDED = 1u;
#include "rays/camera_sample.glsl"
#include "rays/light_sample.glsl"
#include "shade/path.glsl"
#include "sampler_probe.h"
PLUMB_ARRAY(SamplerQueries, SamplerQuery);
PLUMB_ARRAY(SamplerAnswers, SamplerAnswer);
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    SamplerQueries queries;
    SamplerAnswers answers;
    uint count;
};

Arrival sampled(SamplerQuery q, CameraMoment camera, ViewShading shading) {
    Arrival a = no_arrival();
    a.direction = vec3(0.0);
    if (q.kind == SAMPLES_LIGHTS) a = sampled_light(shading, q.point, q.which.x, q.u);
    if (q.kind == SAMPLES_EMITTERS) a = sampled_emission(frame, camera, shading, 0u, q.point, q.which, q.u);
    if (q.kind == SAMPLES_SURROUNDINGS) a = sampled_surroundings(shading, camera, q.which, q.u);
    if (q.kind == SAMPLES_SPHERE_DIRECTLY) {
        LightRay ray = towards_sphere(Lights(shading.lights).v[0], q.point, q.u);
        a.direction = ray.direction;
        a.distance_m = ray.distance;
    }
    if (q.kind == SAMPLES_SKY_DIRECTLY) a.direction = towards_sky(q.direction, q.u);
    if (q.kind == SAMPLES_BOX_FILTER) a.direction = normalize(vec3(filter_offset(FILTER_BOX, q.u), 1.0));
    if (q.kind == SAMPLES_BLACKMAN_HARRIS) a.direction = normalize(vec3(filter_offset(FILTER_BLACKMAN_HARRIS, q.u), 1.0));
    if (q.kind == SAMPLES_APERTURE) a.direction = normalize(vec3(aperture_place(shading, q.u), 1.0));
    return a;
}

/// The place that shines where a ray from a point comes to it, as bounce() tells it.
Arrival met_emission(vec3 point, vec3 direction, CameraMoment camera, ViewShading shading) {
    Ray ray = Ray(point, direction, 0.0, uintBitsToFloat(0x7F800000u));
    RayHit met = closest_hit(frame, 0u, ray, NO_REFERENCE, 0u);
    if (met.reference == NO_REFERENCE) return no_arrival();
    Hit hit = hit_of_ray(frame, 0u, met);
    ShadingPoint p = shading_point(frame, camera, hit, no_footprint());
    float density = emission_density(shading, hit, met.draw, area_of(frame, camera, hit), direction, met.t);
    return Arrival(direction, met.t, p.emission * (1.0 - outgoing_of(p.bsdf, seen_from(p, -direction)).coat_share), density);
}

/// What a path finds that leaves `point` in a direction: radiance, and the density of all lights that can have been chosen.
Arrival met(uint kind, vec3 point, vec3 direction, CameraMoment camera, ViewShading shading) {
    Arrival all = no_arrival();
    if (kind == SAMPLES_LIGHTS)
        for (uint k = 0u; k < shading.light_count; ++k) {
            Arrival a = met_light_of(shading, k, point, direction, uintBitsToFloat(0x7F800000u));
            if (a.density <= 0.0) continue;
            all.light += a.light;
            all.density += a.density;
        }
    if (kind == SAMPLES_EMITTERS) all = met_emission(point, direction, camera, shading);
    if (kind == SAMPLES_SURROUNDINGS) {
        all.light = environment_radiance(shading, camera, direction);
        all.density = environment_density(shading, camera, direction);
    }
    return all;
}

void main() {
    uint index = gl_GlobalInvocationID.x;
    if (index >= count) return;
    SamplerQuery q = queries.v[index];
    CameraMoment camera = camera_at(frame, 0u, NOW);
    ViewShading shading = Shadings(frame.v.shadings).v[0];
    Arrival a = sampled(q, camera, shading);
    bool is_sampled = a.density > 0.0 || a.light != vec3(0.0) || q.kind >= SAMPLES_SPHERE_DIRECTLY;
    Arrival again = met(q.kind, q.point, a.direction, camera, shading);
    SamplerAnswer answer;
    answer.direction = is_sampled ? a.direction : vec3(0.0);
    answer.distance_m = a.distance_m;
    answer.density = a.density;
    answer.radiance = a.light * a.density;
    answer.met_radiance = again.light;
    answer.met_density = again.density;
    answer.asked_density = met(q.kind, q.point, q.direction, camera, shading).density;
    answers.v[index] = answer;
}
