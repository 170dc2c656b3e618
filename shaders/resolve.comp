#version 460
// One thread a pixel, along the rows as the arrays lie in memory: fetches the hit once and evaluates every pass that was
// asked for. PASS_MASK has bit i set for row i of the pass table; store_passes() and the NEEDS_ masks are generated from
// that table. PLUMB_WITHOUT_SHADING leaves out all that lights a surface, which is most of what a driver has to compile:
// for labels alone, and for colour that the path tracer has worked out.
#define FRAME_BY_VALUE
#include "sample.glsl"
#ifndef PLUMB_WITHOUT_SHADING
#include "shade/fog.glsl"
#include "shade/shade.glsl"
#endif
layout(local_size_x = 64, local_size_y = 1) in;
layout(constant_id = 0) const uint PASS_MASK = 0xFFFFFFFFu;
layout(constant_id = 1) const uint LOOKS_THROUGH = 0u;  // composite blended surfaces over what is behind them
layout(constant_id = 2) const uint SAMPLE_COUNT = 1u;   // of colour, in a pixel
layout(constant_id = 5) const uint USES_PATHS = 0u;     // colour was worked out before and lies in sums
layout(constant_id = 6) const uint ADDS_UP = 0u;        // adds colour to these sums instead of storing passes
layout(constant_id = 7) const uint BAND_ROWS = 1u;      // a power of two
layout(push_constant, scalar) uniform Push {
    FrameAddress frame_address;
    ResolveRef resolve;
};
FrameRef frame;

#include "generated/store_passes.glsl"

uint64_t word_at(uint64_t words, uint64_t index) { return Words(words + index * 8ul).v[0]; }

#ifndef PLUMB_WITHOUT_SHADING
/// Address of the shares of all lights at a sample of a pixel, 0 if nothing is shadowed.
uint64_t shares_at(uint64_t shares, uint sample_index, uint64_t index) {
    uint64_t pixels = uint64_t(frame.v.view_count) * frame.v.height * frame.v.width;
    return shares == 0ul ? 0ul : shares + (sample_index * pixels + index) * resolve.v.share_stride * 8ul;
}

/// Colour of a sample. A blended or transmitting surface is laid over the first opaque one behind it, which is seen
/// through the haze between them.
vec3 radiance_of(Sample s, uint sample_index, uint64_t index, uint64_t word_behind) {
    Hit hit = s.hit;
    vec3 sum = vec3(0.0), share = vec3(1.0);
    float from_m = 0.0;
    for (uint layer = 0u; layer <= LOOKS_THROUGH; ++layer) {
        uint64_t shares = shares_at(layer == 0u ? resolve.v.shares : resolve.v.through_shares, sample_index, index);
        Seen seen = Seen(vec3(0.0), vec3(0.0));
        if (hit.is_surface)
            seen = surface_seen(s.frame, s.camera, hit, shares);
        else
            seen.radiance = background_radiance(s.frame, s.camera, hit);
        sum += share * fogged(s.frame, s.camera, hit, seen.radiance, from_m);
        if (LOOKS_THROUGH == 0u || !hit.is_surface || (hit.draw.flags & DRAW_BLENDED) == 0u) break;
        share = seen.passed * clear_share(fog_at(s.frame, s.camera, hit.view), s.camera, hit, from_m);
        from_m = hit.depth_m;
        hit = hit_at(s.frame, s.camera, hit.view, hit.pixel, word_behind);
    }
    return sum;
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
        }
        sum += float(count) * radiance_of(other, i, index, sample_behind(i, index));
    }
    return sum / float(SAMPLE_COUNT);
}
#endif

void main() {
    // Read while no thread of the group is off: the software device then reads each once for all.
    frame = FrameRef(frame_address.v);
    uint64_t words = resolve.v.depth_and_reference;
    // A band of rows in all views, then the next one: what neighbouring views see there alike is still in the cache.
    uvec2 pixel = uvec2(gl_GlobalInvocationID.x, gl_WorkGroupID.z * BAND_ROWS + gl_WorkGroupID.y % BAND_ROWS);
    uint view = gl_WorkGroupID.y / BAND_ROWS;
    if (pixel.x >= frame.v.width || pixel.y >= frame.v.height) return;
    uint64_t index = (uint64_t(view) * frame.v.height + pixel.y) * frame.v.width + pixel.x;
    Sample s;
    s.frame = frame;
    look_at_row(frame, view, double(pixel.y) + 0.5lf);
    s.camera = camera_at(frame, view, NOW);
    s.hit = hit_of(frame, s.camera, view, pixel, word_at(words, index));
    if ((PASS_MASK & NEEDS_SURFACE) != 0u && s.hit.is_surface) s.surface = surface_of(frame, s.camera, s.hit);
#ifdef PLUMB_ROLLING
    // One text for both moments: it is long, and drivers take their time over each copy.
    for (uint moment = NEXT; moment <= PREVIOUS; ++moment) {
        if ((PASS_MASK & (moment == NEXT ? NEEDS_NEXT : NEEDS_PREVIOUS)) == 0u) continue;
        Motion motion = motion_of(frame, s.camera, s.hit, moment);
        if (moment == NEXT)
            s.next = motion;
        else
            s.previous = motion;
    }
#else
    if ((PASS_MASK & NEEDS_NEXT) != 0u) s.next = motion_of(frame, s.camera, s.hit, NEXT);
    if ((PASS_MASK & NEEDS_PREVIOUS) != 0u) s.previous = motion_of(frame, s.camera, s.hit, PREVIOUS);
#endif
    if ((PASS_MASK & NEEDS_NEXT_SIGHT) != 0u) s.next_sight = word_at(resolve.v.next_sight, index);
    if ((PASS_MASK & NEEDS_PREVIOUS_SIGHT) != 0u) s.previous_sight = word_at(resolve.v.previous_sight, index);
    if ((PASS_MASK & NEEDS_SHADING) != 0u) {
        if (USES_PATHS != 0u)
            s.radiance = Vec4s(resolve.v.path_sums + index * 16ul).v[0].rgb * resolve.v.path_share;
#ifndef PLUMB_WITHOUT_SHADING
        else if (SAMPLE_COUNT == 1u)
            s.radiance = radiance_of(s, 0u, index, sample_behind(0u, index));
        else
            s.radiance = filtered_radiance(s, pixel, index);
#endif
    }
    if (ADDS_UP != 0u)
        Vec4s(resolve.v.path_sums + index * 16ul).v[0] += vec4(s.radiance, 0.0);
    else
        store_passes(frame, index, s);
}
