#include "gltf/load.hpp"

namespace plumb {

Scene Scene::load(const std::filesystem::path& path, const LoadOptions& options) {
    return Scene(gltf::load_scene(path, options));
}

}  // namespace plumb
