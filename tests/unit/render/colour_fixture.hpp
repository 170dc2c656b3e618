#pragma once

#include "look_fixture.hpp"

namespace plumb::render {

/// A matt white material that reflects as Lambert has it.
inline scene::Material matt_white() {
    scene::Material matt;
    matt.metallic = 0;
    matt.roughness = 1;
    matt.specular = 0;
    return matt;
}

inline RendererOptions colour_options(Size size, ColorOptions::Mode mode, std::uint32_t samples = 1) {
    RendererOptions options = options_of(size, {"hdr"});
    options.annotations = false;
    options.color.mode = mode;
    options.color.path_samples = samples;
    return options;
}

/// Mean of the whole picture.
inline glm::dvec3 mean_of(const Frame& frame) {
    const auto values = frame["hdr"].as<float>();
    glm::dvec3 sum(0);
    for (std::size_t i = 0; i < values.size(); i += 4) sum += glm::dvec3(values[i], values[i + 1], values[i + 2]);
    return sum * (4.0 / static_cast<double>(values.size()));
}

/// A sphere of radius 1 around the origin with smooth normals, seen from outside.
inline std::shared_ptr<scene::SceneData> sphere_data(const scene::Material& material) {
    constexpr std::uint32_t rings = 48, sectors = 96;
    auto data = square_data(material);
    scene::Primitive sphere;
    sphere.material = 0;
    for (std::uint32_t ring = 0; ring <= rings; ++ring)
        for (std::uint32_t sector = 0; sector <= sectors; ++sector) {
            const double theta = std::numbers::pi * ring / rings, phi = 2 * std::numbers::pi * sector / sectors;
            const glm::vec3 n(std::sin(theta) * std::cos(phi), std::cos(theta), -std::sin(theta) * std::sin(phi));
            sphere.positions.push_back(n);
            sphere.normals.push_back(n);
        }
    for (std::uint32_t ring = 0; ring < rings; ++ring)
        for (std::uint32_t sector = 0; sector < sectors; ++sector) {
            const std::uint32_t a = ring * (sectors + 1) + sector, b = a + sectors + 1;
            for (const std::uint32_t index : {a, b, a + 1, a + 1, b, b + 1}) sphere.indices.push_back(index);
        }
    std::vector<scene::Mesh> meshes;
    meshes.push_back({"sphere", {sphere}, {}, {}});
    data->meshes = {};
    data->meshes.push_back(meshes.front());
    return data;
}

}  // namespace plumb::render
