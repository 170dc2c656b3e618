#version 460
// One thread a pixel: adds the light of some paths to the sum of those before. Sample 0 goes through the pixel's centre.
#extension GL_EXT_control_flow_attributes : require
#include "access.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint HAS_BLENDED = 1u;  // surfaces of alphaMode BLEND
#include "rays/camera_sample.glsl"
#include "shade/bounce.glsl"
#include "shade/fog.glsl"
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer PathsRef { Paths v; };
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    PathsRef paths;
    uint first_sample;
    uint sample_count;  // 65,535 at most
};

/// Lets a pinhole's ray start anywhere in the opening; it still meets what is in focus.
void open_aperture(ViewShading shading, inout Path path, inout Random random) {
    vec3 start = vec3(aperture_place(shading, next_pair(random)) * shading.aperture_radius_m, 0.0);
    vec3 focus = path.direction * (shading.focus_distance_m / path.direction.z);
    path.origin = start;
    path.direction = normalize(focus - start);
}

vec3 path_radiance(CameraMoment camera, ViewShading shading, uint view, dvec2 pixel, Random random,
                   inout uint ray_count) {
    dvec3 ray = ray_at(frame, camera, view, pixel);
    if (HAS_LENS != 0u && ray == dvec3(0.0lf)) return vec3(0.0);
    bool is_orthographic = camera.is_orthographic != 0u;
    float slant = is_orthographic ? 1.0 : length(vec3(ray));
    Path path;
    path.view = view;
    path.origin = is_orthographic ? vec3(ray.xy, 0.0) : vec3(0.0);
    path.direction = is_orthographic ? vec3(0.0, 0.0, 1.0) : vec3(ray) / slant;
    bool is_open = shading.aperture_radius_m > 0.0;
    if (is_open) {
        open_aperture(shading, path, random);
        slant = 1.0 / path.direction.z;
    }
    path.reference = NO_REFERENCE;
    path.throughput = vec3(1.0);
    path.radiance = vec3(0.0);
    path.density = 0.0;
    path.extinction = vec3(0.0);
    path.wave = 0u;
    path.ray_count = 0u;
    path.passed_m = 0.0;
    Hit seen;
    seen.is_surface = false;
    seen.view = view;
    seen.pixel = pixel;
    seen.ray = ray;
    for (uint depth = 0u; depth < MOST_BOUNCES; ++depth) {
        float t_min = depth == 0u ? float(camera.near_m) * slant : start_of(path.origin);
        bool goes_on = bounce(frame, camera, shading, depth, t_min, path, random);
        if (depth == 0u && path.reference != NO_REFERENCE) {
            seen.is_surface = true;
            seen.depth_m = HAS_LENS == 0u || is_open ? path.origin.z : dot(path.origin, vec3(ray)) / dot(vec3(ray), vec3(ray));
        }
        if (!goes_on) break;
    }
    ray_count += path.ray_count;
    return fogged(frame, camera, seen, path.radiance, 0.0);
}

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
    look_at_row(frame, view, double(pixel.y) + 0.5lf);
    CameraMoment camera = camera_at(frame, view, NOW);
    ViewShading shading = Shadings(frame.v.shadings).v[view];
    uint key = mixed(mixed(shading.path_key ^ pixel.x) + pixel.y);
    vec3 sum = vec3(0.0);
    uint ray_count = 0u;
    for (uint k = 0u; k < sample_count; ++k) {
        Random random = Random(key, first_sample + k, 0u);
        vec2 off = filter_offset(paths.v.filter_kind, next_pair(random));
        if (first_sample + k == 0u) off = vec2(0.0);
        sum += path_radiance(camera, shading, view, dvec2(pixel) + 0.5lf + dvec2(off), random, ray_count);
    }
    atomicAdd(Words(paths.v.ray_count).v[0], uint64_t(ray_count));
    Vec4s sums = Vec4s(paths.v.sums + index * 16ul);
    sums.v[0] = vec4(sum, 0.0) + (first_sample == 0u ? vec4(0.0) : sums.v[0]);
}
