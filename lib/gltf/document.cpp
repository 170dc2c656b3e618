#include "gltf/document.hpp"

#include "gltf/confined_file.hpp"
#include "gltf/glb.hpp"
#include "gltf/json_reader.hpp"
#include "gltf/json_view.hpp"

#include <algorithm>
#include <cctype>
#include <span>

namespace plumb::gltf {

namespace {

bool is_called_glb(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".glb";
}

FileBytes read_whole(const std::filesystem::path& path, const LoadLimits& limits, Findings& findings) {
    FileBytes file = read_named_file(path, limits.file_bytes);
    switch (file.problem) {
        case FileProblem::none:
            break;
        case FileProblem::not_found:
            throw Error(ErrorCode::not_found, path.string() + ": " + file.reason);
        case FileProblem::not_regular:
            findings.error_at_file("file.regular", path, file.reason);
            break;
        case FileProblem::too_large:
            findings.error_at_file("limit.file_bytes", path, "the limit file_bytes is exceeded: " + file.reason);
            break;
        case FileProblem::outside:
        case FileProblem::unreadable:
            throw Error(ErrorCode::io, path.string() + ": " + file.reason);
    }
    return file;
}

}  // namespace

Document read_document(const std::filesystem::path& path, const LoadOptions& options, Findings& findings) {
    Document document;
    document.file = path;
    document.folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    FileBytes file = read_whole(path, options.limits, findings);
    if (file.problem != FileProblem::none) return document;

    document.is_glb = is_called_glb(path) || starts_with_glb_magic(file.bytes);
    std::span<const std::byte> text = file.bytes;
    GlbLayout layout;
    if (document.is_glb) {
        layout = read_glb_layout(file.bytes, findings);
        if (findings.has_errors()) return document;
        text = text.subspan(layout.json_offset, layout.json_length);
    }
    Json json = read_json(text, layout.json_offset, options.limits, findings);
    if (findings.has_errors()) return document;
    if (!json.is_object()) {
        findings.error("schema.type", Pointer(), "found " + describe(json) + "; allowed: an object");
        return document;
    }
    document.json = std::move(json);
    document.has_glb_bin = layout.has_bin;
    if (layout.has_bin) {
        // Moved within the buffer that already holds it, so that a large file is in memory once.
        const auto begin = file.bytes.begin() + static_cast<std::ptrdiff_t>(layout.bin_offset);
        std::copy(begin, begin + static_cast<std::ptrdiff_t>(layout.bin_length), file.bytes.begin());
        file.bytes.resize(layout.bin_length);
        document.glb_bin = std::move(file.bytes);
    }
    return document;
}

}  // namespace plumb::gltf
