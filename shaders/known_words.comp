#version 460
// Fills memory with known words. A thread a word.
#include "access.glsl"
#include "shared/known_words.h"
layout(local_size_x = KNOWN_WORDS_GROUP) in;
layout(push_constant, scalar) uniform Push {
    uint64_t target;
    uint count;
    uint seed;
};

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i < count) Uints(target + uint64_t(i) * 4ul).v[0] = known_word(i, seed);
}
