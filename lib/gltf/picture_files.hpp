#pragma once

#include "scene/scene_data.hpp"

#include <plumb/scene.hpp>

#include <filesystem>
#include <vector>

namespace plumb::gltf {

/// The files that read_pictures() reads for `paths`, in its order.
/// @throws Error  with the file's name: not_found for a folder without pictures, io, bad_asset beyond a limit
std::vector<std::filesystem::path> picture_paths(const std::vector<std::filesystem::path>& paths,
                                                 const LoadLimits& limits);

/// Decodes picture files (PNG, JPEG, WebP by their bytes), on several threads. A path that is a folder stands for every
/// regular file in it that is called .png, .jpg, .jpeg or .webp, in the order of their names.
///
/// @param limits  file_bytes and image_edge, image_pixels a picture; all_resource_bytes, all_image_bytes and
///                array_entries of them all
/// @return        each with its file's name
/// @throws Error  with the file's name: not_found, also for a folder without pictures; io; bad_asset for what is broken
/// or
///                beyond a limit; unsupported for a kind of picture that cannot be shown
std::vector<scene::Image> read_pictures(const std::vector<std::filesystem::path>& paths, const LoadLimits& limits);

}  // namespace plumb::gltf
