#pragma once

#include "render_fixture.hpp"
#include "scene/scene_data.hpp"

#include <cstring>
#include <memory>
#include <numbers>

namespace plumb::render {

/// A picture of 2 x 2 texels: red, green above blue, white; the two at the left are clear where `has_clear_left`.
inline scene::Image four_texels(bool has_clear_left = false) {
    const std::uint8_t left = has_clear_left ? 0 : 255;
    return {"four", 2, 2, {255, 0, 0, left, 0, 255, 0, 255, 0, 0, 255, left, 255, 255, 255, 255}};
}

/// A picture whose normals lean by 3 : 4 towards +x.
inline scene::Image leaning_normals() {
    return {"leaning", 1, 1, {204, 128, 230, 255}};
}

/// Data of a scene with one square of edge 2 in the plane z = 0, facing +z, of material 0, with texture coordinates
/// 0..1 and tangents along x.
inline std::shared_ptr<scene::SceneData> square_data(const scene::Material& material) {
    auto data = std::make_shared<scene::SceneData>();
    data->materials.push_back(material);
    scene::Primitive square;
    square.material = 0;
    square.positions = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
    square.uvs[0] = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    square.tangents.assign(4, {1, 0, 0, 1});
    square.normals.assign(4, {0, 0, 1});
    square.indices = {0, 1, 2, 0, 2, 3};
    data->meshes.push_back({"square", {square}, {}, {}});
    scene::Node node;
    node.mesh = 0;
    data->nodes.push_back(node);
    data->roots = {0};
    return data;
}

/// Adds a picture and a texture that shows it, unfiltered; returns the texture.
inline std::uint32_t add_texture(scene::SceneData& data, scene::Image image) {
    data.images.push_back(std::move(image));
    data.textures.push_back(
        {static_cast<std::uint32_t>(data.images.size() - 1), scene::Wrap::repeat, scene::Wrap::repeat, false});
    return static_cast<std::uint32_t>(data.textures.size() - 1);
}

inline Scene finished(const std::shared_ptr<scene::SceneData>& data) {
    scene::finish(*data);
    return Scene(data);
}

/// A camera on the +z axis that sees the whole square and a little more: 2.5 m over the image's height.
inline Shot facing_shot(const Scene& scene, double distance_m = 3) {
    Shot shot = scene.default_shot();
    Camera camera;
    camera.fov_y_rad = 2 * std::atan(1.25 / distance_m);
    camera.world_from_camera = look_at({0, 0, distance_m}, {0, 0, 0}, {0, 1, 0});
    shot.now.camera = camera;
    if (shot.next) shot.next->camera = camera;
    if (shot.previous) shot.previous->camera = camera;
    shot.lights.clear();
    shot.environment = {};
    return shot;
}

inline glm::vec3 pixel_of(const Frame& frame, const char* pass, std::uint32_t x, std::uint32_t y) {
    glm::vec3 value{0};
    for (std::uint32_t c = 0; c < std::min(3U, frame[pass].info->channels); ++c)
        value[static_cast<int>(c)] = frame[pass].at<float>(x, y, c);
    return value;
}

/// Names of all passes but `some`.
inline std::vector<std::string> passes_without(const std::vector<std::string>& some) {
    std::vector<std::string> names = all_passes();
    std::erase_if(names, [&](const std::string& name) { return std::ranges::find(some, name) != some.end(); });
    return names;
}

}  // namespace plumb::render
