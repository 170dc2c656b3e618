// Textures over the part of them that a pixel covers: a few samples along its longer axis in a pyramid of averages, whose
// level follows the shorter one. For colour alone; labels take what is at the point.
#ifndef PLUMB_TEXTURE_GLSL
#define PLUMB_TEXTURE_GLSL
#include "material.glsl"

const float MOST_SAMPLES = 8.0;  // along the longer axis; beyond, the level follows that one

/// Where textures are looked up, and how far that moves from pixel to pixel; no movement takes what is at the point.
struct TexturePlace {
    FrameRef frame;
    vec2 uv0, uv1;
    vec4 move0, move1;  // of uv0 and uv1, one pixel to the right and one down
};

/// One level of a picture.
struct TextureLevel {
    uint64_t texels;
    uvec2 size;
    bool is_smooth;
};

/// @param levels  those from the second one on, which follow each other
TextureLevel level_of(Texture image, uint64_t levels, uint level) {
    uint64_t texels = image.texels;
    for (uint i = 1u; i <= level; ++i) {
        texels = levels;
        levels += uint64_t(max(image.width >> i, 1u) * max(image.height >> i, 1u)) * 4ul;
    }
    uvec2 size = max(uvec2(image.width, image.height) >> level, uvec2(1u));
    return TextureLevel(texels, size, image.is_linear != 0u || level != 0u);
}

/// The two texels around a place along one axis, and the second one's share.
struct Neighbours {
    uint first, second;
    float share;
};

Neighbours neighbours(float u, uint count, uint wrap, bool is_smooth) {
    if (wrap == WRAP_REPEAT)
        u -= floor(u);
    else if (wrap == WRAP_MIRRORED_REPEAT)
        u = abs(u - 2.0 * floor(0.5 * u + 0.5));  // its second half runs back
    float place = clamp(u, 0.0, 1.0) * float(count) - (is_smooth ? 0.5 : 0.0);
    float below = floor(place);
    int last = int(count) - 1, first = int(below), second = first + 1;
    bool is_ring = wrap == WRAP_REPEAT;
    return Neighbours(first < 0 ? (is_ring ? uint(last) : 0u) : uint(min(first, last)),
                      second > last ? (is_ring ? 0u : uint(last)) : uint(max(second, 0)), is_smooth ? place - below : 0.0);
}

/// Light of sRGB codes, 0..1: within 7e-5 of the curve, which a table would take three fetches a texel for.
vec3 light_of(vec3 code) {
    vec3 dark = code / 12.92;
    vec3 bright =
        (((((-0.10405904 * code + 0.3668216) * code - 0.5832094) * code + 0.79019166) * code + 0.4945444) * code + 0.034784816) *
            code + 0.00086454668;
    return mix(bright, dark, lessThanEqual(code, vec3(0.04045)));
}

vec4 texel_of(TextureLevel level, uint x, uint y, bool is_srgb) {
    uint bytes = Uints(level.texels).v[y * level.size.x + x];
    vec4 codes = vec4(uvec4(bytes, bytes >> 8, bytes >> 16, bytes >> 24) & 255u) / 255.0;
    return is_srgb ? vec4(light_of(codes.rgb), codes.a) : codes;
}

vec4 sample_level(Texture image, TextureLevel level, vec2 uv, bool is_srgb) {
    Neighbours x = neighbours(uv.x, level.size.x, image.wrap_u, level.is_smooth);
    Neighbours y = neighbours(uv.y, level.size.y, image.wrap_v, level.is_smooth);
    vec4 top = mix(texel_of(level, x.first, y.first, is_srgb), texel_of(level, x.second, y.first, is_srgb), x.share);
    vec4 bottom = mix(texel_of(level, x.first, y.second, is_srgb), texel_of(level, x.second, y.second, is_srgb), x.share);
    return mix(top, bottom, y.share);
}

/// @param levels  0 where the picture has none
vec4 sample_pyramid(Texture image, uint64_t levels, vec2 uv, vec2 right, vec2 down, bool is_srgb) {
    vec2 size = vec2(image.width, image.height);
    float a = length(right * size), b = length(down * size);
    vec2 axis = a > b ? right : down;
    float longer = max(a, b), shorter = max(max(min(a, b), longer / MOST_SAMPLES), 1.0);
    // Not wider than a texel either way: what is at the point. What is not a number is not wider.
    bool is_point = levels == 0ul || !(longer > 1.0);
    float level = is_point ? 0.0 : clamp(log2(shorter), 0.0, floor(log2(max(size.x, size.y))));
    uint count = is_point ? 1u : uint(clamp(ceil(longer / shorter - 0.01), 1.0, MOST_SAMPLES));
    float between = fract(level);
    TextureLevel lower = level_of(image, levels, uint(level)), upper = lower;
    if (between > 0.0) upper = level_of(image, levels, uint(level) + 1u);
    vec4 sum = vec4(0.0);
    for (uint i = 0u; i < count; ++i) {
        vec2 at = is_point ? uv : uv + axis * ((float(i) + 0.5) / float(count) - 0.5);
        vec4 value = sample_level(image, lower, at, is_srgb);
        if (between > 0.0) value = mix(value, sample_level(image, upper, at, is_srgb), between);
        sum += value;
    }
    return sum / float(count);
}

/// Value of a slot over the pixel, or white where it holds no texture.
vec4 looked_up(TexturePlace place, TextureSlot slot, bool is_srgb) {
    if (slot.texture == NO_TEXTURE) return vec4(1.0);
    vec2 uv = slot_uv(slot, place.uv0, place.uv1);
    vec4 move = slot.uv_set == 0u ? place.move0 : place.move1;
    vec2 right = vec2(dot(slot.row_u.xy, move.xy), dot(slot.row_v.xy, move.xy));
    vec2 down = vec2(dot(slot.row_u.xy, move.zw), dot(slot.row_v.xy, move.zw));
    Texture image = Textures(place.frame.v.textures).v[slot.texture];
    return sample_pyramid(image, is_srgb ? image.levels_of_srgb : image.levels_of_linear, uv, right, down, is_srgb);
}

#endif
