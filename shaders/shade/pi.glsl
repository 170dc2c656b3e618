#ifndef PLUMB_PI_GLSL
#define PLUMB_PI_GLSL

const float PI = 3.14159265358979;

#endif
