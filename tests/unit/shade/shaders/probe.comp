#version 460
// Evaluates and samples one Bsdf for pairs of directions.
#include "shade/bsdf_sample.glsl"
#include "probe.h"
layout(local_size_x = 64) in;
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Materials_ { ProbeBsdf v; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Queries_ { ProbeQuery v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Answers_ { ProbeAnswer v[]; };
layout(push_constant, scalar) uniform Push {
    Materials_ material;
    Queries_ queries;
    Answers_ answers;
    AlbedoRef tables;
    uint count;
    uint padding;
};

void main() {
    uint index = gl_GlobalInvocationID.x;
    if (index >= count) return;
    ProbeBsdf m = material.v;
    Bsdf b = Bsdf(tables, m.base_color, m.metallic, m.f0, m.f90, m.alpha, m.transmission, m.eta, m.sheen_color,
                  m.sheen_alpha, m.coat_normal, m.coat, m.coat_alpha, m.film, m.film_ior, m.film_thickness_nm);
    ProbeQuery q = queries.v[index];
    Outgoing o = outgoing_of(b, q.o);
    ProbeAnswer a;
    a.value = bsdf_value(b, o, q.i);
    a.density = bsdf_density(b, o, q.i);
    a.sampled = bsdf_sample(b, o, q.choice, q.u);
    answers.v[index] = a;
}
