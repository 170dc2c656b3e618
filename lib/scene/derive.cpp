#include "scene/derive.hpp"

#include "scene/template_nodes.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace plumb::scene {

namespace {

/// Everything of a template that each copy gets one of, by index into the base.
struct Template {
    CopyInfo info;
    TemplateNodes parts;
    std::unordered_map<std::uint32_t, std::uint32_t> place;  ///< of a node in parts.nodes
    std::vector<std::uint32_t> skins;
    std::vector<std::uint32_t> materials;  ///< sorted; `none` is the default material
};

std::string attempt(const SceneData& data, const CopyInfo& info) {
    return "cannot copy \"" + info.name + "\" of " + data.path.string() + " " + std::to_string(info.count) + " times: ";
}

void check_count(const SceneData& data, const CopyInfo& info, const char* what, std::uint64_t count,
                 std::uint64_t limit) {
    if (count <= std::min<std::uint64_t>(limit, none - 1)) return;
    throw Error(ErrorCode::out_of_memory, attempt(data, info) + "the scene would have " + std::to_string(count) + " " +
                                              what + ", the limit is " +
                                              std::to_string(std::min<std::uint64_t>(limit, none - 1)));
}

void add_materials(const Mesh& mesh, std::vector<std::uint32_t>& materials) {
    for (const Primitive& primitive : mesh.primitives) {
        materials.push_back(primitive.material);
        materials.insert(materials.end(), primitive.variant_materials.begin(), primitive.variant_materials.end());
    }
}

bool draws_triangles(const Mesh& mesh) {
    return std::ranges::any_of(mesh.primitives, [](const Primitive& part) { return part.indices.size() >= 3; });
}

void keep_each_once(std::vector<std::uint32_t>& values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

Template describe(const SceneData& data, const Additions::Copies& request) {
    Template result;
    CopyInfo& info = result.info;
    info.node = request.node;
    info.count = request.count;
    const std::string& name = data.nodes[request.node].name;
    info.name = name.empty() ? "node_" + std::to_string(request.node) : name;
    if (copy_group_of(data, request.node) != none)
        throw Error(ErrorCode::invalid_argument, attempt(data, info) + "it is a copy itself; its template, \"" +
                                                     data.copy_groups[copy_group_of(data, request.node)].info.name +
                                                     "\", can be copied");
    result.parts = template_nodes(data, request.node);
    bool is_drawn = false;
    for (std::size_t i = 0; i < result.parts.nodes.size(); ++i) {
        result.place.emplace(result.parts.nodes[i], static_cast<std::uint32_t>(i));
        const Node& node = data.nodes[result.parts.nodes[i]];
        if (result.parts.is_carrier[i] != 0 || node.mesh == none) continue;
        is_drawn |= draws_triangles(data.meshes[node.mesh]);
        if (node.skin != none) result.skins.push_back(node.skin);
        if (request.has_own_materials) add_materials(data.meshes[node.mesh], result.materials);
    }
    if (!is_drawn)
        throw Error(ErrorCode::invalid_argument,
                    attempt(data, info) + "neither the node, /nodes/" + std::to_string(request.node) +
                        ", nor what is below or skinned to it draws a triangle; a node that does is needed");
    keep_each_once(result.skins);
    keep_each_once(result.materials);
    return result;
}

/// Appends the copies of one template.
class Copier {
public:
    /// @param base  what templates are read from; `data` may have grown since
    Copier(const SceneData& base, const Template& source, SceneData& data)
        : base_(base), source_(source), data_(data) {}

    void copy(std::uint32_t number) {
        suffix_.assign("#").append(std::to_string(number));
        first_node_ = static_cast<std::uint32_t>(data_.nodes.size());
        first_skin_ = static_cast<std::uint32_t>(data_.skins.size());
        for (std::size_t i = 0; i < source_.parts.nodes.size(); ++i) add_node(i);
        for (const std::uint32_t skin : source_.skins) add_skin(skin);
        for (const std::uint32_t material : source_.materials) add_material(material);
    }

private:
    [[nodiscard]] std::uint32_t copied(std::uint32_t node) const { return first_node_ + source_.place.at(node); }

    void add_node(std::size_t index) {
        const std::uint32_t original = source_.parts.nodes[index];
        Node node = base_.nodes[original];
        node.name = (node.name.empty() ? "node_" + std::to_string(original) : node.name) + suffix_;
        if (node.parent == none)
            data_.roots.push_back(static_cast<std::uint32_t>(data_.nodes.size()));
        else
            node.parent = copied(node.parent);
        std::erase_if(node.children, [&](std::uint32_t child) { return !source_.place.contains(child); });
        for (std::uint32_t& child : node.children) child = copied(child);
        node.camera = none;
        node.is_set_aside = false;
        if (source_.parts.is_carrier[index] != 0) node.mesh = node.skin = node.light = none;
        if (node.skin != none) {
            const auto found = std::ranges::lower_bound(source_.skins, node.skin);
            const auto place = static_cast<std::uint32_t>(found - source_.skins.begin());
            node.skin = node.mesh == none ? none : first_skin_ + place;
        }
        data_.nodes.push_back(std::move(node));
    }

    void add_skin(std::uint32_t original) {
        Skin skin = base_.skins[original];
        skin.name += suffix_;
        for (std::uint32_t& joint : skin.joints) joint = copied(joint);
        if (skin.skeleton != none) skin.skeleton = source_.place.contains(skin.skeleton) ? copied(skin.skeleton) : none;
        data_.skins.push_back(std::move(skin));
    }

    void add_material(std::uint32_t original) {
        Material material = original == none ? Material{} : base_.materials[original];
        const std::string fallback = original == none ? "default" : "material_" + std::to_string(original);
        material.name = (material.name.empty() ? fallback : material.name) + suffix_;
        data_.materials.push_back(std::move(material));
    }

    const SceneData& base_;
    const Template& source_;
    SceneData& data_;
    std::string suffix_;
    std::uint32_t first_node_ = 0;
    std::uint32_t first_skin_ = 0;
};

void add_copies(const SceneData& base, const Additions& additions, SceneData& data) {
    for (const Additions::Copies& request : additions.copies) {
        Template source = describe(base, request);
        for (const CopyGroup& group : data.copy_groups)
            if (group.info.node == request.node)
                source.info.first_number =
                    std::max(source.info.first_number, group.info.first_number + group.info.count);
        const auto grown = [&](std::size_t count, std::size_t each) {
            return std::uint64_t{count} + std::uint64_t{request.count} * each;
        };
        const std::size_t node_count = source.parts.nodes.size();
        check_count(base, source.info, "nodes", grown(data.nodes.size(), node_count), additions.node_limit);
        check_count(base, source.info, "materials", grown(data.materials.size(), source.materials.size()),
                    additions.material_limit);
        CopyGroup group{.info = source.info, .nodes = source.parts.nodes, .materials = source.materials};
        group.first_node = static_cast<std::uint32_t>(data.nodes.size());
        group.first_material = static_cast<std::uint32_t>(data.materials.size());
        Copier copier(base, source, data);
        for (std::uint32_t copy = 0; copy < request.count; ++copy) copier.copy(source.info.first_number + copy);
        // What is above the template stays: it may carry others.
        for (std::size_t i = 0; request.is_template_hidden && i < node_count; ++i)
            if (source.parts.is_carrier[i] == 0) data.nodes[source.parts.nodes[i]].is_set_aside = true;
        data.copy_groups.push_back(std::move(group));
    }
}

}  // namespace

SceneData derive(const SceneData& base, Additions additions) {
    SceneData data = base;
    add_copies(base, additions, data);
    for (Image& picture : additions.pictures) {
        Texture texture;
        texture.name = picture.name;
        texture.image = static_cast<std::uint32_t>(data.images.size());
        data.images.push_back(std::move(picture));
        data.textures.push_back(std::move(texture));
    }
    data.assigned_classes.insert(data.assigned_classes.end(), additions.classes.begin(), additions.classes.end());
    finish(data);
    return data;
}

}  // namespace plumb::scene
