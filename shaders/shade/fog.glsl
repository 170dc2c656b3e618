// Haze whose density falls off exponentially with height, integrated along the ray in closed form.
#ifndef PLUMB_FOG_GLSL
#define PLUMB_FOG_GLSL
#include "hit.glsl"

/// The haze of a view, told by its density at the camera's height.
Fog fog_at(FrameRef frame, CameraMoment camera, uint view) {
    Fog fog = Shadings(frame.v.shadings).v[view].fog;
#ifdef PLUMB_ROLLING
    double middle_y = Cameras(frame.v.cameras).v[moment_index(frame, view, NOW)].world_from_camera[7];
    fog.log_density -= float(camera.world_from_camera[7] - middle_y) * fog.inverse_falloff;
#endif
    return fog;
}

/// World height over the camera of the place at depth `z` on the ray of a pixel.
float height_over_camera(CameraMoment camera, dvec3 ray, float z) {
    dvec3 place = camera.is_orthographic != 0u ? dvec3(ray.xy, double(z)) : ray * double(z);
    return float(camera.world_from_camera[4] * place.x + camera.world_from_camera[5] * place.y +
                 camera.world_from_camera[6] * place.z);
}

/// Optical depth between two depths on the ray of a pixel. The density is that of the lower end times the mean of
/// exp(-height / falloff) from there, so that nothing overflows on the way up or down.
float optical_depth(Fog fog, CameraMoment camera, dvec3 ray, float from_m, float to_m) {
    float metres_per_depth = camera.is_orthographic != 0u ? 1.0 : float(sqrt(ray.x * ray.x + ray.y * ray.y + ray.z * ray.z));
    float start = height_over_camera(camera, ray, from_m) * fog.inverse_falloff;
    if (isinf(to_m)) {
        float rise = (height_over_camera(camera, ray, from_m + 1.0) - height_over_camera(camera, ray, from_m)) *
                     fog.inverse_falloff / metres_per_depth;
        return rise > 0.0 ? exp(fog.log_density - start) / rise : to_m;
    }
    float rise = height_over_camera(camera, ray, to_m) * fog.inverse_falloff - start;
    float x = abs(rise);
    float mean = x < 1e-2 ? 1.0 - x * (0.5 - x * (1.0 / 6.0)) : (1.0 - exp(-x)) / x;
    return exp(fog.log_density - start + max(-rise, 0.0)) * mean * (to_m - from_m) * metres_per_depth;
}

/// Share of a hit's light that the haze from depth `from_m` of its ray lets through.
float clear_share(Fog fog, CameraMoment camera, Hit hit, float from_m) {
    if (isinf(fog.log_density) || is_dark(hit)) return 1.0;
    float to_m = hit.is_surface ? hit.depth_m : uintBitsToFloat(0x7F800000u);
    return exp(-optical_depth(fog, camera, ray_of(camera, hit), from_m, to_m));
}

/// What is left of a hit's radiance at depth `from_m` of its ray, with what the haze between adds.
vec3 fogged(FrameRef frame, CameraMoment camera, Hit hit, vec3 radiance, float from_m) {
    Fog fog = fog_at(frame, camera, hit.view);
    float share = clear_share(fog, camera, hit, from_m);
    return radiance * share + fog.color * (1.0 - share);
}

#endif
