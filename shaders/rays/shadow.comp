#version 460
// One thread a pixel: how much of each light's way to the surface seen there is free, and of the sky's. The resolve reads
// it. Rays start beside the surface by more than the rounding of the place, on the side they go to.
#extension GL_KHR_shader_subgroup_arithmetic : require
#include "rays/light_sample.glsl"
#include "shade/light.glsl"
#include "surface.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    ShadowsRef work;
};

const float OFFSET = 1.0 / 524288.0;  // of the distance to the camera: a place there is rounded by a tenth of it

/// The surface that rays start from.
struct Start {
    uint view;
    uint reference;
    bool is_lit_through;  // light may come from behind
    vec3 point;
    vec3 normal;          // geometric, to the camera
    vec3 smooth_normal;   // interpolated; only where the sky is sampled
    float offset;
};

Ray ray_from(Start start, vec3 direction, float distance) {
    vec3 side = dot(start.normal, direction) < 0.0 ? -start.normal : start.normal;
    return Ray(start.point + side * start.offset, direction, 0.0, distance * (1.0 - OFFSET));
}

/// Whether a light shines to a place at all.
bool reaches(Light light, LightRay ray) {
    if (light.kind == 0u) return true;
    if (ray.distance >= light.range_m) return false;
    return light.kind != LIGHT_SPOT || dot(light.direction, -ray.direction) * light.cone_scale + light.cone_offset > 0.0;
}

/// What rays are sent to from a surface: a light, or the sky.
struct Source {
    bool is_sky;
    Light light;
    uint stream;  // of random numbers
    uint sample_count;
};

/// The lights come after the sky. Without samples, nothing stands in the source's way.
Source source_of(ViewShading shading, uint index, vec3 point) {
    Source source;
    source.is_sky = index == 0u;
    source.stream = index;
    source.sample_count = work.v.ambient_samples;
    if (source.is_sky) return source;
    source.light = Lights(shading.lights).v[index - 1u];
    source.sample_count = has_extent(source.light) ? work.v.light_samples : 1u;
    if (work.v.has_light_shadows == 0u || !reaches(source.light, towards_middle(source.light, point)))
        source.sample_count = 0u;
    return source;
}

/// The way to sample i of a source. What an interpolated normal lets point into the surface is mirrored out of it.
LightRay way_to(Start start, Source source, uint i, vec2 shift) {
    vec2 u = stratum(i, source.sample_count, shift);
    if (source.is_sky) {
        vec3 direction = towards_sky(start.smooth_normal, u);
        float depth = dot(direction, start.normal);
        if (depth < 0.0) direction -= 2.0 * depth * start.normal;
        return LightRay(direction, work.v.ambient_distance_m);
    }
    if (source.light.radius_m > 0.0) return towards_sphere(source.light, start.point, u);
    if (has_extent(source.light)) {
        Arrival arrival = sampled_arrival(source.light, start.point, u);
        // Behind a rectangle nothing arrives, whatever stands there.
        if (arrival.distance_m > 0.0) return LightRay(arrival.direction, arrival.distance_m);
    }
    return towards_middle(source.light, start.point);
}

uint64_t packed_share(vec3 share) {
    uvec3 whole = uvec3(clamp(share, 0.0, 1.0) * 65535.0 + 0.5);
    return uint64_t(whole.x) | uint64_t(whole.y) << 16 | uint64_t(whole.z) << 32;
}

uint shadows_of(uvec2 pixel, uint view, uint64_t index, uint64_t word) {
    CameraMoment camera = camera_at(frame, view, NOW);
    Hit hit = hit_at(frame, camera, view, dvec2(pixel) + dvec2(work.v.x, work.v.y) / 256.0lf, word);
    vec3 ray = vec3(ray_direction(camera, hit.pixel));
    Start start;
    start.view = view;
    start.reference = uint(word);
    start.is_lit_through = (hit.draw.flags & DRAW_BLENDED) != 0u;
    start.point = camera.is_orthographic != 0u ? vec3(ray.xy, hit.depth_m) : ray * hit.depth_m;
    start.normal = geometric_normal(frame, camera, hit);
    start.offset = OFFSET * largest_of(abs(start.point));
    start.smooth_normal = start.normal;
    if (work.v.ambient_samples != 0u) {
        InstanceMoment moment = instance_moments(frame, view, NOW).v[hit.draw.instance];
        start.smooth_normal = smooth_normal(frame, camera, hit, moment, vec3(hit.weights));
        if (hit.is_back) start.smooth_normal = -start.smooth_normal;
    }
    ViewShading shading = Shadings(frame.v.shadings).v[view];
    Words shares = Words(work.v.shares + index * work.v.stride * 8ul);
    uint ray_count = 0u;
    for (uint k = 0u; k <= shading.light_count; ++k) {
        Source source = source_of(shading, k, start.point);
        vec2 shift = source.sample_count > 1u || source.is_sky ? own_shift(shading.sensor.noise_seed, pixel, k, work.v.sample_index) : vec2(0.0);
        vec3 sum = vec3(0.0);
        uint counted = source.sample_count;
        for (uint i = 0u; i < source.sample_count; ++i) {
            LightRay way = way_to(start, source, i, shift);
            if (!start.is_lit_through && dot(start.normal, way.direction) <= 0.0) {
                // What of a rectangle is below the horizon is left out of its light already.
                if (!source.is_sky && source.light.kind == LIGHT_RECTANGLE) --counted;
                continue;
            }
            sum += light_through(frame, view, ray_from(start, way.direction, way.distance), start.reference);
            ++ray_count;
        }
        shares.v[k] = packed_share(counted == 0u ? vec3(1.0) : sum / float(counted));
    }
    return ray_count;
}

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z, ray_count = 0u;
    if (pixel.x < frame.v.width && pixel.y < frame.v.height) {
        uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
        uint64_t surface = Words(work.v.surface + index * 8ul).v[0], through = NOTHING;
        if (work.v.through != 0ul) through = Words(work.v.through + index * 8ul).v[0];
        uint64_t word = work.v.is_through != 0u ? through : surface;
        bool is_asked_for = word != NOTHING && (work.v.is_through == 0u || through != surface);
        if (work.v.first_surface != 0ul && is_asked_for) {
            bool is_same = uint(Words(work.v.first_surface + index * 8ul).v[0]) == uint(surface);
            if (work.v.first_through != 0ul)
                is_same = is_same && uint(Words(work.v.first_through + index * 8ul).v[0]) == uint(through);
            is_asked_for = !is_same;
        }
        if (is_asked_for) ray_count = shadows_of(pixel, view, index, word);
    }
    uint all = subgroupAdd(ray_count);
    if (subgroupElect()) atomicAdd(Words(work.v.ray_count).v[0], uint64_t(all));
}
