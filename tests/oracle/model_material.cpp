#include "model.hpp"

#include <algorithm>

namespace plumb::oracle {
namespace {

using nlohmann::json;

template <int N>
glm::vec<N, double> vector_or(const json& object, const char* name, glm::vec<N, double> value) {
    if (!object.contains(name)) return value;
    for (int i = 0; i < N; ++i) value[i] = object.at(name).at(static_cast<std::size_t>(i));
    return value;
}

TextureUse read_texture(const json& root, const json& texture) {
    TextureUse use;
    use.picture = texture.value("source", -1);
    if (texture.contains("sampler")) {
        const json& sampler = root.at("samplers").at(texture.at("sampler").get<std::size_t>());
        use.is_linear = sampler.value("magFilter", 9729) != 9728;
        use.wrap_u = sampler.value("wrapS", 10497);
        use.wrap_v = sampler.value("wrapT", 10497);
    }
    return use;
}

TextureUse texture_use(const json& root, const json& owner, const char* name) {
    if (!owner.contains(name)) return {};
    const json& info = owner.at(name);
    TextureUse use = read_texture(root, root.at("textures").at(info.at("index").get<std::size_t>()));
    use.uv_set = info.value("texCoord", 0);
    const json extensions = info.value("extensions", json::object());
    if (extensions.contains("KHR_texture_transform")) {
        const json& transform = extensions.at("KHR_texture_transform");
        use.offset = vector_or<2>(transform, "offset", use.offset);
        use.scale = vector_or<2>(transform, "scale", use.scale);
        use.rotation_rad = transform.value("rotation", 0.0);
        use.uv_set = transform.value("texCoord", use.uv_set);
    }
    return use;
}

Material read_material(const json& root, const json& source) {
    Material m;
    m.is_double_sided = source.value("doubleSided", false);
    const std::string alpha_mode = source.value("alphaMode", "OPAQUE");
    m.is_mask = alpha_mode == "MASK";
    m.is_see_through = alpha_mode == "BLEND";
    m.cutoff = source.value("alphaCutoff", 0.5);
    m.emissive = vector_or<3>(source, "emissiveFactor", m.emissive);
    m.emissive_texture = texture_use(root, source, "emissiveTexture");
    m.normal_texture = texture_use(root, source, "normalTexture");
    if (source.contains("normalTexture")) m.normal_scale = source.at("normalTexture").value("scale", 1.0);
    const json pbr = source.value("pbrMetallicRoughness", json::object());
    m.base_color = vector_or<4>(pbr, "baseColorFactor", m.base_color);
    m.metallic = pbr.value("metallicFactor", 1.0);
    m.roughness = pbr.value("roughnessFactor", 1.0);
    m.base_color_texture = texture_use(root, pbr, "baseColorTexture");
    m.metallic_roughness_texture = texture_use(root, pbr, "metallicRoughnessTexture");
    const json extensions = source.value("extensions", json::object());
    if (extensions.contains("KHR_materials_emissive_strength")) {
        m.emissive *= extensions.at("KHR_materials_emissive_strength").value("emissiveStrength", 1.0);
    }
    if (extensions.contains("KHR_materials_transmission")) {
        const double factor = extensions.at("KHR_materials_transmission").value("transmissionFactor", 0.0);
        m.is_see_through = m.is_see_through || factor > 0;
    }
    return m;
}

}  // namespace

void read_materials(const Document& document, Model& model) {
    const json& root = document.json();
    for (std::size_t i = 0; i < root.value("images", json::array()).size(); ++i) {
        model.pictures.push_back(document.image(i));
    }
    for (const json& source : root.value("textures", json::array())) {
        model.textures.push_back(read_texture(root, source));
    }
    for (const json& source : root.value("materials", json::array())) {
        model.materials.push_back(read_material(root, source));
    }
    model.materials.emplace_back();
}

bool Model::has_see_through() const {
    return std::any_of(materials.begin(), materials.end(), [](const Material& m) { return m.is_see_through; });
}

}  // namespace plumb::oracle
