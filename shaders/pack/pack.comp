#version 460
// Stores an array in a smaller type. A thread a component of the target.
#include "access.glsl"
#include "pack/half.glsl"
#include "shared/pack.h"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KIND = PACK_F16;
layout(push_constant, scalar) uniform Push {
    uint64_t source;
    uint64_t target;
    uint64_t misfit;  // Misfit
    uint count;       // of the target's components
    uint limit;       // bits of the first value, or the greatest id, that does not fit or still does
};
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer MisfitRef { Misfit v; };

void store_two(uint i, uint value) {
    Bytes two = Bytes(target + uint64_t(i) * 2ul);
    two.v[0] = uint8_t(value & 0xFFu);
    two.v[1] = uint8_t(value >> 8);
}

void tell_over(uint bits) {
    atomicMax(MisfitRef(misfit).v.over, bits);
}

void pack_half(uint i, uint bits) {
    uint magnitude = bits & 0x7FFFFFFFu;
    if (magnitude >= limit && magnitude < FLOAT_INFINITY) tell_over(magnitude);
    store_two(i, half_of(bits));
}

void pack_millimetres(uint i, uint bits) {
    if (bits == FLOAT_INFINITY) {
        store_two(i, 0u);
        return;
    }
    // A float times 1000 is exact in double.
    double rounded = floor(double(uintBitsToFloat(bits)) * 1000.0LF + 0.5LF);
    if (rounded > 65535.0LF) tell_over(bits);
    if (rounded < 1.0LF) atomicMax(MisfitRef(misfit).v.not_under, ~bits);
    store_two(i, uint(clamp(rounded, 1.0LF, 65535.0LF)));
}

void main() {
    uint group = gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
    uint i = group * 64u + gl_LocalInvocationID.x;
    if (i >= count) return;
    if (KIND == PACK_RGB8) {
        Bytes(target + i).v[0] = Bytes(source + uint64_t(i / 3u) * 4ul + i % 3u).v[0];
        return;
    }
    uint bits = Uints(source + uint64_t(i) * 4ul).v[0];
    if (KIND == PACK_F16) pack_half(i, bits);
    if (KIND == PACK_U16_MM) pack_millimetres(i, bits);
    if (KIND == PACK_U16 || KIND == PACK_U8) {
        if (bits > limit) tell_over(bits);
        if (KIND == PACK_U16)
            store_two(i, bits);
        else
            Bytes(target + i).v[0] = uint8_t(bits & 0xFFu);
    }
}
