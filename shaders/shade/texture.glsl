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

vec4 sample_level(FrameRef frame, Texture image, uint64_t levels, uint level, vec2 uv, bool is_srgb) {
    // Levels follow each other from the second one on.
    for (uint i = 1u; i <= level; ++i) {
        image.texels = levels;
        levels += uint64_t(max(image.width >> i, 1u)) * max(image.height >> i, 1u) * 4ul;
    }
    bool is_smooth = image.is_linear != 0u || level != 0u;
    image.width = max(image.width >> level, 1u);
    image.height = max(image.height >> level, 1u);
    // Beyond 2^20 repetitions a float coordinate has no fraction left; the clamp keeps the integers in range.
    vec2 place = clamp(uv, vec2(-1048576.0), vec2(1048576.0)) * vec2(image.width, image.height) - (is_smooth ? 0.5 : 0.0);
    ivec2 corner = ivec2(floor(place));
    vec2 f = is_smooth ? place - vec2(corner) : vec2(0.0);
    vec4 sum = vec4(0.0);
    for (int i = 0; i < 4; ++i) {
        ivec2 off = ivec2(i & 1, i >> 1);
        vec2 share = mix(vec2(1.0) - f, f, vec2(off));
        if (share.x * share.y > 0.0) sum += texel(frame, image, corner + off, is_srgb) * (share.x * share.y);
    }
    return sum;
}

/// @param levels  0 where the picture has none
vec4 sample_pyramid(FrameRef frame, Texture image, uint64_t levels, vec2 uv, vec2 right, vec2 down, bool is_srgb) {
    vec2 size = vec2(image.width, image.height);
    float a = length(right * size), b = length(down * size);
    vec2 axis = a > b ? right : down;
    float longer = max(a, b), shorter = max(max(min(a, b), longer / MOST_SAMPLES), 1.0);
    // Not wider than a texel either way: what is at the point. What is not a number is not wider.
    bool is_point = levels == 0ul || !(longer > 1.0);
    float level = is_point ? 0.0 : clamp(log2(shorter), 0.0, floor(log2(max(size.x, size.y))));
    uint count = is_point ? 1u : uint(clamp(ceil(longer / shorter - 0.01), 1.0, MOST_SAMPLES));
    float between = fract(level);
    vec4 sum = vec4(0.0);
    for (uint i = 0u; i < 2u * count; ++i) {
        float share = (i & 1u) == 0u ? 1.0 - between : between;
        vec2 at = is_point ? uv : uv + axis * ((float(i >> 1) + 0.5) / float(count) - 0.5);
        if (share > 0.0) sum += share * sample_level(frame, image, levels, uint(level) + (i & 1u), at, is_srgb);
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
    uint64_t levels = is_srgb ? image.levels_of_srgb : image.levels_of_linear;
    return sample_pyramid(place.frame, image, levels, uv, right, down, is_srgb);
}

#endif
