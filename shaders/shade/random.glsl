// Numbers in [0, 1) for the samples of a pixel: Owen-scrambled Sobol points, every two dimensions a plane of their own
// (Burley, "Practical Hash-based Owen Scrambling", 2020).
#ifndef PLUMB_RANDOM_GLSL
#define PLUMB_RANDOM_GLSL

struct Random {
    uint key;     // of the pixel and its shot
    uint sample_index;
    uint plane;   // counts up
};

/// A permutation of 32-bit words without visible order.
uint mixed(uint x) {
    x = (x ^ (x >> 16)) * 0x7FEB352Du;
    x = (x ^ (x >> 15)) * 0x846CA68Bu;
    return x ^ (x >> 16);
}

/// Scrambles the digits of a binary fraction, each by those before it.
uint owen_scrambled(uint x, uint seed) {
    x = bitfieldReverse(x);
    x ^= x * 0x3D20ADEAu;
    x += seed;
    x *= (seed >> 16) | 1u;
    x ^= x * 0x05526C56u;
    x ^= x * 0x53A22864u;
    return bitfieldReverse(x);
}

/// Second coordinate of Sobol's point; the first one is the index with its bits reversed.
uint sobol_second(uint index) {
    uint result = 0u;
    for (uint direction = 0x80000000u; index != 0u; index >>= 1, direction ^= direction >> 1)
        if ((index & 1u) != 0u) result ^= direction;
    return result;
}

vec2 next_pair(inout Random random) {
    uint seed = mixed(random.key ^ mixed(random.plane++));
    uint index = owen_scrambled(random.sample_index, seed);
    uint x = owen_scrambled(bitfieldReverse(index), mixed(seed + 1u));
    uint y = owen_scrambled(sobol_second(index), mixed(seed + 2u));
    return vec2(uvec2(x, y) >> 8) / 16777216.0;
}

#endif
