#pragma once

#include "dataset/license.hpp"
#include "dataset/sha256.hpp"

#include <plumb/recipe.hpp>
#include <plumb/scene.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb::dataset {

/// Something that frames are made from, with the rights in it.
struct Asset {
    std::string role;  ///< scene, buffer, image, texture, environment, recipe
    std::string name;  ///< of the file, or a JSON pointer into the scene for a picture within it
    std::optional<FileHash> hash = {};
    std::string license = no_assertion;  ///< SPDX identifier, or NOASSERTION
    std::string license_text = {};       ///< what `license` was read from; empty where nothing was said
    std::string license_source = {};     ///< where that stands
    std::string copyright = {};          ///< empty where nothing was said
};

/// Scene, recipe and what they name; reads and hashes every file. Where FILE.license stands beside a file, its
/// statements go before those of the file.
/// @param environments  maps that are not the recipe's
/// @throws Error  not_found or io for a file that is no longer there
std::vector<Asset> gather_assets(const Scene& scene, const std::optional<Recipe>& recipe,
                                 std::span<const std::filesystem::path> environments);

/// Refuses what is under another licence than the allowed ones, or under none that is known. A recipe is not asked.
/// @param allowed  SPDX identifiers; empty allows everything
/// @throws Error  invalid_argument, listing what is refused with what was found
void require_licenses(std::span<const Asset> assets, std::span<const std::string> allowed);

}  // namespace plumb::dataset
