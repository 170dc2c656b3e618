#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/resources.hpp"
#include "scene/scene_data.hpp"

#include <filesystem>
#include <memory>

namespace plumb::gltf {

/// Reads a .gltf or .glb file with everything it refers to, checks all of it, and fills a scene.
/// @throws Error  not_found, io, bad_asset or unsupported; the message has file, place, what was found and what is
///                allowed
[[nodiscard]] std::shared_ptr<const scene::SceneData> load_scene(const std::filesystem::path& path,
                                                                 const LoadOptions& options);

/// Finds what only turns up when a scene is made of a file that check_contents() accepted, such as what its pointers
/// lead to.
void check_filling(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings);

}  // namespace plumb::gltf
