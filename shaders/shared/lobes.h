// What colour alone needs of materials, and directional albedos of their lobes.
#ifndef PLUMB_SHARED_LOBES_H
#define PLUMB_SHARED_LOBES_H
#include "shared/scene.h"
PLUMB_SHARED_BEGIN

/// Parts of the shading model that a material, or any material of a scene, uses beyond metallic-roughness.
const uint LOBE_SPECULAR = 1u;
const uint LOBE_COAT = 2u;
const uint LOBE_SHEEN = 4u;
const uint LOBE_TRANSMISSION = 8u;
const uint LOBE_ANISOTROPY = 16u;
const uint LOBE_FILM = 32u;

/// Factors and textures of the KHR_materials_ extensions, by index as Material.
struct MaterialLobes {
    uint lobes;  // LOBE_ bits
    float ior;   // 0: reflects everything, for materials converted from specular-glossiness
    float dispersion;
    float specular;
    vec3 specular_color;
    float coat;
    float coat_roughness;
    float coat_normal_scale;
    vec3 sheen_color;
    float sheen_roughness;
    float transmission;
    float thickness_m;
    vec3 extinction;  // per metre, of the volume behind the surface
    float anisotropy;
    vec2 anisotropy_direction;  // cosine and sine of the rotation from the tangent
    float film;
    float film_ior;
    float film_min_nm;
    float film_max_nm;
    TextureSlot specular_slot;
    TextureSlot specular_color_slot;
    TextureSlot coat_slot;
    TextureSlot coat_roughness_slot;
    TextureSlot coat_normal_slot;
    TextureSlot sheen_color_slot;
    TextureSlot sheen_roughness_slot;
    TextureSlot transmission_slot;
    TextureSlot thickness_slot;
    TextureSlot anisotropy_slot;
    TextureSlot film_slot;
    TextureSlot film_thickness_slot;
};
const uint MATERIAL_LOBES_BYTES = 488u;

/// Nodes of the tables: cosine = (i / (n - 1))^2, perceptual roughness = i / (n - 1), index of refraction
/// GLASS_LARGEST_ETA^(2 i / (n - 1) - 1).
const uint ALBEDO_NODES = 32u;
const uint GLASS_ETAS = 32u;
const uint GLASS_ROUGHNESSES = 16u;
const uint GLASS_COSINES = 24u;
const float GLASS_LARGEST_ETA = 3.0f;
/// Roughness squared is not taken smaller than that.
const float SMALLEST_ALPHA = 1e-3f;
const float SMALLEST_SHEEN_ALPHA = 5e-3f;

/// Shares of light that a lobe scatters, by outgoing direction; written by tools/build/tabulate_albedo.cpp.
struct AlbedoTables {
    /// [roughness][cosine]: shares that f0 and f90 are multiplied with, then mean and standard deviation of the cosine at
    /// the microfacet.
    vec4 specular[ALBEDO_NODES * ALBEDO_NODES];
    /// [eta][roughness][cosine]: sum of what is reflected and refracted = x + f0 y + f90 z.
    vec4 glass[GLASS_ETAS * GLASS_ROUGHNESSES * GLASS_COSINES];
    float sheen[ALBEDO_NODES * ALBEDO_NODES];  // [roughness][cosine]
};

PLUMB_SHARED_END
#endif
