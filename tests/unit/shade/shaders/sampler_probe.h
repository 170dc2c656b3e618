// What the tests ask the samplers of light and of cameras, shared by C++ and GLSL.
#ifndef PLUMB_TEST_SAMPLER_PROBE_H
#define PLUMB_TEST_SAMPLER_PROBE_H
#include "shared/layout.h"
PLUMB_SHARED_BEGIN

const uint SAMPLES_LIGHTS = 0u;           // of a path, all that the shot has
const uint SAMPLES_EMITTERS = 1u;         // of a path
const uint SAMPLES_SURROUNDINGS = 2u;     // of a path
const uint SAMPLES_SPHERE_DIRECTLY = 3u;  // of direct colour: the shot's first light; without a density
const uint SAMPLES_SKY_DIRECTLY = 4u;     // of direct colour, around `direction`; without a density
// Places of a plane, as the directions in which they are seen one unit before it; without a density.
const uint SAMPLES_BOX_FILTER = 5u;       // of a pixel, px
const uint SAMPLES_BLACKMAN_HARRIS = 6u;  // of a pixel, px
const uint SAMPLES_APERTURE = 7u;         // of the shot's, in its radii

struct SamplerQuery {
    vec3 point;  // camera frame
    uint kind;
    vec3 direction;  // whose density is asked for
    vec2 which, u;   // what the sampler draws
};

struct SamplerAnswer {
    vec3 direction;  // that was sampled; 0 where there is none
    float distance_m;
    vec3 radiance;        // the light times its density
    float density;        // as the sampler tells it; 0 for lights without extent
    vec3 met_radiance;    // that a path finds in the sampled direction
    float met_density;    // as one that found it tells it
    float asked_density;  // the same for the direction that was asked for
};

PLUMB_SHARED_END
#endif
