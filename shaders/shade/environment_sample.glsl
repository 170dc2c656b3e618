// Directions in proportion to what shines from far away above the mean, by an alias table over cells of the sphere (Walker
// 1974). What is even is found as well by following surfaces, which leave less noise there: it is not looked for.
#ifndef PLUMB_ENVIRONMENT_SAMPLE_GLSL
#define PLUMB_ENVIRONMENT_SAMPLE_GLSL
#include "shade/environment.glsl"

PLUMB_ARRAY(EnvironmentCells, EnvironmentCell);

bool is_environment_uneven(ViewShading shading) { return shading.environment_intensity > 0.0 && shading.cells != 0ul; }

/// Camera frame from a direction of the environment.
vec3 from_environment(CameraMoment camera, vec3 e) {
    vec3 d;
    for (int i = 0; i < 3; ++i)
        d[i] = float(camera.camera_from_environment[3 * i]) * e.x + float(camera.camera_from_environment[3 * i + 1]) * e.y +
               float(camera.camera_from_environment[3 * i + 2]) * e.z;
    return normalize(d);
}

/// Density of environment_sample() per solid angle; 0 where none is looked for.
float environment_density(ViewShading shading, CameraMoment camera, vec3 direction) {
    if (!is_environment_uneven(shading)) return 0.0;
    vec3 e = environment_direction(camera, direction);
    uvec2 size = uvec2(shading.cells_width, shading.cells_height);
    vec2 place = vec2(atan(e.x, -e.z) / (2.0 * PI) + 0.5, acos(clamp(e.y, -1.0, 1.0)) / PI);
    uvec2 cell = min(uvec2(place * vec2(size)), size - 1u);
    return EnvironmentCells(shading.cells).v[cell.y * size.x + cell.x].density;
}

/// @param which  uniform, chooses the cell; `u` the place in it
vec3 environment_sample(ViewShading shading, CameraMoment camera, vec2 which, vec2 u) {
    uvec2 size = uvec2(shading.cells_width, shading.cells_height);
    uint index = min(uint(which.x * float(size.x * size.y)), size.x * size.y - 1u);
    EnvironmentCell cell = EnvironmentCells(shading.cells).v[index];
    if (which.y >= cell.threshold) index = cell.other;
    float row = float(index / size.x);
    float y = mix(cos(PI * row / float(size.y)), cos(PI * (row + 1.0) / float(size.y)), u.y);
    float turn = (float(index % size.x) + u.x) / float(size.x);
    float across = sqrt(max(1.0 - y * y, 0.0)), phi = 2.0 * PI * (turn - 0.5);
    return from_environment(camera, vec3(across * sin(phi), y, -across * cos(phi)));
}

#endif
