// Textures and material factors at a hit. Sampling is written out, level 0 and the file's magnification filter, so that
// a label's value is the same on every device.
#ifndef PLUMB_MATERIAL_GLSL
#define PLUMB_MATERIAL_GLSL
#include "geometry.glsl"

/// Two numbers in one word: the software device reads it in the time of one number.
vec2 unpacked(uint64_t word) { return uintBitsToFloat(unpackUint2x32(word)); }

Material material_at(FrameRef frame, uint view, uint moment, Draw draw) {
    uint first = moment * frame.v.material_moment_stride + view * frame.v.material_stride;
    return Materials(frame.v.materials).v[first + draw.material_id - 1u];
}

Material material_of(FrameRef frame, uint view, Draw draw) { return material_at(frame, view, NOW, draw); }

/// A texture coordinate within one period of its wrap mode, in texels: below the period, and from 0 on. Clamped ones may
/// lie as far outside as the texture is wide.
float place_in_period(float uv, uint size, uint mode) {
    float period = mode == WRAP_REPEAT ? 1.0 : 2.0;
    float within = mode == WRAP_CLAMP_TO_EDGE ? clamp(uv, -1.0, 2.0) : uv - period * floor(uv / period);
    return within * float(size);
}

/// The texel that stands at place i, which is off its period by one at most.
uint wrapped(int i, uint size, uint mode) {
    int n = int(size), period = mode == WRAP_MIRRORED_REPEAT ? 2 * n : n;
    int r = i < 0 ? i + period : (i < period ? i : i - period);
    r = r < n ? r : period - 1 - r;  // mirrored, the second half of the period runs back
    // What is not a number has no place, and must not be looked for outside the texture.
    return uint(clamp(mode == WRAP_CLAMP_TO_EDGE ? i : r, 0, n - 1));
}

/// Bytes of a texel; of linear ones times 255.
vec4 decoded(FrameRef frame, uint texel, bool is_srgb) {
    uvec4 bytes = uvec4(texel, texel >> 8, texel >> 16, texel >> 24) & 255u;
    if (!is_srgb) return vec4(bytes);
    Floats linear = Floats(frame.v.srgb_to_linear);
    return vec4(linear.v[bytes.x], linear.v[bytes.y], linear.v[bytes.z], float(bytes.w) / 255.0);
}

/// Between the texel left above a place and its neighbours.
/// @param place  in texels, see place_in_period()
/// @param share  of the right and the lower ones; 0 takes the first alone
vec4 between_texels(FrameRef frame, Texture image, ivec2 place, vec2 share, bool is_srgb) {
    Uints texels = Uints(image.texels);
    uint left = wrapped(place.x, image.width, image.wrap_u), top = wrapped(place.y, image.height, image.wrap_v);
    vec4 sum = decoded(frame, texels.v[top * image.width + left], is_srgb);
    if (share.x != 0.0 || share.y != 0.0) {
        uint right = wrapped(place.x + 1, image.width, image.wrap_u);
        uint below = wrapped(place.y + 1, image.height, image.wrap_v);
        sum = sum * (1.0 - share.x) + decoded(frame, texels.v[top * image.width + right], is_srgb) * share.x;
        vec4 lower = decoded(frame, texels.v[below * image.width + left], is_srgb) * (1.0 - share.x) +
                     decoded(frame, texels.v[below * image.width + right], is_srgb) * share.x;
        sum = sum * (1.0 - share.y) + lower * share.y;
    }
    return is_srgb ? sum : sum / 255.0;
}

vec4 sample_texture(FrameRef frame, Texture image, vec2 uv, bool is_srgb) {
    bool is_smooth = image.is_linear != 0u;
    vec2 place = vec2(place_in_period(uv.x, image.width, image.wrap_u), place_in_period(uv.y, image.height, image.wrap_v)) -
                 (is_smooth ? 0.5 : 0.0);
    vec2 corner = floor(place);
    return between_texels(frame, image, ivec2(whole(corner.x), whole(corner.y)), is_smooth ? place - corner : vec2(0.0),
                          is_srgb);
}

vec2 slot_uv(TextureSlot slot, vec2 uv0, vec2 uv1) {
    vec3 uv = vec3(slot.uv_set == 0u ? uv0 : uv1, 1.0);
    return vec2(dot(slot.row_u, uv), dot(slot.row_v, uv));
}

/// Value of a slot, or white where it holds no texture.
vec4 sample_slot(FrameRef frame, TextureSlot slot, vec2 uv0, vec2 uv1, bool is_srgb) {
    if (slot.texture == NO_TEXTURE) return vec4(1.0);
    return sample_texture(frame, Textures(frame.v.textures).v[slot.texture], slot_uv(slot, uv0, uv1), is_srgb);
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
bool is_cut_out(FrameRef frame, uint view, uint moment, uint draw, uint reference, dvec3 weights) {
    Draw drawn = draws_of(frame, view).v[draw];
    Primitive primitive = Primitives(frame.v.primitives).v[drawn.primitive];
    uint triangle = reference - drawn.first_reference;
    Material material = material_at(frame, view, moment, drawn);
    uvec3 corners = triangle_corners(primitive, triangle);
    return base_color_at(frame, primitive, material, corners, vec3(weights)).a < material.alpha_cutoff;
}

#endif
