#include "recipe/document.hpp"

#include "gltf/json_reader.hpp"
#include "recipe/schema.hpp"

#include <fstream>
#include <iterator>
#include <span>

namespace plumb::recipe {

Document parse_document(std::string_view text, const std::filesystem::path& path, const std::filesystem::path& folder) {
    Document document;
    document.text = text;
    document.path = path;
    document.folder = folder;
    document.file = path.empty() ? "recipe" : path.string();
    const LoadLimits limits{.json_bytes = 64ULL << 20};
    if (text.size() > limits.json_bytes)
        throw Error(ErrorCode::bad_asset, document.file + ": found " + std::to_string(text.size()) +
                                              " bytes; allowed: at most " + std::to_string(limits.json_bytes));
    gltf::Findings findings(true);
    document.json = gltf::read_json(std::as_bytes(std::span(text)), 0, limits, findings);
    findings.throw_if_error(document.file);
    check_schema(document.root());
    return document;
}

Document load_document(const std::filesystem::path& path) {
    std::error_code failure;
    const std::filesystem::file_status status = std::filesystem::status(path, failure);
    if (!std::filesystem::exists(status))
        throw Error(ErrorCode::not_found, "cannot read recipe " + path.string() + ": there is no such file");
    if (!std::filesystem::is_regular_file(status))
        throw Error(ErrorCode::io, "cannot read recipe " + path.string() + ": it is no regular file");
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file) throw Error(ErrorCode::io, "cannot read recipe " + path.string());
    return parse_document(text, path, path.parent_path());
}

}  // namespace plumb::recipe
