#pragma once

#include "look_fixture.hpp"

#include <array>

namespace plumb::render {

inline scene::Material white() {
    scene::Material material;
    material.metallic = 0;
    material.is_double_sided = true;
    return material;
}

/// Adds a parallelogram with a material of its own; its instance comes after those before it.
/// @return  index of the material
inline std::uint32_t add_parallelogram(scene::SceneData& data, const glm::dvec3& corner, const glm::dvec3& u,
                                       const glm::dvec3& v, const scene::Material& material = white(),
                                       const glm::dvec3& place = glm::dvec3(0)) {
    data.materials.push_back(material);
    scene::Primitive primitive;
    primitive.material = static_cast<std::uint32_t>(data.materials.size() - 1);
    for (const glm::dvec3& p : {corner, corner + u, corner + u + v, corner + v}) primitive.positions.emplace_back(p);
    primitive.uvs[0] = {{0, 1}, {1, 1}, {1, 0}, {0, 0}};
    primitive.normals.assign(4, glm::vec3(glm::normalize(glm::cross(u, v))));
    primitive.indices = {0, 1, 2, 0, 2, 3};
    data.meshes.push_back({"parallelogram", {primitive}, {}, {}});
    scene::Node node;
    node.mesh = static_cast<std::uint32_t>(data.meshes.size() - 1);
    node.translation = place;
    data.nodes.push_back(node);
    data.roots.push_back(static_cast<std::uint32_t>(data.nodes.size() - 1));
    return primitive.material;
}

/// A floor of 8 m x 8 m in the plane z = 0 that faces +z.
inline std::shared_ptr<scene::SceneData> floor_data(const glm::dvec3& place = glm::dvec3(0)) {
    auto data = std::make_shared<scene::SceneData>();
    add_parallelogram(*data, {-4, -4, 0}, {8, 0, 0}, {0, 8, 0}, white(), place);
    return data;
}

/// A camera 6 m over the floor that sees 4 m of it over the image's height, in darkness.
inline Shot floor_shot(const Scene& scene, const glm::dvec3& place = glm::dvec3(0)) {
    Shot shot = scene.default_shot();
    shot.now.camera = {};
    shot.now.camera.fov_y_rad = 2 * std::atan(2.0 / 6);
    shot.now.camera.world_from_camera = look_at(place + glm::dvec3(0, 0, 6), place, {0, 1, 0});
    shot.next = shot.previous = std::nullopt;
    shot.lights.clear();
    shot.environment = {};
    shot.environment.color = glm::vec3(0);
    return shot;
}

inline Light lamp(const glm::dvec3& position, float radius_m = 0) {
    Light light;
    light.position = position;
    light.intensity = 10;
    light.radius_m = radius_m;
    return light;
}

/// What arrives of the light on its way to each pixel, as the red channel tells it.
inline std::vector<double> shares(const Scene& scene, const Shot& shot, const ColorOptions& color, Size size,
                                  std::uint32_t samples = 1) {
    RendererOptions options = options_of(size, {"hdr"});
    options.samples = samples;
    options.color.shadows = false;
    const Frame lit = Renderer(oracle::shared_device(), scene, options).render(shot);
    options.color = color;
    const Frame shaded = Renderer(oracle::shared_device(), scene, options).render(shot);
    std::vector<double> result;
    for (std::size_t i = 0; i < lit["hdr"].as<float>().size(); i += 4)
        result.push_back(double{shaded["hdr"].as<float>()[i]} / double{lit["hdr"].as<float>()[i]});
    return result;
}

/// Place of a pixel's centre on the floor, metres.
inline glm::dvec2 on_floor(std::size_t pixel, Size size) {
    const double px_m = 4.0 / size.height;
    return {(static_cast<double>(pixel % size.width) + 0.5 - size.width / 2.0) * px_m,
            -(static_cast<double>(pixel / size.width) + 0.5 - size.height / 2.0) * px_m};
}

}  // namespace plumb::render
