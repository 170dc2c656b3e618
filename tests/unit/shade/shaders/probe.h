// What the tests ask the shading model, shared by C++ and GLSL.
#ifndef PLUMB_TEST_PROBE_H
#define PLUMB_TEST_PROBE_H
#include "shared/lobes.h"
PLUMB_SHARED_BEGIN

struct ProbeBsdf {
    vec3 base_color;
    float metallic;
    vec3 f0;
    float f90;
    vec2 alpha;
    float transmission;
    float eta;
    vec3 sheen_color;
    float sheen_alpha;
    vec3 coat_normal;
    float coat;
    float coat_alpha;
    float film;
    float film_ior;
    float film_thickness_nm;
};

struct ProbeQuery {
    vec3 o, i;
    float choice;
    vec2 u;
};

struct ProbeAnswer {
    vec3 value;
    float density;  // of sampling i
    vec3 sampled;   // direction that choice and u give
};

PLUMB_SHARED_END
#endif
