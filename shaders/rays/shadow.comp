#version 460
// One thread a pixel: how much of each light's way to the surface seen there is free, and of the sky's. The resolve reads
// it. Rays start beside the surface by more than the rounding of the place, on the side they go to.
#extension GL_KHR_shader_subgroup_arithmetic : require
#include "rays/light_sample.glsl"
#include "shade/light.glsl"
#include "shade/light_of.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    ShadowsRef work;
};

#include "rays/light_start.glsl"

/// Whether a light shines to a place at all.
bool reaches(Light light, LightRay ray) {
    if (light.kind == 0u) return true;
    if (ray.distance >= light.range_m) return false;
    return light.kind != LIGHT_SPOT || dot(light.direction, -ray.direction) * light.cone_scale + light.cone_offset > 0.0;
}

/// The way to sample i of n of a light.
LightRay way_to(Start start, Light light, uint i, uint n, vec2 shift) {
    if (!has_extent(light)) return towards_middle(light, start.point);
    vec2 u = stratum(i, n, shift);
    if (light.radius_m > 0.0) return towards_sphere(light, start.point, u);
    Arrival arrival = sampled_arrival(light, start.point, u);
    // Behind a rectangle nothing arrives, whatever stands there.
    if (arrival.distance_m > 0.0) return LightRay(arrival.direction, arrival.distance_m);
    return towards_middle(light, start.point);
}

/// Share of a light that arrives.
vec3 share_of_light(Start start, Light light, uvec2 pixel, uint stream, uint64_t noise_seed, inout uint ray_count) {
    if (work.v.has_light_shadows == 0u || !reaches(light, towards_middle(light, start.point))) return vec3(1.0);
    uint count = has_extent(light) ? work.v.light_samples : 1u, counted = count;
    vec2 shift = count > 1u ? own_shift(noise_seed, pixel, stream, work.v.sample_index) : vec2(0.0);
    vec3 sum = vec3(0.0);
    for (uint i = 0u; i < count; ++i) {
        LightRay way = way_to(start, light, i, count, shift);
        if (!start.is_lit_through && dot(start.normal, way.direction) <= 0.0) {
            // What of a rectangle is below the horizon is left out of its light already.
            if (light.kind == LIGHT_RECTANGLE) --counted;
            continue;
        }
        sum += light_through(frame, start.view, ray_from(start, way.direction, way.distance), start.reference);
        ++ray_count;
    }
    return counted == 0u ? vec3(1.0) : sum / float(counted);
}

/// Share of the sky that is free. What an interpolated normal lets point into the surface is mirrored out of it.
vec3 share_of_sky(Start start, uvec2 pixel, uint64_t noise_seed, inout uint ray_count) {
    vec2 shift = own_shift(noise_seed, pixel, 0u, work.v.sample_index);
    vec3 sum = vec3(0.0);
    for (uint i = 0u; i < work.v.ambient_samples; ++i) {
        vec3 direction = towards_sky(start.smooth_normal, stratum(i, work.v.ambient_samples, shift));
        float depth = dot(direction, start.normal);
        if (depth < 0.0) direction -= 2.0 * depth * start.normal;
        if (!start.is_lit_through && dot(start.normal, direction) <= 0.0) continue;
        sum += light_through(frame, start.view, ray_from(start, direction, work.v.ambient_distance_m), start.reference);
        ++ray_count;
    }
    return sum / float(work.v.ambient_samples);
}

uint64_t packed_share(vec3 share) {
    uvec3 whole = uvec3(clamp(share, 0.0, 1.0) * 65535.0 + 0.5);
    return uint64_t(whole.x) | uint64_t(whole.y) << 16 | uint64_t(whole.z) << 32;
}

uint shadows_of(Start start, uvec2 pixel, uint64_t index) {
    ViewShading shading = Shadings(frame.v.shadings).v[start.view];
    Words shares = Words(work.v.shares + index * work.v.stride * 8ul);
    uint ray_count = 0u;
    vec3 of_sky = vec3(1.0);
    if (LOOKS_AT_SKY != 0u) of_sky = share_of_sky(start, pixel, shading.sensor.noise_seed, ray_count);
    shares.v[0] = packed_share(of_sky);
    for (uint k = 1u; k <= shading.light_count; ++k) {
        Light light = light_of(shading, k - 1u);
        shares.v[k] = packed_share(share_of_light(start, light, pixel, k, shading.sensor.noise_seed, ray_count));
    }
    return ray_count;
}

/// What the pixel's rays start from; NOTHING where another sample has sent them already.
uint64_t word_to_light(uint64_t index) {
    uint64_t surface = Words(work.v.surface + index * 8ul).v[0], through = NOTHING;
    if (work.v.through != 0ul) through = Words(work.v.through + index * 8ul).v[0];
    uint64_t word = work.v.is_through != 0u ? through : surface;
    if (word == NOTHING || (work.v.is_through != 0u && through == surface)) return NOTHING;
    if (work.v.first_surface == 0ul) return word;
    bool is_same = uint(Words(work.v.first_surface + index * 8ul).v[0]) == uint(surface);
    if (work.v.first_through != 0ul)
        is_same = is_same && uint(Words(work.v.first_through + index * 8ul).v[0]) == uint(through);
    return is_same ? NOTHING : word;
}

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z, ray_count = 0u;
    if (pixel.x < frame.v.width && pixel.y < frame.v.height) {
        uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
        uint64_t word = word_to_light(index);
        if (word != NOTHING) {
            look_at_row(frame, view, double(pixel.y) + 0.5lf);
            dvec2 place = dvec2(pixel) + dvec2(work.v.x, work.v.y) / 256.0lf;
            ray_count = shadows_of(start_at(camera_at(frame, view, NOW), view, place, word), pixel, index);
        }
    }
    uint all = subgroupAdd(ray_count);
    if (subgroupElect()) atomicAdd(Words(work.v.ray_count).v[0], uint64_t(all));
}
