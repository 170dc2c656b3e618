// Shares of light that lobes scatter, by outgoing direction, from tables.
#ifndef PLUMB_ALBEDO_GLSL
#define PLUMB_ALBEDO_GLSL
#include "access.glsl"
#include "shared/lobes.h"

layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer AlbedoRef { AlbedoTables v; };

/// Two neighbouring nodes and where between them.
struct Between {
    uint low, high;
    float share;
};

Between between(float place, uint nodes) {
    float at = clamp(place, 0.0, 1.0) * float(nodes - 1u);
    uint low = min(uint(at), nodes - 2u);
    return Between(low, low + 1u, at - float(low));
}

/// @param alpha  roughness squared
vec4 specular_table(AlbedoRef tables, float alpha, float cosine) {
    Between r = between(sqrt(alpha), ALBEDO_NODES), c = between(sqrt(cosine), ALBEDO_NODES);
    uint low = r.low * ALBEDO_NODES, high = r.high * ALBEDO_NODES;
    return mix(mix(tables.v.specular[low + c.low], tables.v.specular[low + c.high], c.share),
               mix(tables.v.specular[high + c.low], tables.v.specular[high + c.high], c.share), r.share);
}

float sheen_table(AlbedoRef tables, float alpha, float cosine) {
    Between r = between(sqrt(alpha), ALBEDO_NODES), c = between(sqrt(cosine), ALBEDO_NODES);
    uint low = r.low * ALBEDO_NODES, high = r.high * ALBEDO_NODES;
    return mix(mix(tables.v.sheen[low + c.low], tables.v.sheen[low + c.high], c.share),
               mix(tables.v.sheen[high + c.low], tables.v.sheen[high + c.high], c.share), r.share);
}

vec3 glass_slice(AlbedoRef tables, uint eta, Between r, Between c) {
    uint low = (eta * GLASS_ROUGHNESSES + r.low) * GLASS_COSINES,
         high = (eta * GLASS_ROUGHNESSES + r.high) * GLASS_COSINES;
    return mix(mix(tables.v.glass[low + c.low].xyz, tables.v.glass[low + c.high].xyz, c.share),
               mix(tables.v.glass[high + c.low].xyz, tables.v.glass[high + c.high].xyz, c.share), r.share);
}

/// What is neither reflected nor refracted by one bounce is missing from the sum.
float glass_albedo(AlbedoRef tables, float eta, float alpha, float cosine, float f0, float f90) {
    Between e = between(0.5 + 0.5 * log(eta) / log(GLASS_LARGEST_ETA), GLASS_ETAS);
    Between r = between(sqrt(alpha), GLASS_ROUGHNESSES), c = between(sqrt(cosine), GLASS_COSINES);
    vec3 terms = mix(glass_slice(tables, e.low, r, c), glass_slice(tables, e.high, r, c), e.share);
    return terms.x + f0 * terms.y + f90 * terms.z;
}

#endif
