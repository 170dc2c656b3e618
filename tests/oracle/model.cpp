#include "model.hpp"

#include "pose.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace plumb::oracle {
namespace {

using nlohmann::json;

glm::dmat4 matrix_from(const double* columns) {
    glm::dmat4 m;
    for (int c = 0; c < 4; ++c) {
        for (int r = 0; r < 4; ++r) m[c][r] = columns[c * 4 + r];
    }
    return m;
}

std::vector<glm::dmat4> read_copies(const Document& document, const json& attributes) {
    Accessor t, r, s;
    if (attributes.contains("TRANSLATION")) t = document.accessor(attributes.at("TRANSLATION"));
    if (attributes.contains("ROTATION")) r = document.accessor(attributes.at("ROTATION"));
    if (attributes.contains("SCALE")) s = document.accessor(attributes.at("SCALE"));
    std::vector<glm::dmat4> copies(std::max({t.count, r.count, s.count}));
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const glm::dvec3 move = t.count != 0 ? glm::dvec3(t.at(i, 0), t.at(i, 1), t.at(i, 2)) : glm::dvec3(0);
        const glm::dvec4 turn =
            r.count != 0 ? glm::dvec4(r.at(i, 0), r.at(i, 1), r.at(i, 2), r.at(i, 3)) : glm::dvec4(0, 0, 0, 1);
        const glm::dvec3 size = s.count != 0 ? glm::dvec3(s.at(i, 0), s.at(i, 1), s.at(i, 2)) : glm::dvec3(1);
        copies[i] = compose(move, turn, size);
    }
    return copies;
}

Node read_node(const Document& document, const json& source, const std::vector<Mesh>& meshes) {
    Node n;
    n.name = source.value("name", "");
    n.children = source.value("children", std::vector<int>{});
    n.mesh = source.value("mesh", -1);
    n.skin = source.value("skin", -1);
    n.camera = source.value("camera", -1);
    n.weights = source.value("weights", std::vector<double>{});
    if (source.contains("matrix")) {
        n.has_matrix = true;
        n.matrix = matrix_from(source.at("matrix").get<std::vector<double>>().data());
    }
    const auto t = source.value("translation", std::vector<double>{0, 0, 0});
    const auto r = source.value("rotation", std::vector<double>{0, 0, 0, 1});
    const auto s = source.value("scale", std::vector<double>{1, 1, 1});
    n.translation = {t[0], t[1], t[2]};
    n.rotation_xyzw = {r[0], r[1], r[2], r[3]};
    n.scale = {s[0], s[1], s[2]};
    if (source.contains("extras")) n.class_name = source.at("extras").value("class", "");
    if (n.class_name.empty() && n.mesh >= 0) n.class_name = meshes[static_cast<std::size_t>(n.mesh)].class_name;
    const json extensions = source.value("extensions", json::object());
    if (extensions.contains("KHR_node_visibility")) {
        n.is_visible = extensions.at("KHR_node_visibility").value("visible", true);
    }
    if (extensions.contains("EXT_mesh_gpu_instancing")) {
        n.copies = read_copies(document, extensions.at("EXT_mesh_gpu_instancing").at("attributes"));
    }
    return n;
}

void read_skins(const Document& document, Model& model) {
    for (const json& source : document.json().value("skins", json::array())) {
        Skin skin{source.at("joints"), {}};
        skin.inverse_bind.assign(skin.joints.size(), glm::dmat4(1));
        if (source.contains("inverseBindMatrices")) {
            const Accessor a = document.accessor(source.at("inverseBindMatrices"));
            for (std::size_t i = 0; i < skin.joints.size(); ++i) skin.inverse_bind[i] = matrix_from(&a.values[16 * i]);
        }
        model.skins.push_back(std::move(skin));
    }
}

void read_cameras(const Document& document, Model& model) {
    for (const json& source : document.json().value("cameras", json::array())) {
        Lens lens;
        lens.is_perspective = source.at("type") == "perspective";
        const json& values = source.at(lens.is_perspective ? "perspective" : "orthographic");
        if (lens.is_perspective) lens.fov_y_rad = values.at("yfov");
        if (!lens.is_perspective) lens.half_height_m = values.at("ymag");
        lens.near_m = values.at("znear");
        lens.far_m = values.value("zfar", std::numeric_limits<double>::infinity());
        model.lenses.push_back(lens);
    }
}

/// Node and path of a channel; a node of -1 for what no label depends on.
void read_target(const json& target, Channel& channel) {
    std::string path = target.at("path");
    if (path == "pointer") {
        const std::string pointer = target.at("extensions").at("KHR_animation_pointer").at("pointer");
        if (!pointer.starts_with("/nodes/")) return;
        channel.node = std::stoi(pointer.substr(7));
        path = pointer.substr(pointer.rfind('/') + 1);
    } else {
        channel.node = target.value("node", -1);
    }
    if (path == "translation")
        channel.path = Channel::Path::translation;
    else if (path == "rotation")
        channel.path = Channel::Path::rotation;
    else if (path == "scale")
        channel.path = Channel::Path::scale;
    else if (path == "weights")
        channel.path = Channel::Path::weights;
    else if (path == "visible")
        channel.path = Channel::Path::visibility;
    else
        channel.node = -1;
}

void read_animations(const Document& document, Model& model) {
    for (const json& source : document.json().value("animations", json::array())) {
        std::vector<Channel> channels;
        for (const json& item : source.at("channels")) {
            Channel channel;
            read_target(item.at("target"), channel);
            if (channel.node < 0) continue;
            const json& sampler = source.at("samplers").at(item.at("sampler").get<std::size_t>());
            const std::string mode = sampler.value("interpolation", "LINEAR");
            channel.mode = mode == "STEP"          ? Channel::Mode::step
                           : mode == "CUBICSPLINE" ? Channel::Mode::cubic
                                                   : Channel::Mode::linear;
            channel.times = document.accessor(sampler.at("input")).values;
            channel.values = document.accessor(sampler.at("output")).values;
            channel.width =
                channel.values.size() / channel.times.size() / (channel.mode == Channel::Mode::cubic ? 3 : 1);
            channels.push_back(std::move(channel));
        }
        model.animations.push_back(std::move(channels));
    }
}

/// Depth-first order, inherited classes, camera nodes and instances.
void number_instances(const json& root, Model& model) {
    for (std::size_t i = 0; i < model.nodes.size(); ++i) {
        for (const int child : model.nodes[i].children)
            model.nodes[static_cast<std::size_t>(child)].parent = static_cast<int>(i);
    }
    std::vector<int> stack =
        root.at("scenes").at(root.value("scene", std::size_t{0})).value("nodes", std::vector<int>{});
    std::reverse(stack.begin(), stack.end());
    model.classes = {"background", "unlabelled"};
    while (!stack.empty()) {
        const int index = stack.back();
        stack.pop_back();
        model.depth_first.push_back(index);
        Node& node = model.nodes[static_cast<std::size_t>(index)];
        stack.insert(stack.end(), node.children.rbegin(), node.children.rend());
        if (node.class_name.empty() && node.parent >= 0) {
            node.class_name = model.nodes[static_cast<std::size_t>(node.parent)].class_name;
        }
        if (node.camera >= 0) model.camera_nodes.push_back(index);
        if (node.mesh < 0 || model.meshes[static_cast<std::size_t>(node.mesh)].triangle_count == 0) continue;
        std::uint32_t semantic = 1;
        if (!node.class_name.empty()) {
            const auto found = std::find(model.classes.begin() + 2, model.classes.end(), node.class_name);
            semantic = static_cast<std::uint32_t>(found - model.classes.begin());
            if (found == model.classes.end()) model.classes.push_back(node.class_name);
        }
        if (node.copies.empty()) model.instances.push_back({index, -1, node.mesh, semantic, {}});
        for (std::size_t c = 0; c < node.copies.size(); ++c) {
            model.instances.push_back({index, static_cast<int>(c), node.mesh, semantic, {}});
        }
    }
}

}  // namespace

Model Model::load(const std::filesystem::path& path) {
    const Document document(path);
    Model model;
    read_materials(document, model);
    model.meshes = read_meshes(document);
    for (const json& source : document.json().value("nodes", json::array())) {
        model.nodes.push_back(read_node(document, source, model.meshes));
    }
    read_skins(document, model);
    read_cameras(document, model);
    read_animations(document, model);
    number_instances(document.json(), model);
    return model;
}

}  // namespace plumb::oracle
