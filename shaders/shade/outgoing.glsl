// What of a surface depends on the direction alone in which light leaves: shares of its layers.
#ifndef PLUMB_OUTGOING_GLSL
#define PLUMB_OUTGOING_GLSL
#include "shade/bsdf.glsl"

/// A gain makes up for light that the lobe's formula loses
/// between microfacets; it is 1 where energy is as the specification has it.
struct Outgoing {
    vec3 direction;
    vec3 dielectric_gain, metal_gain;
    vec3 dielectric_albedo, metal_albedo;  // of the reflecting lobe, with the gain
    float glass_gain;
    float sheen_gain;
    float sheen_albedo;
    float coat_gain;
    float coat_share;  // of the light that the coat reflects
};

/// Turquin, "Practical Multiple Scattering Compensation for Microfacet Models", 2019: exact where all is reflected.
/// @param table  of the roughness, see AlbedoTables
void add_specular_albedo(Bsdf b, vec4 table, vec3 f0, float f90, out vec3 gain, out vec3 albedo) {
    float sum = table.x + table.y;
    vec3 mean_f0 = f0;
    albedo = f0 * table.x + f90 * table.y;
    if (has_lobe(LOBE_FILM) && b.film > 0.0) {
        // Gauss's rule of two points over the microfacets' cosines.
        vec3 film = 0.5 * (film_fresnel(b.film_ior, b.film_thickness_nm, f0, max(table.z - table.w, 0.0)) +
                           film_fresnel(b.film_ior, b.film_thickness_nm, f0, min(table.z + table.w, 1.0)));
        albedo = mix(albedo, film * sum, b.film);
        mean_f0 = mix(mean_f0, film, b.film);
    }
    gain = CONSERVES_ENERGY != 0u ? 1.0 + mean_f0 * (1.0 / sum - 1.0) : vec3(1.0);
    albedo *= gain;
}

/// Roughness of an isotropic surface that masks as much in a direction.
float alpha_towards(vec2 alpha, vec3 w) {
    float across = dot(w.xy, w.xy);
    if (alpha.x == alpha.y || across < 1e-12) return sqrt(alpha.x * alpha.y);
    vec2 a = alpha * w.xy;
    return sqrt(dot(a, a) / across);
}

Outgoing outgoing_of(Bsdf b, vec3 direction) {
    Outgoing o;
    o.direction = direction;
    float alpha = alpha_towards(b.alpha, direction);
    vec4 table = specular_table(b.tables, alpha, direction.z);
    add_specular_albedo(b, table, b.f0, b.f90, o.dielectric_gain, o.dielectric_albedo);
    add_specular_albedo(b, table, b.base_color, 1.0, o.metal_gain, o.metal_albedo);
    o.glass_gain = 1.0;
    if (CONSERVES_ENERGY != 0u && has_lobe(LOBE_TRANSMISSION) && b.transmission > 0.0)
        o.glass_gain = 1.0 / (b.eta == THIN ? table.x + table.y
                                            : glass_albedo(b.tables, b.eta, alpha, direction.z, largest(b.f0), b.f90));
    o.sheen_gain = 0.0;
    o.sheen_albedo = 0.0;
    if (has_lobe(LOBE_SHEEN) && largest(b.sheen_color) > 0.0) {
        float albedo = sheen_table(b.tables, b.sheen_alpha, direction.z);
        // The formula reflects more than it receives at grazing angles of smooth velvet.
        o.sheen_gain = CONSERVES_ENERGY != 0u ? min(1.0, 1.0 / albedo) : 1.0;
        o.sheen_albedo = min(albedo, 1.0);
    }
    o.coat_gain = 1.0;
    o.coat_share = 0.0;
    if (has_lobe(LOBE_COAT) && b.coat > 0.0) {
        float cosine = clamp(dot(b.coat_normal, direction), 1e-3, 1.0);
        o.coat_share = b.coat * schlick(vec3(0.04), 1.0, cosine).x;
        vec4 coat_table = specular_table(b.tables, b.coat_alpha, cosine);
        if (CONSERVES_ENERGY != 0u) o.coat_gain = 1.0 / (coat_table.x + coat_table.y);
    }
    return o;
}

/// What a coat and velvet leave of the light from below them.
float under_layers(Bsdf b, Outgoing o) {
    return (1.0 - o.coat_share) * (1.0 - largest(b.sheen_color) * o.sheen_albedo);
}

#endif
