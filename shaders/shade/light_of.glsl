// The lights of a view.
#ifndef PLUMB_LIGHT_OF_GLSL
#define PLUMB_LIGHT_OF_GLSL
#include "access.glsl"
#ifdef PLUMB_ROLLING
#include "geometry.glsl"
#endif

/// A light in the frame of camera_at().
Light light_of(ViewShading shading, uint index) {
    Light light = Lights(shading.lights).v[index];
#ifdef PLUMB_ROLLING  // they are told in the frame of the middle's camera
    light.position = vec3(point_by(row_from_middle, dvec3(light.position)));
    light.direction = vec3(direction_by(row_from_middle, dvec3(light.direction)));
    light.half_across = vec3(direction_by(row_from_middle, dvec3(light.half_across)));
    light.half_up = vec3(direction_by(row_from_middle, dvec3(light.half_up)));
#endif
    return light;
}

#endif
