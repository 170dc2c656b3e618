#pragma once

#include "recipe/document.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace plumb::recipe {

/// A file that shots of a recipe are made from, beside the scene.
struct NamedFile {
    std::string name;            ///< as the recipe has it; of a folder's files, with the folder
    std::filesystem::path path;  ///< to open it
    std::string role;            ///< environment, texture
};

/// Environment maps and textures that `document` names, each once; of a folder of textures, the files in it.
/// @throws Error  as reading the textures for a folder that cannot be read
std::vector<NamedFile> named_files(const Document& document);

}  // namespace plumb::recipe
