// Radiance from far away, by direction in the camera frame.
#ifndef PLUMB_ENVIRONMENT_GLSL
#define PLUMB_ENVIRONMENT_GLSL
#include "hit.glsl"
#include "shade/pi.glsl"
#include "shade/sky.glsl"

vec3 environment_direction(CameraMoment camera, vec3 d) {
    vec3 e;
    for (int i = 0; i < 3; ++i)
        e[i] = float(camera.camera_from_environment[i]) * d.x + float(camera.camera_from_environment[3 + i]) * d.y +
               float(camera.camera_from_environment[6 + i]) * d.z;
    return normalized(e);
}

/// An equirectangular picture: the centre column is -z, columns turn to the right, rows go from +y down.
vec3 picture_texel(uint64_t texels, ivec2 size, ivec2 at) {
    int x = at.x % size.x;
    if (x < 0) x += size.x;
    return Vec4s(texels).v[uint(clamp(at.y, 0, size.y - 1) * size.x + x)].rgb;
}

vec3 picture_radiance(uint64_t texels, ivec2 size, vec3 e) {
    float u = atan(e.x, -e.z) / (2.0 * PI) + 0.5, v = acos(clamp(e.y, -1.0, 1.0)) / PI;
    vec2 place = vec2(u, v) * vec2(size) - 0.5;
    ivec2 corner = ivec2(floor(place));
    vec2 f = place - vec2(corner);
    vec3 top = mix(picture_texel(texels, size, corner), picture_texel(texels, size, corner + ivec2(1, 0)), f.x);
    vec3 bottom = mix(picture_texel(texels, size, corner + ivec2(0, 1)), picture_texel(texels, size, corner + ivec2(1, 1)), f.x);
    return mix(top, bottom, f.y);
}

vec3 map_radiance(ViewShading shading, vec3 e) {
    return picture_radiance(shading.environment_map, ivec2(shading.environment_width, shading.environment_height), e);
}

/// What a surface of some perceptual roughness mirrors of the map around a direction.
vec3 map_lobe(ViewShading shading, vec3 e, float roughness) {
    ivec2 size = ivec2(ENVIRONMENT_LOBE_WIDTH, ENVIRONMENT_LOBE_WIDTH / 2u);
    float level = clamp(roughness, 0.0, 1.0) * float(ENVIRONMENT_LOBES);
    uint below = min(uint(level), ENVIRONMENT_LOBES - 1u);
    uint64_t bytes = uint64_t(size.x * size.y) * 16ul;
    vec3 rougher = picture_radiance(shading.environment_lobes + below * bytes, size, e);
    vec3 smoother = map_radiance(shading, e);
    if (below > 0u) smoother = picture_radiance(shading.environment_lobes + (below - 1u) * bytes, size, e);
    return mix(smoother, rougher, level - float(below));
}

vec3 environment_radiance(ViewShading shading, CameraMoment camera, vec3 direction) {
    if (shading.environment_map == 0ul && shading.has_sky == 0u)
        return shading.environment_color * shading.environment_intensity;
    vec3 e = environment_direction(camera, direction);
    return (shading.environment_map != 0ul ? map_radiance(shading, e) : sky_radiance(shading.sky, e)) *
           shading.environment_intensity;
}

/// Irradiance over pi around a normal: nine spherical harmonics (Ramamoorthi and Hanrahan 2001).
vec3 environment_diffuse(ViewShading shading, CameraMoment camera, vec3 normal) {
    vec3 n = environment_direction(camera, normal);
    float basis[9] = float[9](0.282095, 0.488603 * n.y, 0.488603 * n.z, 0.488603 * n.x, 1.092548 * n.x * n.y,
                              1.092548 * n.y * n.z, 0.315392 * (3.0 * n.z * n.z - 1.0), 1.092548 * n.x * n.z,
                              0.546274 * (n.x * n.x - n.y * n.y));
    vec3 sum = vec3(0.0);
    for (int i = 0; i < 9; ++i) sum += shading.diffuse_sh[i].rgb * basis[i];
    return max(sum, vec3(0.0));
}

#endif
