// Reading what all threads of a subgroup need alike, while all of them are on: each reads a word and tells the others.
// The software device would gather every word for every thread.
#ifndef PLUMB_TOGETHER_GLSL
#define PLUMB_TOGETHER_GLSL
#include "access.glsl"

/// @param count  of the words that are there, 1 to 8: further ones are copies of the last
uint[8] words_together(uint64_t address, uint count) {
    uint words[8];
    Uints from = Uints(address);
    uint mine = from.v[min(gl_SubgroupInvocationID, count - 1u)];
    for (uint i = 0u; i < 8u; ++i)
        words[i] = gl_SubgroupSize >= 8u ? subgroupBroadcast(mine, i) : from.v[min(i, count - 1u)];
    return words;
}

/// 3 rows of 4.
double[12] rows_together(uint64_t address) {
    double rows[12];
    Doubles from = Doubles(address);
    double low = from.v[gl_SubgroupInvocationID & 7u], high = from.v[8u + (gl_SubgroupInvocationID & 3u)];
    for (uint i = 0u; i < 12u; ++i)
        rows[i] = gl_SubgroupSize < 8u ? from.v[i] : (i < 8u ? subgroupBroadcast(low, i) : subgroupBroadcast(high, i - 8u));
    return rows;
}

#endif
