#version 460
// Every kind of floating-point arithmetic that GLSL can say, one of them already marked precise.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_scalar_block_layout : require

layout(local_size_x = 1) in;

layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Values { float values[]; };
layout(push_constant, scalar) uniform Push { Values data; };

void main() {
    const vec3 a = vec3(data.values[0], data.values[1], data.values[2]);
    const vec3 b = vec3(data.values[3], data.values[4], data.values[5]);
    const mat3 m = outerProduct(a, b) * a.x;
    const vec3 left = a * m;
    const vec3 right = (m * m) * b;
    precise float kept = a.x * b.x + a.y;
    data.values[0] = dot(left, right) + kept;
    data.values[1] = mod(a.x, b.x) - a.y / b.y;
    data.values[2] = -a.z;
    data.values[3] = (a * b.x).x;
    data.values[4] = float(double(a.x) * double(b.x) + double(a.y));
}
