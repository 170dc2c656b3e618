#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/resources.hpp"

#include <filesystem>
#include <vector>

namespace plumb::gltf {

/// Checks bytes behind a document that check_document() accepted: resources first, then the geometry in them.
void check_contents(const Document& document, Resources& resources, const LoadOptions& options, Findings& findings);

/// Everything the loader has to say about a file, errors first. Never throws for a bad asset.
/// @throws Error  not_found or io if the file itself cannot be read
std::vector<Finding> check_file(const std::filesystem::path& path, const LoadOptions& options);

}  // namespace plumb::gltf
