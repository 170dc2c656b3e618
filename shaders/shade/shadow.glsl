// What the shadow pass found for a pixel, see rays/shadow.comp.
#ifndef PLUMB_SHADOW_GLSL
#define PLUMB_SHADOW_GLSL
#include "access.glsl"

vec3 unpacked_share(uint64_t packed) {
    return vec3(uvec3(packed, packed >> 16, packed >> 32) & 0xFFFFu) / 65535.0;
}

/// Share of a light that arrives, per channel.
/// @param shares  address of the pixel's; 0 where no shadows are asked for
vec3 light_share(uint64_t shares, uint light) {
    return shares == 0ul ? vec3(1.0) : unpacked_share(Words(shares).v[1u + light]);
}

/// Share of the sky that is free, per channel.
vec3 open_share(uint64_t shares) { return shares == 0ul ? vec3(1.0) : unpacked_share(Words(shares).v[0]); }

#endif
