#include "gltf/specular_glossiness.hpp"

#include "gltf/texture_slots.hpp"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace plumb::gltf {

namespace {

constexpr std::string_view extension_name = "KHR_materials_pbrSpecularGlossiness";

/// Roughness in green, as metallic-roughness textures have it, from the glossiness in alpha.
scene::Image roughness_image(const scene::Image& source, float glossiness_factor) {
    scene::Image image{source.name, source.width, source.height, std::vector<std::uint8_t>(source.rgba.size(), 255)};
    for (std::size_t i = 0; i < image.rgba.size(); i += 4)
        image.rgba[i + 1] =
            static_cast<std::uint8_t>(std::lround(255.0F - glossiness_factor * static_cast<float>(source.rgba[i + 3])));
    return image;
}

}  // namespace

void read_specular_glossiness(Filling& filling, const Json& json, const Pointer& at, scene::Material& material) {
    const Json* extension = find_extension(json, extension_name);
    if (extension == nullptr) return;
    const Pointer place = at / "extensions" / extension_name;
    const std::vector<double> diffuse = numbers_of(*extension, "diffuseFactor");
    const std::vector<double> specular = numbers_of(*extension, "specularFactor");
    const auto glossiness = static_cast<float>(number_or(*extension, "glossinessFactor", 1));
    material.base_color =
        diffuse.size() == 4 ? glm::vec4(diffuse[0], diffuse[1], diffuse[2], diffuse[3]) : glm::vec4(1);
    material.specular_color = specular.size() == 3 ? glm::vec3(specular[0], specular[1], specular[2]) : glm::vec3(1);
    material.metallic = 0;
    material.ior = 0;
    material.roughness = 1 - glossiness;
    material.base_color_texture = read_texture_slot(filling, *extension, "diffuseTexture", place);
    material.specular_color_texture = read_texture_slot(filling, *extension, "specularGlossinessTexture", place);
    material.metallic_roughness_texture = {};
    if (material.specular_color_texture.is_used())
        filling.glossiness_factors.emplace_back(&material - filling.data.materials.data(), glossiness);
}

void add_roughness_textures(Filling& filling) {
    scene::SceneData& data = filling.data;
    for (const auto& [index, glossiness] : filling.glossiness_factors) {
        scene::Material& material = data.materials[index];
        scene::TextureSlot slot = material.specular_color_texture;
        scene::Texture texture = data.textures[slot.texture];
        scene::Image image = roughness_image(data.images[texture.image], glossiness);
        texture.image = static_cast<std::uint32_t>(data.images.size());
        data.images.push_back(std::move(image));
        slot.texture = static_cast<std::uint32_t>(data.textures.size());
        data.textures.push_back(texture);
        material.metallic_roughness_texture = slot;
        material.roughness = 1;
    }
}

}  // namespace plumb::gltf
