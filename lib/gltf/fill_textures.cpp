#include "gltf/fill.hpp"
#include "gltf/texture_slots.hpp"

#include <tiny_gltf.h>

#include <string>
#include <vector>

namespace plumb::gltf {

namespace {

scene::Wrap wrap_of(int mode) {
    switch (mode) {
        case TINYGLTF_TEXTURE_WRAP_CLAMP_TO_EDGE:
            return scene::Wrap::clamp_to_edge;
        case TINYGLTF_TEXTURE_WRAP_MIRRORED_REPEAT:
            return scene::Wrap::mirrored_repeat;
        default:
            return scene::Wrap::repeat;
    }
}

/// glTF image of a texture: that of EXT_texture_webp where there is one.
std::uint32_t image_of(const Json& texture, int source) {
    if (const Json* webp = find_extension(texture, "EXT_texture_webp"))
        if (const std::uint32_t image = index_or_none(*webp, "source"); image != no_index) return image;
    return scene_index(source);
}

}  // namespace

std::vector<std::uint32_t> fill_textures(Filling& filling) {
    const Json& images = array_of(filling.document.json, "images");
    const Json& textures = array_of(filling.document.json, "textures");
    std::vector<std::uint32_t> used;
    std::vector<std::uint32_t> place(images.size(), scene::none);
    for (std::size_t i = 0; i < filling.model.textures.size(); ++i) {
        const tinygltf::Texture& source = filling.model.textures[i];
        scene::Texture& texture = filling.data.textures.emplace_back();
        texture.name = string_or(textures.at(i), "name", "");
        if (source.sampler >= 0) {
            const tinygltf::Sampler& sampler = filling.model.samplers.at(static_cast<std::size_t>(source.sampler));
            texture.wrap_u = wrap_of(sampler.wrapS);
            texture.wrap_v = wrap_of(sampler.wrapT);
            texture.is_linear = sampler.magFilter != TINYGLTF_TEXTURE_FILTER_NEAREST;
        }
        const std::uint32_t image = image_of(textures.at(i), source.source);
        if (image == scene::none) continue;
        if (place[image] == scene::none) {
            place[image] = static_cast<std::uint32_t>(used.size());
            used.push_back(image);
            filling.data.images.emplace_back().name = string_or(images.at(image), "name", "");
        }
        texture.image = place[image];
    }
    return used;
}

scene::TextureSlot read_texture_slot(Filling& filling, const Json& object, std::string_view key, const Pointer& at) {
    scene::TextureSlot slot;
    const Json* info = find(object, key);
    if (info == nullptr) return slot;
    const Pointer place = at / key;
    const std::uint32_t texture = index_or_none(*info, "index");
    std::uint64_t uv_set = whole_or(*info, "texCoord", 0);
    if (const Json* transform = find_extension(*info, "KHR_texture_transform")) {
        if (const std::vector<double> offset = numbers_of(*transform, "offset"); offset.size() == 2)
            slot.offset = {offset[0], offset[1]};
        if (const std::vector<double> scale = numbers_of(*transform, "scale"); scale.size() == 2)
            slot.scale = {scale[0], scale[1]};
        slot.rotation_rad = static_cast<float>(number_or(*transform, "rotation", 0));
        uv_set = whole_or(*transform, "texCoord", uv_set);
    }
    if (texture == no_index || filling.data.textures.at(texture).image == scene::none) {
        filling.findings.warning("texture.no_image", place, "the texture has no image; it is ignored");
    } else if (uv_set > 1) {
        filling.findings.warning("texture.uv_set", place,
                                 "TEXCOORD_" + std::to_string(uv_set) +
                                     " is asked for; sets 0 and 1 are read, so the "
                                     "texture is ignored");
    } else {
        slot.texture = texture;
        slot.uv_set = static_cast<std::uint32_t>(uv_set);
    }
    return slot;
}

}  // namespace plumb::gltf
