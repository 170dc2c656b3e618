#include "upload/lobe_table.hpp"

#include "upload/texture_slot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::upload {

static_assert(sizeof(shared::MaterialLobes) == shared::MATERIAL_LOBES_BYTES);

namespace {

bool is_black(const glm::vec3& color) {
    return color.x <= 0 && color.y <= 0 && color.z <= 0;
}

std::uint32_t lobes_of(const scene::Material& source) {
    std::uint32_t lobes = 0;
    if (source.specular != 1 || source.specular_color != glm::vec3(1)) lobes |= shared::LOBE_SPECULAR;
    if (source.clearcoat > 0) lobes |= shared::LOBE_COAT;
    if (!is_black(source.sheen_color)) lobes |= shared::LOBE_SHEEN;
    if (source.transmission > 0) lobes |= shared::LOBE_TRANSMISSION;
    if (source.anisotropy != 0) lobes |= shared::LOBE_ANISOTROPY;
    if (source.iridescence > 0) lobes |= shared::LOBE_FILM;
    return lobes;
}

/// Beer's law: the attenuation colour is what is left after the attenuation distance.
glm::vec3 extinction_of(const scene::Material& source) {
    if (!std::isfinite(source.attenuation_distance)) return glm::vec3(0);
    glm::vec3 result{};
    for (int c = 0; c < 3; ++c)
        result[c] = -std::log(std::max(source.attenuation_color[c], 1e-6F)) / source.attenuation_distance;
    return result;
}

void write_slots(const scene::Material& source, shared::MaterialLobes& lobes) {
    lobes.specular_slot = texture_slot(source.specular_texture);
    lobes.specular_color_slot = texture_slot(source.specular_color_texture);
    lobes.coat_slot = texture_slot(source.clearcoat_texture);
    lobes.coat_roughness_slot = texture_slot(source.clearcoat_roughness_texture);
    lobes.coat_normal_slot = texture_slot(source.clearcoat_normal_texture);
    lobes.sheen_color_slot = texture_slot(source.sheen_color_texture);
    lobes.sheen_roughness_slot = texture_slot(source.sheen_roughness_texture);
    lobes.transmission_slot = texture_slot(source.transmission_texture);
    lobes.thickness_slot = texture_slot(source.thickness_texture);
    lobes.anisotropy_slot = texture_slot(source.anisotropy_texture);
    lobes.film_slot = texture_slot(source.iridescence_texture);
    lobes.film_thickness_slot = texture_slot(source.iridescence_thickness_texture);
}

shared::MaterialLobes lobes_from(const scene::Material& source) {
    shared::MaterialLobes lobes{};
    lobes.lobes = lobes_of(source);
    lobes.ior = source.ior;
    lobes.dispersion = source.dispersion;
    lobes.specular = source.specular;
    lobes.specular_color = source.specular_color;
    lobes.coat = source.clearcoat;
    lobes.coat_roughness = source.clearcoat_roughness;
    lobes.coat_normal_scale = source.clearcoat_normal_scale;
    lobes.sheen_color = source.sheen_color;
    lobes.sheen_roughness = source.sheen_roughness;
    lobes.transmission = source.transmission;
    lobes.thickness_m = source.thickness;
    lobes.extinction = extinction_of(source);
    lobes.anisotropy = source.anisotropy;
    lobes.anisotropy_direction = {std::cos(source.anisotropy_rotation_rad), std::sin(source.anisotropy_rotation_rad)};
    lobes.film = source.iridescence;
    lobes.film_ior = source.iridescence_ior;
    lobes.film_min_nm = source.iridescence_thickness_min_nm;
    lobes.film_max_nm = source.iridescence_thickness_max_nm;
    write_slots(source, lobes);
    return lobes;
}

}  // namespace

std::vector<shared::MaterialLobes> lobe_table(const std::vector<scene::Material>& materials) {
    std::vector<shared::MaterialLobes> table;
    table.reserve(materials.size() + 1);
    for (const scene::Material& material : materials) table.push_back(lobes_from(material));
    table.push_back(lobes_from(scene::Material{}));
    return table;
}

void apply_override(const MaterialOverride& change, shared::MaterialLobes& lobes) {
    if (!change.uv_transform) return;
    const shared::TextureSlot after = texture_slot(*change.uv_transform);
    for (shared::TextureSlot* const slot :
         {&lobes.specular_slot, &lobes.specular_color_slot, &lobes.coat_slot, &lobes.coat_roughness_slot,
          &lobes.coat_normal_slot, &lobes.sheen_color_slot, &lobes.sheen_roughness_slot, &lobes.transmission_slot,
          &lobes.thickness_slot, &lobes.anisotropy_slot, &lobes.film_slot, &lobes.film_thickness_slot})
        transform_after(after, *slot);
}

std::uint32_t lobes_of(const scene::SceneData& data) {
    std::uint32_t lobes = 0;
    for (const scene::Material& material : data.materials) lobes |= lobes_of(material);
    for (const scene::Animation& clip : data.animations)
        for (const scene::AnimationChannel& channel : clip.channels)
            if (channel.property == scene::AnimatedProperty::material_transmission) lobes |= shared::LOBE_TRANSMISSION;
    return lobes;
}

}  // namespace plumb::upload
