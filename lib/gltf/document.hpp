#pragma once

#include "gltf/findings.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <vector>

namespace plumb::gltf {

using Json = nlohmann::json;

/// A file whose container and JSON text are sound; nothing is said yet about the meaning of the JSON.
struct Document {
    std::filesystem::path file;
    std::filesystem::path folder;  ///< of `file`; "." if the path has none
    Json json = Json::object();    ///< an object whenever no error was found
    std::vector<std::byte> glb_bin;
    bool is_glb = false;
    bool has_glb_bin = false;
};

/// Reads `path` whole: regular files only, opened without blocking, sizes checked before reading. A file that starts
/// with the GLB magic or is called .glb is a container; everything else has to be JSON.
/// Problems of the content are findings; the document is then incomplete.
/// @throws Error  not_found or io if the file cannot be read
Document read_document(const std::filesystem::path& path, const LoadOptions& options, Findings& findings);

}  // namespace plumb::gltf
