#version 460
// Adds pairs of floats, keeps the smallest u64, and computes a product in double precision.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_shader_atomic_int64 : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint scale = 1;

layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Smallest { uint64_t value; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Floats { float values[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Sums { float values[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Products { double values[]; };

layout(push_constant, scalar) uniform Push {
    Floats first;
    Floats second;
    Sums sums;
    Products products;
    Smallest smallest;
    uint count;
};

void main() {
    const uint i = gl_GlobalInvocationID.x;
    if (i >= count) {
        return;
    }
    const float a = first.values[i];
    const float b = second.values[i];
    sums.values[i] = a * b + float(scale);
    products.values[i] = double(a) * double(b) + double(scale);
    // The largest index has the smallest key in the high half and its own index in the low half.
    atomicMin(smallest.value, (uint64_t(0xFFFFFFFFu - i) << 32) | uint64_t(i));
}
