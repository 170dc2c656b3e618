#pragma once

#include "recipe/place.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace plumb::recipe {

/// A recipe as it was read: JSON that obeys the schema.
struct Document {
    std::string text;
    std::filesystem::path path;    ///< empty unless it was a file
    std::filesystem::path folder;  ///< where relative paths start
    std::string file;              ///< for messages
    Json json;

    [[nodiscard]] Place root() const { return {json, file}; }
};

/// @throws Error  bad_asset with file, place, what was found and what is allowed
Document parse_document(std::string_view text, const std::filesystem::path& path, const std::filesystem::path& folder);
/// @throws Error  not_found or io, else as parse_document()
Document load_document(const std::filesystem::path& path);

}  // namespace plumb::recipe
