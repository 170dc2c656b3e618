#include "gltf/primitives.hpp"

#include "gltf/accessor_reader.hpp"
#include "gltf/draco_primitive.hpp"
#include "gltf/triangles.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace plumb::gltf {

namespace {

/// Reads the attributes of one primitive, or of one of its morph targets.
class AttributeReader {
public:
    /// @param draco  decompressed attributes, which take the place of the accessors' own bytes; may be null
    AttributeReader(Filling& filling, const Json& attributes, const DracoPrimitive* draco = nullptr)
        : filling_(filling), attributes_(attributes), draco_(draco) {}

    [[nodiscard]] std::optional<AccessorView> view(std::string_view name) const {
        if (draco_ != nullptr)
            if (const auto found = draco_->attributes.find(name); found != draco_->attributes.end())
                return tight_view(found->second);
        const std::uint32_t accessor = index_or_none(attributes_, name);
        if (accessor == no_index) return std::nullopt;
        return accessor_view(filling_.document, filling_.resources, accessor);
    }
    template <typename Vec>
    void read(std::string_view name, std::vector<Vec>& values) const {
        if (const auto found = view(name)) values = read_vectors<Vec>(*found);
    }

private:
    static AccessorView tight_view(const DracoAttribute& attribute) {
        const std::uint32_t stride = attribute.shape.component_count() * attribute.shape.component_bytes();
        return {attribute.shape, stride, attribute.bytes, std::nullopt};
    }

    Filling& filling_;
    const Json& attributes_;
    const DracoPrimitive* draco_;
};

void read_colors(const AttributeReader& reader, scene::Primitive& primitive) {
    const auto view = reader.view("COLOR_0");
    if (!view) return;
    primitive.colors.assign(view->shape.count, glm::vec4(1));
    if (view->shape.count > 0) read_floats(*view, &primitive.colors[0][0], 4);
}

/// Makes the weights of each vertex sum up to 1; the gate has warned where they are further off than rounding explains.
void normalize_weights(scene::Primitive& primitive) {
    const std::size_t width = primitive.influences;
    for (std::size_t first = 0; first < primitive.weights.size(); first += width) {
        float* weights = primitive.weights.data() + first;
        double sum = 0;
        for (std::size_t k = 0; k < width; ++k) sum += weights[k];
        if (sum > 0) {
            for (std::size_t k = 0; k < width; ++k) weights[k] = static_cast<float>(weights[k] / sum);
        } else {
            weights[0] = 1;
        }
    }
}

/// JOINTS_0/WEIGHTS_0, JOINTS_1/WEIGHTS_1 and so on, side by side in one array each.
void read_influences(const AttributeReader& reader, scene::Primitive& primitive) {
    std::vector<std::pair<AccessorView, AccessorView>> sets;
    for (int set = 0;; ++set) {
        auto joints = reader.view("JOINTS_" + std::to_string(set));
        auto weights = reader.view("WEIGHTS_" + std::to_string(set));
        if (!joints || !weights) break;
        sets.emplace_back(std::move(*joints), std::move(*weights));
    }
    if (sets.empty()) return;
    const std::size_t vertex_count = primitive.positions.size();
    primitive.influences = static_cast<std::uint32_t>(sets.size() * 4);
    primitive.joints.resize(vertex_count * primitive.influences);
    primitive.weights.resize(vertex_count * primitive.influences);
    for (std::size_t set = 0; set < sets.size(); ++set) {
        const std::vector<std::uint32_t> joints = read_integers(sets[set].first);
        for (std::size_t i = 0; i < vertex_count; ++i)
            for (std::size_t k = 0; k < 4; ++k)
                primitive.joints[i * primitive.influences + set * 4 + k] =
                    static_cast<std::uint16_t>(joints[i * 4 + k]);
        read_floats(sets[set].second, primitive.weights.data() + set * 4, primitive.influences);
    }
    normalize_weights(primitive);
}

void read_targets(Filling& filling, const Json& json, const Pointer& at, scene::Primitive& primitive) {
    const Json& targets = array_of(json, "targets");
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const AttributeReader reader(filling, targets[i]);
        scene::MorphTarget& target = primitive.targets.emplace_back();
        reader.read("POSITION", target.positions);
        reader.read("NORMAL", target.normals);
        reader.read("TANGENT", target.tangents);
        for (const auto& [name, accessor] : targets[i].items())
            if (name != "POSITION" && name != "NORMAL" && name != "TANGENT")
                filling.findings.warning("morph.attribute", at / "targets" / i / name,
                                         "only positions, normals and tangents are morphed; it is ignored");
    }
}

void warn_of_ignored_attributes(Filling& filling, const Json& attributes, const Pointer& at) {
    for (const auto& [name, accessor] : attributes.items()) {
        const bool is_read = name == "POSITION" || name == "NORMAL" || name == "TANGENT" || name == "TEXCOORD_0" ||
                             name == "TEXCOORD_1" || name == "COLOR_0" || name.starts_with("JOINTS_") ||
                             name.starts_with("WEIGHTS_");
        if (!is_read)
            filling.findings.warning("primitive.attribute", at / "attributes" / name, "the attribute is not read");
    }
}

std::vector<std::uint32_t> read_indices(Filling& filling, const Json& json, std::size_t vertex_count) {
    const std::uint32_t accessor = index_or_none(json, "indices");
    return accessor == no_index ? sequential_indices(static_cast<std::uint32_t>(vertex_count))
                                : read_integers(accessor_view(filling.document, filling.resources, accessor));
}

std::vector<std::uint32_t> resolve_triangles(Filling& filling, const Pointer& at, Topology topology,
                                             std::vector<std::uint32_t> indices) {
    const bool has_rest = topology == Topology::triangles ? indices.size() % 3 != 0 : indices.size() < 3;
    if (has_rest)
        filling.findings.warning("primitive.count", at,
                                 std::to_string(indices.size()) +
                                     " vertices do not make whole triangles; those beyond "
                                     "the last one are ignored");
    return to_triangles(topology, std::move(indices));
}

void read_variants(const Json& json, std::size_t variant_count, scene::Primitive& primitive) {
    const Json* variants = find_extension(json, "KHR_materials_variants");
    if (variants == nullptr) return;
    primitive.variant_materials.assign(variant_count, primitive.material);
    for (const Json& mapping : array_of(*variants, "mappings"))
        for (const std::uint32_t variant : indices_of(mapping, "variants"))
            if (variant < variant_count) primitive.variant_materials[variant] = index_or_none(mapping, "material");
}

}  // namespace

std::optional<scene::Primitive> read_primitive(Filling& filling, const Json& json, const Pointer& at) {
    const auto topology = static_cast<Topology>(whole_or(json, "mode", 4));
    // The check of the schema has warned of both.
    if (!has_surface(topology))
        return std::nullopt;
    const Json* attributes = find(json, "attributes");
    if (attributes == nullptr || find(*attributes, "POSITION") == nullptr)
        return std::nullopt;
    std::optional<DracoPrimitive> draco = decode_draco(filling, json, at);
    const AttributeReader reader(filling, *attributes, draco ? &*draco : nullptr);
    scene::Primitive primitive;
    primitive.material = index_or_none(json, "material");
    reader.read("POSITION", primitive.positions);
    reader.read("NORMAL", primitive.normals);
    if (!primitive.normals.empty())
        reader.read("TANGENT", primitive.tangents);
    else if (find(*attributes, "TANGENT") != nullptr)
        filling.findings.warning("primitive.tangent", at / "attributes" / "TANGENT",
                                 "without normals the specification ignores tangents");
    reader.read("TEXCOORD_0", primitive.uvs[0]);
    reader.read("TEXCOORD_1", primitive.uvs[1]);
    read_colors(reader, primitive);
    read_influences(reader, primitive);
    read_targets(filling, json, at, primitive);
    warn_of_ignored_attributes(filling, *attributes, at);
    primitive.indices =
        draco ? std::move(draco->indices)
              : resolve_triangles(filling, at, topology, read_indices(filling, json, primitive.positions.size()));
    read_variants(json, filling.data.variants.size(), primitive);
    return primitive;
}

std::uint32_t needs_tangents(const scene::SceneData& data, const scene::Primitive& primitive) {
    if (!primitive.tangents.empty() || primitive.indices.empty()) return scene::none;
    std::uint32_t uv_set = scene::none;
    const auto consider = [&](std::uint32_t index) {
        if (index == scene::none || uv_set != scene::none) return;
        const scene::Material& material = data.materials[index];
        for (const scene::TextureSlot* slot :
             {&material.normal_texture, &material.clearcoat_normal_texture, &material.anisotropy_texture})
            if (slot->is_used() && uv_set == scene::none && !primitive.uvs[slot->uv_set].empty()) uv_set = slot->uv_set;
    };
    consider(primitive.material);
    for (const std::uint32_t material : primitive.variant_materials) consider(material);
    return uv_set;
}

}  // namespace plumb::gltf
