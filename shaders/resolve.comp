#version 460
// One thread a pixel: fetches the hit once and evaluates every pass that was asked for. PASS_MASK has bit i set for row
// i of the pass table; store_passes() and the NEEDS_ masks are generated from that table.
#include "sample.glsl"
#include "shade/fog.glsl"
#include "shade/shade.glsl"
layout(local_size_x = 8, local_size_y = 8) in;
layout(constant_id = 0) const uint PASS_MASK = 0xFFFFFFFFu;
layout(constant_id = 1) const uint LOOKS_THROUGH = 0u;  // composite blended surfaces over what is behind them
layout(constant_id = 2) const uint SAMPLE_COUNT = 1u;   // of colour, in a pixel
layout(push_constant, scalar) uniform Push {
    FrameRef frame;
    ResolveRef resolve;
};

#include "generated/store_passes.glsl"

uint64_t word_at(uint64_t words, uint64_t index) { return Words(words + index * 8ul).v[0]; }

/// Address of the shares of all lights at a sample of a pixel, 0 if nothing is shadowed.
uint64_t shares_at(uint64_t shares, uint sample_index, uint64_t index) {
    uint64_t pixels = uint64_t(frame.v.view_count) * frame.v.height * frame.v.width;
    return shares == 0ul ? 0ul : shares + (sample_index * pixels + index) * resolve.v.share_stride * 8ul;
}

vec3 hit_radiance(FrameRef frame, CameraMoment camera, Hit hit, uint64_t shares) {
    if (!hit.is_surface) return background_radiance(frame, camera, hit);
    return surface_radiance(frame, camera, hit, surface_of(frame, camera, hit), shares);
}

/// Colour of the pixel. A blended or transmitting surface is laid over the first opaque one behind it, which is seen
/// through the haze between them.
vec3 radiance_of(Sample s, uint sample_index, uint64_t index, uint64_t word_behind) {
    if (!s.hit.is_surface)
        return fogged(s.frame, s.camera, s.hit, background_radiance(s.frame, s.camera, s.hit), 0.0);
    vec3 radiance = surface_radiance(s.frame, s.camera, s.hit, s.surface, shares_at(resolve.v.shares, sample_index, index));
    if (LOOKS_THROUGH != 0u && (s.hit.draw.flags & DRAW_BLENDED) != 0u) {
        Hit behind = hit_at(s.frame, s.camera, s.hit.view, s.hit.pixel, word_behind);
        vec3 back = hit_radiance(s.frame, s.camera, behind, shares_at(resolve.v.through_shares, sample_index, index));
        back = fogged(s.frame, s.camera, behind, back, s.hit.depth_m);
        float alpha = s.surface.alpha_mode == ALPHA_BLEND ? s.surface.base_color.a : 1.0;
        vec3 passed = s.surface.transmission * (1.0 - s.surface.metallic) * s.surface.base_color.rgb;
        radiance = mix(back, radiance + passed * back, alpha);
    }
    return fogged(s.frame, s.camera, s.hit, radiance, 0.0);
}

/// Word of sample i of pixel `index`; that of the first one stands with those of the labels.
uint64_t sample_word(uint64_t first, uint64_t others, uint i, uint64_t index) {
    uint64_t pixels = uint64_t(frame.v.view_count) * frame.v.height * frame.v.width;
    return i == 0u ? word_at(first, index) : word_at(others, uint64_t(i - 1u) * pixels + index);
}

uint64_t sample_behind(uint i, uint64_t index) {
    return LOOKS_THROUGH != 0u ? sample_word(resolve.v.through, resolve.v.samples_through, i, index) : NOTHING;
}

/// Mean over the samples of a pixel. Those that see the same triangle, or the background, and the same behind it are
/// shaded once, where the first of them lies.
/// @param s  of the first sample
vec3 filtered_radiance(Sample s, uvec2 pixel, uint64_t index) {
    uvec2 seen[SAMPLE_COUNT];
    for (uint i = 0u; i < SAMPLE_COUNT; ++i)
        seen[i] = uvec2(uint(sample_word(resolve.v.depth_and_reference, resolve.v.samples, i, index)),
                        uint(sample_behind(i, index)));
    vec3 sum = vec3(0.0);
    for (uint i = 0u; i < SAMPLE_COUNT; ++i) {
        uint count = 0u;
        bool is_shaded = false;
        for (uint k = 0u; k < SAMPLE_COUNT; ++k)
            if (seen[k] == seen[i]) {
                ++count;
                if (k < i) is_shaded = true;
            }
        if (is_shaded) continue;
        Sample other = s;
        if (i > 0u) {
            dvec2 place = dvec2(pixel) + dvec2(Ivec2s(resolve.v.sample_places).v[i]) / 256.0lf;
            uint64_t word = sample_word(resolve.v.depth_and_reference, resolve.v.samples, i, index);
            other.hit = hit_at(s.frame, s.camera, s.hit.view, place, word);
            if (other.hit.is_surface) other.surface = surface_of(s.frame, s.camera, other.hit);
        }
        sum += float(count) * radiance_of(other, i, index, sample_behind(i, index));
    }
    return sum / float(SAMPLE_COUNT);
}

void main() {
    uvec2 pixel = gl_GlobalInvocationID.xy;
    uint view = gl_GlobalInvocationID.z;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
    Sample s;
    s.frame = frame;
    s.camera = camera_at(frame, view, NOW);
    s.hit = hit_of(frame, s.camera, view, pixel, word_at(resolve.v.depth_and_reference, index));
    if ((PASS_MASK & NEEDS_SURFACE) != 0u && s.hit.is_surface) s.surface = surface_of(frame, s.camera, s.hit);
    if ((PASS_MASK & NEEDS_NEXT) != 0u) s.next = motion_of(frame, s.camera, s.hit, NEXT);
    if ((PASS_MASK & NEEDS_PREVIOUS) != 0u) s.previous = motion_of(frame, s.camera, s.hit, PREVIOUS);
    if ((PASS_MASK & NEEDS_NEXT_SIGHT) != 0u) s.next_sight = word_at(resolve.v.next_sight, index);
    if ((PASS_MASK & NEEDS_PREVIOUS_SIGHT) != 0u) s.previous_sight = word_at(resolve.v.previous_sight, index);
    if ((PASS_MASK & NEEDS_SHADING) != 0u) {
        if (SAMPLE_COUNT == 1u)
            s.radiance = radiance_of(s, 0u, index, sample_behind(0u, index));
        else
            s.radiance = filtered_radiance(s, pixel, index);
    }
    store_passes(frame, index, s);
}
