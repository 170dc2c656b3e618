#version 460
// Keeps the device busy for a while, without a loop of more than 65,535 rounds.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require

layout(local_size_x = 64) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Results { uint values[]; };
layout(push_constant, scalar) uniform Push { Results results; };

void main() {
    uint state = gl_GlobalInvocationID.x;
    for (uint i = 0; i < 60000; ++i) {
        state = state * 1664525u + (state >> 13) + 1013904223u;
    }
    results.values[gl_GlobalInvocationID.x % 64] = state;
}
