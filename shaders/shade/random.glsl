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
/// @param digits  the first one lowest
uint owen_scrambled(uint digits, uint seed) {
    uint x = digits;
    x ^= x * 0x3D20ADEAu;
    x += seed;
    x *= (seed >> 16) | 1u;
    x ^= x * 0x05526C56u;
    x ^= x * 0x53A22864u;
    return bitfieldReverse(x);
}

/// Digits of the second coordinate of Sobol's point; those of the first are the bits of the index. Digit j is the sum,
/// modulo 2, of all bits k of the index for which the binomial of k over j is odd: those whose number has the bits of j.
uint sobol_second(uint index) {
    uint x = index;
    x ^= x >> 16 & 0x0000FFFFu;
    x ^= x >> 8 & 0x00FF00FFu;
    x ^= x >> 4 & 0x0F0F0F0Fu;
    x ^= x >> 2 & 0x33333333u;
    return x ^ (x >> 1 & 0x55555555u);
}

vec2 next_pair(inout Random random) {
    uint seed = mixed(random.key ^ mixed(random.plane++));
    uint index = owen_scrambled(bitfieldReverse(random.sample_index), seed);
    uint x = owen_scrambled(index, mixed(seed + 1u));
    uint y = owen_scrambled(sobol_second(index), mixed(seed + 2u));
    return vec2(uvec2(x, y) >> 8) / 16777216.0;
}

#endif
