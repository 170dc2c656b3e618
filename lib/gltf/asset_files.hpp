#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace plumb::gltf {

/// What a file says of the rights in it, or in one of its pictures; empty where it says nothing.
struct RightsStatement {
    std::string copyright;  ///< asset.copyright or dc:rights
    std::string license;    ///< first of: SPDX id, name or address in KHR_xmp_json_ld, asset.extras
    std::string source;     ///< where `license` stands, a JSON pointer
};

/// A file that a scene was read from.
struct AssetFile {
    std::string name;            ///< as the scene names it, decoded; of the scene itself without its folder
    std::filesystem::path path;  ///< to open it
    std::string role;            ///< scene, buffer, image
    RightsStatement rights;      ///< its own; empty for buffers, and for pictures that say nothing
};

/// A picture within a file that has rights of its own.
struct EmbeddedRights {
    std::string name;  ///< JSON pointer of the image
    RightsStatement rights;
};

struct AssetList {
    std::vector<AssetFile> files;  ///< the scene first, then by name; each once
    std::vector<EmbeddedRights> embedded;
};

/// Lists the files behind a .gltf or .glb file and what it states about rights, in asset.copyright, in asset.extras and
/// in packets of KHR_xmp_json_ld (of the asset, and of images, whose statements go before the asset's).
/// @throws Error  as Scene::load() for a file that is no glTF
AssetList list_asset_files(const std::filesystem::path& path);

}  // namespace plumb::gltf
