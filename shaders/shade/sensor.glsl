// From scene-referred radiance to display values, see plumb::Sensor.
#ifndef PLUMB_SENSOR_GLSL
#define PLUMB_SENSOR_GLSL
#include "access.glsl"

/// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011).
uvec4 philox(uvec4 counter, uvec2 key) {
    for (int i = 0; i < 10; ++i) {
        uint even_high, even_low, odd_high, odd_low;
        umulExtended(0xD2511F53u, counter.x, even_high, even_low);
        umulExtended(0xCD9E8D57u, counter.z, odd_high, odd_low);
        counter = uvec4(odd_high ^ counter.y ^ key.x, odd_low, even_high ^ counter.w ^ key.y, even_low);
        key += uvec2(0x9E3779B9u, 0xBB67AE85u);
    }
    return counter;
}

/// Three numbers of the standard normal distribution that depend on seed and pixel alone (Box and Muller 1958).
vec3 normal_noise(uint64_t seed, uvec2 pixel) {
    uvec4 bits = philox(uvec4(pixel, 0u, 0u), uvec2(uint(seed), uint(seed >> 32)));
    vec4 u = (vec4(bits >> 8) + 0.5) / 16777216.0;
    vec2 length = sqrt(-2.0 * log(u.xz)), turn = 6.28318530718 * u.yw;
    return vec3(length.x * cos(turn.x), length.x * sin(turn.x), length.y * cos(turn.y));
}

/// Share of the light that the lens lets through at a place of the image: falls with the square of the distance from
/// the image's centre.
float vignetted(float vignette, vec2 pixel, vec2 size) {
    vec2 off = pixel - 0.5 * size;
    return 1.0 - vignette * dot(off, off) / (0.25 * dot(size, size));
}

/// Khronos PBR Neutral: what is below 0.76 only loses the light that glossy dielectrics reflect at normal incidence; what
/// is above is compressed towards 1 and loses saturation.
vec3 pbr_neutral(vec3 c) {
    const float start = 0.76, desaturation = 0.15;
    c = max(c, vec3(0.0));
    float least = min(c.r, min(c.g, c.b));
    c -= least < 0.08 ? least - 6.25 * least * least : 0.04;
    float peak = max(c.r, max(c.g, c.b));
    if (peak < start) return c;
    float compressed = 1.0 - (1.0 - start) * (1.0 - start) / (peak + 1.0 - 2.0 * start);
    float grey = 1.0 - 1.0 / (desaturation * (peak - compressed) + 1.0);
    return mix(c * (compressed / peak), vec3(compressed), grey);
}

/// ACES 1 for an sRGB display, from the table of render::AcesTable. Between its values, along the tetrahedron of the six in
/// each cell that the place lies in, so that greys stay on the table's diagonal.
vec3 aces(Sensor sensor, vec3 c) {
    vec3 place = log2(max(c, vec3(0.0)) / ACES_OFFSET + 1.0) * (float(ACES_EDGE - 1u) / ACES_STOPS);
    place = clamp(place, 0.0, float(ACES_EDGE - 1u));
    uvec3 cell = min(uvec3(place), uvec3(ACES_EDGE - 2u));
    vec3 part = place - vec3(cell);
    uvec3 step = uvec3(1u, ACES_EDGE, ACES_EDGE * ACES_EDGE);
    // Axes by falling part.
    uvec3 axes = uvec3(0u, 1u, 2u);
    if (part[axes.x] < part[axes.y]) axes.xy = axes.yx;
    if (part[axes.y] < part[axes.z]) axes.yz = axes.zy;
    if (part[axes.x] < part[axes.y]) axes.xy = axes.yx;
    Vec4s table = Vec4s(sensor.aces);
    uint at = cell.x * step.x + cell.y * step.y + cell.z * step.z;
    vec3 encoded = (1.0 - part[axes.x]) * table.v[at].rgb;
    at += step[axes.x];
    encoded += (part[axes.x] - part[axes.y]) * table.v[at].rgb;
    at += step[axes.y];
    encoded += (part[axes.y] - part[axes.z]) * table.v[at].rgb;
    at += step[axes.z];
    encoded += part[axes.z] * table.v[at].rgb;
    encoded = clamp(encoded, 0.0, 1.0);
    return mix(encoded / 12.92, pow((encoded + 0.055) / 1.055, vec3(2.4)), greaterThan(encoded, vec3(0.04045)));
}

/// Values at display white = 1, linear, 0 to 1.
vec3 sensed(Sensor sensor, vec3 radiance, vec2 pixel, vec2 size) {
    vec3 c = radiance * sensor.gains;
    if (sensor.vignette != 0.0) c *= vignetted(sensor.vignette, pixel, size);
    if (sensor.full_well_electrons > 0.0) {
        vec3 electrons = max(c, vec3(0.0)) * sensor.full_well_electrons;
        vec3 variance = electrons + sensor.read_noise_electrons * sensor.read_noise_electrons;
        c += sqrt(variance) * normal_noise(sensor.noise_seed, uvec2(pixel)) / sensor.full_well_electrons;
    }
    if (sensor.view_transform == VIEW_PBR_NEUTRAL) c = pbr_neutral(c);
    if (sensor.view_transform == VIEW_ACES) c = aces(sensor, c);
    return clamp(c, 0.0, 1.0);
}

#endif
