#include "gltf/check.hpp"

#include <plumb/scene.hpp>

namespace plumb {

std::vector<Finding> Scene::check(const std::filesystem::path& path, const LoadOptions& options) {
    return gltf::check_file(path, options);
}

}  // namespace plumb
