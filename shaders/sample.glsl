// All that a pass may look at: one pixel's hit and what was derived from it because some pass needs it.
#ifndef PLUMB_SAMPLE_GLSL
#define PLUMB_SAMPLE_GLSL
#include "motion.glsl"
#include "surface.glsl"

#define INFINITE uintBitsToFloat(0x7F800000u)
#define NAN uintBitsToFloat(0x7FC00000u)

struct Sample {
    FrameRef frame;
    CameraMoment camera;
    Hit hit;
    Surface surface;          // where a pass needs it and the pixel sees one
    Motion next, previous;
    uint64_t next_sight, previous_sight;  // nearest surface at the places in the other frames
    vec3 radiance;            // scene-referred
};

#endif
