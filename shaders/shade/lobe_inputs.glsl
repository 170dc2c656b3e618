// From a material's factors and textures to the parameters of its lobes.
#ifndef PLUMB_LOBE_INPUTS_GLSL
#define PLUMB_LOBE_INPUTS_GLSL
#include "shade/bsdf_value.glsl"
#include "shade/texture.glsl"

PLUMB_ARRAY(LobeTables, MaterialLobes);

struct ShadingPoint {
    mat3 camera_from_local;
    Bsdf bsdf;
    vec3 emission;
    float occlusion;
    float alpha;       // of what is blended; 1 for others
    vec3 passed;       // colour and share of light that goes straight through, without the surface's reflection
    bool is_unlit;
    bool is_volume;    // with a medium behind the surface
    MaterialLobes lobes;
};

MaterialLobes lobes_of(FrameRef frame, uint view, Draw draw) {
    return LobeTables(frame.v.material_lobes).v[view * frame.v.material_stride + draw.material_id - 1u];
}

void add_dielectric(TexturePlace place, MaterialLobes m, inout Bsdf b) {
    float root = (1.0 - m.ior) / (1.0 + m.ior);
    vec3 color = vec3(1.0);
    b.f90 = 1.0;
    if (has_lobe(LOBE_SPECULAR)) {
        color = m.specular_color * looked_up(place, m.specular_color_slot, true).rgb;
        b.f90 = m.specular * looked_up(place, m.specular_slot, false).a;
    }
    b.f0 = min(root * root * color, vec3(1.0)) * b.f90;
}

void add_layers(TexturePlace place, MaterialLobes m, inout Bsdf b) {
    b.coat = 0.0;
    if (has_lobe(LOBE_COAT)) {
        float roughness = m.coat_roughness * looked_up(place, m.coat_roughness_slot, false).g;
        b.coat = m.coat * looked_up(place, m.coat_slot, false).r;
        b.coat_alpha = max(roughness * roughness, SMALLEST_ALPHA);
    }
    b.sheen_color = vec3(0.0);
    if (has_lobe(LOBE_SHEEN)) {
        float roughness = m.sheen_roughness * looked_up(place, m.sheen_roughness_slot, false).a;
        b.sheen_color = m.sheen_color * looked_up(place, m.sheen_color_slot, true).rgb;
        b.sheen_alpha = max(roughness * roughness, SMALLEST_SHEEN_ALPHA);
    }
    b.film = 0.0;
    if (has_lobe(LOBE_FILM)) {
        b.film = m.film * looked_up(place, m.film_slot, false).r;
        b.film_ior = m.film_ior;
        b.film_thickness_nm = mix(m.film_min_nm, m.film_max_nm, looked_up(place, m.film_thickness_slot, false).g);
        if (b.film_thickness_nm == 0.0) b.film = 0.0;
    }
}

/// Roughness along the tangent of KHR_materials_anisotropy, and that tangent.
vec3 add_anisotropy(TexturePlace place, MaterialLobes m, mat3 axes, inout Bsdf b) {
    if (!has_lobe(LOBE_ANISOTROPY) || m.anisotropy == 0.0) return axes[0];
    vec3 texel = looked_up(place, m.anisotropy_slot, false).xyz;
    vec2 direction = m.anisotropy_slot.texture == NO_TEXTURE ? vec2(1.0, 0.0) : texel.xy * 2.0 - 1.0;
    vec2 turn = m.anisotropy_direction;
    direction = vec2(turn.x * direction.x - turn.y * direction.y, turn.y * direction.x + turn.x * direction.y);
    float strength = m.anisotropy * texel.z;
    b.alpha.x = mix(b.alpha.y, 1.0, strength * strength);
    return axes[0] * direction.x + axes[1] * direction.y;
}

void add_transmission(TexturePlace place, MaterialLobes m, bool is_back, inout ShadingPoint p) {
    p.bsdf.transmission = 0.0;
    p.bsdf.eta = THIN;
    p.passed = vec3(0.0);
    p.is_volume = false;
    if (!has_lobe(LOBE_TRANSMISSION)) return;
    p.bsdf.transmission = m.transmission * looked_up(place, m.transmission_slot, false).r;
    p.passed = p.bsdf.base_color * (p.bsdf.transmission * (1.0 - p.bsdf.metallic));
    if (m.thickness_m <= 0.0) return;
    p.is_volume = true;
    p.passed *= exp(-m.extinction * m.thickness_m * looked_up(place, m.thickness_slot, false).g);
    float ior = max(m.ior, 1.0);
    // A volume of the same index as air bends nothing, and neither does a sheet.
    if (abs(ior - 1.0) >= 1e-3) p.bsdf.eta = is_back ? 1.0 / ior : ior;
}

#endif
