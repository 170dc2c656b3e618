#include "dataset/assets.hpp"

#include <plumb/error.hpp>

#include "gltf/asset_files.hpp"

#include <algorithm>

namespace plumb::dataset {

namespace {

namespace fs = std::filesystem;

void set_rights(Asset& asset, const gltf::RightsStatement& rights) {
    asset.copyright = rights.copyright;
    asset.license_text = rights.license;
    asset.license_source = rights.source;
    asset.license = spdx_license(rights.license).value_or(no_assertion);
}

Asset asset_of_file(const char* role, std::string name, const fs::path& path, const gltf::RightsStatement& rights) {
    Asset asset{.role = role, .name = std::move(name), .hash = hash_file(path)};
    set_rights(asset, rights);
    if (const auto sidecar = read_sidecar(path)) {
        if (!sidecar->copyright.empty()) asset.copyright = sidecar->copyright;
        if (!sidecar->license.empty()) {
            asset.license_text = sidecar->license;
            asset.license_source = asset.name + ".license";
            // The field is for an identifier, so that one that we do not know is taken as well.
            asset.license = spdx_license(sidecar->license).value_or(sidecar->license);
        }
    }
    return asset;
}

}  // namespace

std::vector<Asset> gather_assets(const Scene& scene, const std::optional<Recipe>& recipe,
                                 std::span<const fs::path> environments) {
    const gltf::AssetList list = gltf::list_asset_files(scene.path());
    std::vector<Asset> assets;
    for (const gltf::AssetFile& file : list.files) {
        assets.push_back(asset_of_file(file.role.c_str(), file.name, file.path, file.rights));
        // What a file of the scene does not say of itself, the scene says.
        if (assets.back().license_text.empty() && assets.back().copyright.empty()) {
            const Asset& whole = assets.front();
            assets.back().license = whole.license;
            assets.back().license_text = whole.license_text;
            assets.back().license_source = whole.license_source;
            assets.back().copyright = whole.copyright;
        }
    }
    for (const gltf::EmbeddedRights& picture : list.embedded) {
        assets.push_back({.role = "image", .name = picture.name});
        set_rights(assets.back(), picture.rights);
    }
    for (const fs::path& path : environments) {
        assets.push_back(asset_of_file("environment", path.filename().string(), path, {}));
    }
    if (!recipe) return assets;
    const std::string& text = recipe->text();
    assets.push_back(
        {.role = "recipe", .name = recipe->path().filename().string(), .hash = FileHash{text.size(), sha256(text)}});
    for (const RecipeFile& file : recipe->files()) {
        assets.push_back(asset_of_file(file.role.c_str(), file.name, file.path, {}));
    }
    return assets;
}

void require_licenses(std::span<const Asset> assets, std::span<const std::string> allowed) {
    if (allowed.empty()) return;
    std::string refused;
    for (const Asset& asset : assets) {
        const bool is_allowed = std::find(allowed.begin(), allowed.end(), asset.license) != allowed.end();
        if (is_allowed || asset.role == "recipe") continue;
        refused += "\n  " + asset.role + " " + asset.name + ": " + asset.license;
        if (asset.license == no_assertion) {
            refused += asset.license_text.empty() ? ", nothing is said" : ", found '" + asset.license_text + "'";
        }
    }
    if (refused.empty()) return;
    std::string list;
    for (const std::string& name : allowed) list += (list.empty() ? "" : ", ") + name;
    throw Error(ErrorCode::invalid_argument,
                "checking licences: not under one of " + list + ":" + refused +
                    "\na file FILE.license beside FILE with the line 'SPDX-License-Identifier: ...' states one");
}

}  // namespace plumb::dataset
