#include "gltf/accessor_reader.hpp"
#include "gltf/fill.hpp"

#include <tiny_gltf.h>

#include <glm/gtc/type_ptr.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumb::gltf {

namespace {

glm::dquat unit_rotation(double x, double y, double z, double w) {
    const double length = std::sqrt(x * x + y * y + z * z + w * w);
    if (length == 0) return {1, 0, 0, 0};
    return {w / length, x / length, y / length, z / length};
}

void read_transform(const tinygltf::Node& source, scene::Node& node) {
    if (source.matrix.size() == 16) {
        node.has_matrix = true;
        node.matrix = glm::make_mat4(source.matrix.data());
        return;
    }
    if (source.translation.size() == 3) node.translation = glm::make_vec3(source.translation.data());
    if (source.scale.size() == 3) node.scale = glm::make_vec3(source.scale.data());
    if (source.rotation.size() == 4)
        node.rotation = unit_rotation(source.rotation[0], source.rotation[1], source.rotation[2], source.rotation[3]);
}

/// Floats of the accessor that `attributes` names `key`; empty if it names none.
std::vector<float> read_attribute(Filling& filling, const Json& attributes, const char* key) {
    const std::uint32_t accessor = index_or_none(attributes, key);
    if (accessor == no_index) return {};
    return read_floats(accessor_view(filling.document, filling.resources, accessor));
}

std::vector<glm::dmat4> read_instances(Filling& filling, const Json& instancing, const Pointer& at) {
    const Json* attributes = find(instancing, "attributes");
    if (attributes == nullptr) return {};
    for (const auto& [key, accessor] : attributes->items())
        if (key != "TRANSLATION" && key != "ROTATION" && key != "SCALE")
            filling.findings.warning("instancing.attribute", at / "attributes" / key,
                                     "the instance attribute is not read");
    const std::vector<float> translations = read_attribute(filling, *attributes, "TRANSLATION");
    const std::vector<float> rotations = read_attribute(filling, *attributes, "ROTATION");
    const std::vector<float> scales = read_attribute(filling, *attributes, "SCALE");
    const std::size_t count = std::max({translations.size() / 3, rotations.size() / 4, scales.size() / 3});
    std::vector<glm::dmat4> transforms(count, glm::dmat4(1));
    for (std::size_t i = 0; i < count; ++i) {
        glm::dmat4& transform = transforms[i];
        if (rotations.size() >= (i + 1) * 4)
            transform = glm::mat4_cast(
                unit_rotation(rotations[i * 4], rotations[i * 4 + 1], rotations[i * 4 + 2], rotations[i * 4 + 3]));
        if (scales.size() >= (i + 1) * 3)
            for (int k = 0; k < 3; ++k)
                transform[k] *= static_cast<double>(scales[i * 3 + static_cast<std::size_t>(k)]);
        if (translations.size() >= (i + 1) * 3)
            transform[3] = {translations[i * 3], translations[i * 3 + 1], translations[i * 3 + 2], 1};
    }
    return transforms;
}

void read_node_extensions(Filling& filling, const Json& json, const Pointer& at, scene::Node& node) {
    if (const Json* visibility = find_extension(json, "KHR_node_visibility"))
        node.is_visible = bool_or(*visibility, "visible", true);
    if (const Json* light = find_extension(json, "KHR_lights_punctual"))
        if (const std::uint32_t index = index_or_none(*light, "light"); index != no_index) node.light = index;
    if (const Json* instancing = find_extension(json, "EXT_mesh_gpu_instancing"))
        node.instance_transforms = read_instances(filling, *instancing, at / "extensions" / "EXT_mesh_gpu_instancing");
}

/// extras.class of `object`; empty if it is no string.
std::string class_of(Filling& filling, const Json& object, const Pointer& at) {
    const Json* extras = find(object, "extras");
    const Json* name = extras != nullptr ? find(*extras, "class") : nullptr;
    if (name == nullptr) return {};
    if (!name->is_string()) {
        filling.findings.warning("extras.class", at / "extras" / "class", "a class name is a string; it is ignored");
        return {};
    }
    return name->get<std::string>();
}

/// Three finite numbers, or none.
std::optional<glm::dvec3> point_of(const Json& json) {
    if (!json.is_array() || json.size() != 3) return std::nullopt;
    glm::dvec3 point{0};
    for (int axis = 0; axis < 3; ++axis) {
        const Json& number = json[static_cast<std::size_t>(axis)];
        if (!number.is_number() || !std::isfinite(number.get<double>())) return std::nullopt;
        point[axis] = number.get<double>();
    }
    return point;
}

/// extras.keypoints of a node: objects with a name and perhaps a position and a reach_m. Others are left out.
std::vector<KeypointRule> keypoints_of(Filling& filling, const Json& object, const Pointer& at) {
    const Json* extras = find(object, "extras");
    const Json* list = extras != nullptr ? find(*extras, "keypoints") : nullptr;
    std::vector<KeypointRule> keypoints;
    if (list == nullptr) return keypoints;
    const auto warn = [&](const Pointer& place, const char* message) {
        filling.findings.warning("extras.keypoints", place, message);
    };
    if (!list->is_array()) {
        warn(at / "extras" / "keypoints", "keypoints are a list of objects; they are ignored");
        return keypoints;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& entry = (*list)[i];
        const Pointer place = at / "extras" / "keypoints" / i;
        const Json* const name = entry.is_object() ? find(entry, "name") : nullptr;
        if (name == nullptr || !name->is_string() || name->get<std::string>().empty()) {
            warn(place, "a keypoint is an object with a name; it is ignored");
            continue;
        }
        KeypointRule& keypoint = keypoints.emplace_back();
        keypoint.name = name->get<std::string>();
        const Json* const position = find(entry, "position");
        const Json* const reach = find(entry, "reach_m");
        const auto point = position != nullptr ? point_of(*position) : glm::dvec3(0);
        const bool is_reach = reach == nullptr ||
                              (reach->is_number() && std::isfinite(reach->get<double>()) && reach->get<double>() >= 0);
        if (!point || !is_reach) {
            warn(place, "a position is three numbers and reach_m one that is 0 or more; the keypoint is ignored");
            keypoints.pop_back();
            continue;
        }
        keypoint.point = *point;
        if (reach != nullptr) keypoint.reach_m = reach->get<double>();
    }
    return keypoints;
}

void read_node(Filling& filling, std::size_t index, const std::vector<std::string>& mesh_classes) {
    const Json& json = array_of(filling.document.json, "nodes").at(index);
    const tinygltf::Node& source = filling.model.nodes.at(index);
    const Pointer at = Pointer() / "nodes" / index;
    scene::Node& node = filling.data.nodes[index];
    node.name = source.name;
    for (const int child : source.children) {
        node.children.push_back(scene_index(child));
        filling.data.nodes.at(scene_index(child)).parent = static_cast<std::uint32_t>(index);
    }
    read_transform(source, node);
    node.mesh = scene_index(source.mesh);
    node.skin = scene_index(source.skin);
    node.camera = scene_index(source.camera);
    node.weights.assign(source.weights.begin(), source.weights.end());
    read_node_extensions(filling, json, at, node);
    node.keypoints = keypoints_of(filling, json, at);
    node.semantic_class = class_of(filling, json, at);
    if (node.semantic_class.empty() && node.mesh != scene::none) node.semantic_class = mesh_classes.at(node.mesh);
}

/// The scene that the caller or the file asks for; without any scene every node without a parent is a root.
void read_roots(Filling& filling) {
    const std::size_t scene_count = filling.model.scenes.size();
    if (filling.options.scene && *filling.options.scene >= scene_count)
        throw Error(ErrorCode::not_found, filling.document.file.string() + ": scene " +
                                              std::to_string(*filling.options.scene) + " is asked for; the file has " +
                                              std::to_string(scene_count));
    if (scene_count == 0) {
        for (std::uint32_t i = 0; i < filling.data.nodes.size(); ++i)
            if (filling.data.nodes[i].parent == scene::none) filling.data.roots.push_back(i);
        return;
    }
    if (!filling.options.scene && filling.model.defaultScene < 0 && scene_count > 1)
        filling.findings.warning(
            "scene.default", Pointer() / "scenes",
            "the file names no default scene of its " + std::to_string(scene_count) + "; the first one is taken");
    const std::size_t chosen = filling.options.scene
                                   ? *filling.options.scene
                                   : static_cast<std::size_t>(std::max(filling.model.defaultScene, 0));
    filling.data.active_scene = static_cast<std::uint32_t>(chosen);
    for (const int root : filling.model.scenes.at(chosen).nodes) filling.data.roots.push_back(scene_index(root));
}

}  // namespace

void fill_nodes(Filling& filling) {
    std::vector<std::string> mesh_classes;
    const Json& meshes = array_of(filling.document.json, "meshes");
    for (std::size_t i = 0; i < meshes.size(); ++i)
        mesh_classes.push_back(class_of(filling, meshes[i], Pointer() / "meshes" / i));
    filling.data.nodes.resize(filling.model.nodes.size());
    for (std::size_t i = 0; i < filling.data.nodes.size(); ++i) read_node(filling, i, mesh_classes);
    read_roots(filling);
}

}  // namespace plumb::gltf
