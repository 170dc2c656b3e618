// Textures and material factors at a hit. Sampling is written out, level 0 and the file's magnification filter, so that
// a label's value is the same on every device.
#ifndef PLUMB_MATERIAL_GLSL
#define PLUMB_MATERIAL_GLSL
#include "geometry.glsl"

/// Two numbers in one word: the software device reads it in the time of one number.
vec2 unpacked(uint64_t word) { return uintBitsToFloat(unpackUint2x32(word)); }

Material material_of(FrameRef frame, uint view, Draw draw) {
    return Materials(frame.v.materials).v[view * frame.v.material_stride + draw.material_id - 1u];
}

/// i modulo n for |i| / n up to 2^21: the quotient of floats is off by one at most. No device has many integers' division.
int modulo(int i, int n) {
    int r = i - n * int(floor(float(i) / float(n)));
    if (r < 0) r += n;
    return r < n ? r : r - n;
}

int wrapped(int i, int n, uint mode) {
    if (mode == WRAP_CLAMP_TO_EDGE) return clamp(i, 0, n - 1);
    int period = mode == WRAP_REPEAT ? n : 2 * n;
    int r = modulo(i, period);
    return r < n ? r : period - 1 - r;  // mirrored, the second half of the period runs back
}

vec4 texel(FrameRef frame, Texture image, ivec2 at, bool is_srgb) {
    int x = wrapped(at.x, int(image.width), image.wrap_u), y = wrapped(at.y, int(image.height), image.wrap_v);
    uint packed = Uints(image.texels).v[uint(y) * image.width + uint(x)];
    uvec4 bytes = uvec4(packed, packed >> 8, packed >> 16, packed >> 24) & 255u;
    if (!is_srgb) return vec4(bytes) / 255.0;
    Floats linear = Floats(frame.v.srgb_to_linear);
    return vec4(linear.v[bytes.x], linear.v[bytes.y], linear.v[bytes.z], float(bytes.w) / 255.0);
}

vec4 sample_texture(FrameRef frame, uint texture_index, vec2 uv, bool is_srgb) {
    Texture image = Textures(frame.v.textures).v[texture_index];
    // Beyond 2^20 repetitions a float coordinate has no fraction left; the clamp keeps the integers in range.
    vec2 place = clamp(uv, vec2(-1048576.0), vec2(1048576.0)) * vec2(image.width, image.height);
    if (image.is_linear == 0u) return texel(frame, image, ivec2(floor(place)), is_srgb);
    place -= 0.5;
    ivec2 corner = ivec2(floor(place));
    vec2 f = place - vec2(corner);
    vec4 top = texel(frame, image, corner, is_srgb) * (1.0 - f.x) +
               texel(frame, image, corner + ivec2(1, 0), is_srgb) * f.x;
    vec4 bottom = texel(frame, image, corner + ivec2(0, 1), is_srgb) * (1.0 - f.x) +
                  texel(frame, image, corner + ivec2(1, 1), is_srgb) * f.x;
    return top * (1.0 - f.y) + bottom * f.y;
}

vec2 slot_uv(TextureSlot slot, vec2 uv0, vec2 uv1) {
    vec3 uv = vec3(slot.uv_set == 0u ? uv0 : uv1, 1.0);
    return vec2(dot(slot.row_u, uv), dot(slot.row_v, uv));
}

/// Value of a slot, or white where it holds no texture.
vec4 sample_slot(FrameRef frame, TextureSlot slot, vec2 uv0, vec2 uv1, bool is_srgb) {
    if (slot.texture == NO_TEXTURE) return vec4(1.0);
    return sample_texture(frame, slot.texture, slot_uv(slot, uv0, uv1), is_srgb);
}

vec2 interpolated(uint64_t values, uvec3 corners, vec3 weights) {
    if (values == 0ul) return vec2(0.0);
    Words v = Words(values);
    return unpacked(v.v[corners.x]) * weights.x + unpacked(v.v[corners.y]) * weights.y +
           unpacked(v.v[corners.z]) * weights.z;
}

vec4 vertex_color(uint64_t values, uvec3 corners, vec3 weights) {
    if (values == 0ul) return vec4(1.0);
    Vec4s v = Vec4s(values);
    return v.v[corners.x] * weights.x + v.v[corners.y] * weights.y + v.v[corners.z] * weights.z;
}

uvec3 triangle_corners(Primitive primitive, uint triangle) {
    Uints indices = Uints(primitive.indices);
    return uvec3(indices.v[3u * triangle], indices.v[3u * triangle + 1u], indices.v[3u * triangle + 2u]);
}

/// Base colour and alpha at barycentric weights of a triangle.
vec4 base_color_at(FrameRef frame, Primitive primitive, Material material, uvec3 corners, vec3 weights) {
    vec2 uv0 = interpolated(primitive.uv0, corners, weights), uv1 = interpolated(primitive.uv1, corners, weights);
    return material.base_color * sample_slot(frame, material.base_color_slot, uv0, uv1, true) *
           vertex_color(primitive.colors, corners, weights);
}

/// Whether alphaMode MASK leaves nothing there.
/// @param draw  its index; `reference` is that of the triangle
bool is_cut_out(FrameRef frame, uint view, uint draw, uint reference, dvec3 weights) {
    Draw drawn = draws_of(frame, view).v[draw];
    Primitive primitive = Primitives(frame.v.primitives).v[drawn.primitive];
    uint triangle = reference - drawn.first_reference;
    Material material = material_of(frame, view, drawn);
    uvec3 corners = triangle_corners(primitive, triangle);
    return base_color_at(frame, primitive, material, corners, vec3(weights)).a < material.alpha_cutoff;
}

#endif
