#version 460
// A struct of mixed members, whose compiled layout is compared with C++.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 1) in;

struct Mixed {
    vec3 direction;
    uint id;
    uint64_t address;
    vec2 offset;
    mat4x3 pose;
    double exact;
};

layout(buffer_reference, scalar, buffer_reference_align = 8) buffer MixedArray { Mixed values[]; };

layout(push_constant, scalar) uniform Push { MixedArray array; };

void main() {
    Mixed mixed = array.values[gl_GlobalInvocationID.x];
    mixed.id += 1;
    array.values[gl_GlobalInvocationID.x] = mixed;
}
