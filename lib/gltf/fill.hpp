#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/json_view.hpp"
#include "gltf/resources.hpp"
#include "scene/scene_data.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tinygltf {
class Model;
}

namespace plumb::gltf {

/// What the functions below share: a document that passed every check of the gate, and the scene they fill from it.
/// Whatever of the file has no effect becomes a warning.
struct Filling {
    const Document& document;
    const tinygltf::Model& model;
    Resources& resources;
    const LoadOptions& options;
    Findings& findings;
    scene::SceneData& data;
    /// Materials whose glossiness lies in a texture, with its factor; see specular_glossiness.hpp.
    std::vector<std::pair<std::size_t, float>> glossiness_factors = {};
};

// Each fills the arrays of its name, in the file's order and with the file's indices. They are called in this order.

/// Textures, and for each of Texture::image a place in `images` yet to be decoded.
/// @return  glTF image index for each of SceneData::images; images that no texture shows are left out
std::vector<std::uint32_t> fill_textures(Filling& filling);
void fill_materials(Filling& filling);
void fill_meshes(Filling& filling);
void fill_skins(Filling& filling);
void fill_cameras(Filling& filling);
void fill_lights(Filling& filling);
/// Nodes and the roots of the active scene.
void fill_nodes(Filling& filling);
void fill_animations(Filling& filling);

/// `value` as a scene index: scene::none for anything negative.
[[nodiscard]] constexpr std::uint32_t scene_index(std::int64_t value) noexcept {
    return value < 0 ? scene::none : static_cast<std::uint32_t>(value);
}

}  // namespace plumb::gltf
