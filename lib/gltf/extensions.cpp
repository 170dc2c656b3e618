#include "gltf/extensions.hpp"

#include <algorithm>
#include <array>

namespace plumb::gltf {

namespace {

constexpr auto read = ExtensionUse::read;

constexpr std::array table {
    Extension{"EXT_mesh_gpu_instancing", read, "many copies of a node's mesh"},
        Extension{"EXT_meshopt_compression", read, "compressed buffer views"},
        Extension{"EXT_texture_webp", read, "WebP images"},
        Extension{"KHR_animation_pointer", read, "animation of any property"},
#if defined(PLUMB_DRACO)
        Extension{"KHR_draco_mesh_compression", read, "compressed primitives"},
#endif
        Extension{"KHR_lights_punctual", read, "directional, point and spot lights"},
        Extension{"KHR_materials_anisotropy", read, "anisotropic reflection"},
        Extension{"KHR_materials_clearcoat", read, "clear coat"},
        Extension{"KHR_materials_dispersion", read, "dispersion in volumes"},
        Extension{"KHR_materials_emissive_strength", read, "emission above 1"},
        Extension{"KHR_materials_ior", read, "index of refraction"},
        Extension{"KHR_materials_iridescence", read, "thin-film interference"},
        Extension{"KHR_materials_pbrSpecularGlossiness", read, "specular-glossiness materials, converted"},
        Extension{"KHR_materials_sheen", read, "cloth sheen"},
        Extension{"KHR_materials_specular", read, "specular strength and colour"},
        Extension{"KHR_materials_transmission", read, "transparent surfaces"},
        Extension{"KHR_materials_unlit", read, "materials without shading"},
        Extension{"KHR_materials_variants", read, "sets of alternative materials"},
        Extension{"KHR_materials_volume", read, "absorbing volumes"},
        Extension{"KHR_mesh_quantization", read, "small integer attributes"},
        Extension{"KHR_node_visibility", read, "hidden nodes"},
        Extension{"KHR_texture_transform", read, "offset, rotation and scale of texture coordinates"},
        Extension{"KHR_xmp_json_ld", ExtensionUse::harmless, "metadata"},
};

}  // namespace

std::span<const Extension> supported_extensions() {
    return table;
}

const Extension* find_supported_extension(std::string_view name) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Extension& e) { return e.name == name; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace plumb::gltf
