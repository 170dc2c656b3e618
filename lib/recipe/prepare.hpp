#pragma once

#include "recipe/place.hpp"

#include <plumb/scene.hpp>

#include <filesystem>

namespace plumb::recipe {

/// `scene` with what the sections `copies`, `textures` and `classes` add; `scene` itself without them.
/// @param folder  where relative paths start
/// @throws Error  with pointer, as Scene::with()
Scene prepare_scene(const Place& document, const std::filesystem::path& folder, const Scene& scene);

}  // namespace plumb::recipe
