#include "recipe/named_files.hpp"

#include "gltf/picture_files.hpp"
#include "recipe/quantity.hpp"
#include "recipe/target.hpp"

#include <algorithm>

namespace plumb::recipe {

namespace {

void add(std::vector<NamedFile>& files, NamedFile file) {
    const bool is_known =
        std::any_of(files.begin(), files.end(), [&](const NamedFile& known) { return known.name == file.name; });
    if (!is_known) files.push_back(std::move(file));
}

}  // namespace

std::vector<NamedFile> named_files(const Document& document) {
    std::vector<NamedFile> files;
    const Place root = document.root();
    if (const auto environment = root.find("environment")) {
        if (const auto map = environment->find("map")) {
            for (const std::string& name : TextQuantity(*map).options) {
                add(files, {name, document.folder / name, "environment"});
            }
        }
    }
    if (const auto textures = root.find("textures")) {
        for (const Place& place : pattern_places(*textures)) {
            const std::filesystem::path named = place.text();
            for (const std::filesystem::path& path : gltf::picture_paths({document.folder / named}, {})) {
                const bool is_itself = path == document.folder / named;
                add(files, {is_itself ? named.string() : (named / path.filename()).string(), path, "texture"});
            }
        }
    }
    return files;
}

}  // namespace plumb::recipe
