// Directions in proportion to what a Bsdf scatters: one of its lobes by its share, then a direction of that lobe.
#ifndef PLUMB_BSDF_SAMPLE_GLSL
#define PLUMB_BSDF_SAMPLE_GLSL
#include "shade/bsdf_value.glsl"

/// Probabilities of the lobes; their sum is 1, or 0 where nothing is scattered.
struct LobeShares {
    float diffuse, facets, glass, sheen, coat;
};

float mean_of(vec3 v) { return (v.x + v.y + v.z) / 3.0; }

LobeShares lobe_shares(Bsdf b, Outgoing o) {
    float dielectric = 1.0 - b.metallic, under = under_layers(b, o);
    float mirrored = mean_of(o.dielectric_albedo);
    LobeShares s;
    float opaque = has_lobe(LOBE_TRANSMISSION) ? 1.0 - b.transmission : 1.0;
    s.diffuse = under * dielectric * opaque * mean_of(b.base_color) * (1.0 - mirrored);
    s.facets = under * (dielectric * opaque * mirrored + b.metallic * mean_of(o.metal_albedo));
    s.glass = under * dielectric * (1.0 - opaque);
    s.sheen = (1.0 - o.coat_share) * mean_of(b.sheen_color) * o.sheen_albedo;
    s.coat = o.coat_share;
    // A surface that scatters nothing has no lobe.
    float sum = max(s.diffuse + s.facets + s.glass + s.sheen + s.coat, 1e-20);
    return LobeShares(s.diffuse / sum, s.facets / sum, s.glass / sum, s.sheen / sum, s.coat / sum);
}

/// Share of the light that meets a microfacet of glass and is mirrored.
float mirrored_share(Bsdf b, float cosine) { return mean_of(glass_fresnel(b, cosine)); }

/// Density of bsdf_sample() per solid angle of i.
float bsdf_density(Bsdf b, Outgoing o, vec3 i) {
    LobeShares s = lobe_shares(b, o);
    if (i.z < 0.0) {
        if (s.glass == 0.0) return 0.0;
        vec3 h = refracting_normal(b.eta, o.direction, i);
        if (!is_refraction(b.eta, o.direction, i, h)) return 0.0;
        return s.glass * (1.0 - mirrored_share(b, dot(o.direction, h))) *
               refraction_density(b.alpha, b.eta, o.direction, i, h);
    }
    vec3 h = normalize(o.direction + i);
    float facets = s.facets;
    if (s.glass > 0.0) facets += s.glass * mirrored_share(b, dot(o.direction, h));
    float density = s.diffuse * i.z / PI + s.sheen / (2.0 * PI) +
                    facets * 0.5 * ggx_distribution(b.alpha, h) / (o.direction.z + ggx_length(b.alpha, o.direction));
    if (s.coat > 0.0) {
        mat3 axes = coat_axes(b.coat_normal);
        vec3 out_local = o.direction * axes, in_local = i * axes;
        vec2 alpha = vec2(b.coat_alpha);
        if (in_local.z > 0.0 && out_local.z > 0.0)
            density += s.coat * 0.5 * ggx_distribution(alpha, normalize(out_local + in_local)) /
                       (out_local.z + ggx_length(alpha, out_local));
    }
    return density;
}

vec3 cosine_direction(vec2 u) {
    float r = sqrt(u.x), phi = 2.0 * PI * u.y;
    return vec3(r * cos(phi), r * sin(phi), sqrt(max(1.0 - u.x, 0.0)));
}

vec3 uniform_direction(vec2 u) {
    float r = sqrt(max(1.0 - u.x * u.x, 0.0)), phi = 2.0 * PI * u.y;
    return vec3(r * cos(phi), r * sin(phi), u.x);
}

/// @param choice  uniform in [0, 1), as are both of `u`
/// @return        z = 0 where the sample is lost
vec3 bsdf_sample(Bsdf b, Outgoing o, float choice, vec2 u) {
    LobeShares s = lobe_shares(b, o);
    const vec3 lost = vec3(1.0, 0.0, 0.0);
    if (choice < s.diffuse) return cosine_direction(u);
    choice -= s.diffuse;
    if (choice < s.sheen) return uniform_direction(u);
    choice -= s.sheen;
    if (choice < s.coat) {
        mat3 axes = coat_axes(b.coat_normal);
        vec3 out_local = o.direction * axes;
        if (out_local.z <= 0.0) return lost;
        vec3 i = reflect(-out_local, ggx_sample(vec2(b.coat_alpha), out_local, u));
        vec3 direction = axes * i;
        return i.z > 0.0 && direction.z > 0.0 ? direction : lost;
    }
    choice -= s.coat;
    vec3 h = ggx_sample(b.alpha, o.direction, u);
    if (choice < s.glass && choice >= s.glass * mirrored_share(b, dot(o.direction, h))) {
        vec3 i = refracted_at(b.eta, o.direction, h);
        return i.z < 0.0 ? i : lost;
    }
    vec3 i = reflect(-o.direction, h);
    return i.z > 0.0 ? i : lost;
}

#endif
