#pragma once

#include <plumb/scene.hpp>

#include <filesystem>
#include <vector>

namespace plumb::gltf {

/// Everything the loader has to say about a file, errors first. Never throws for a bad asset.
/// @throws Error  not_found or io if the file itself cannot be read
std::vector<Finding> check_file(const std::filesystem::path& path, const LoadOptions& options);

}  // namespace plumb::gltf
