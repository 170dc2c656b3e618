#version 460
// Writes the group counts of an indirect dispatch.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require

layout(local_size_x = 1) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Arguments { uint groups[3]; };
layout(push_constant, scalar) uniform Push {
    Arguments arguments;
    uint count;
};

void main() {
    arguments.groups[0] = (count + 63) / 64;
    arguments.groups[1] = 1;
    arguments.groups[2] = 1;
}
