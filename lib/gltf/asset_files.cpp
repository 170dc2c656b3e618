#include "gltf/asset_files.hpp"

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/uri.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace plumb::gltf {

namespace {

/// The member, or null where `value` is no object or has none.
const Json& member(const Json& value, std::string_view key) {
    static const Json nothing;
    if (!value.is_object()) return nothing;
    const auto found = value.find(key);
    return found == value.end() ? nothing : *found;
}

/// The text of a JSON-LD value: itself, its first entry, its @value or @id, or that of its default language.
std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) return value.empty() ? std::string() : text_of(value.front());
    if (!value.is_object()) return {};
    for (const char* const key : {"@value", "@id", "rdf:_1", "@list", "@set", "x-default"}) {
        if (std::string text = text_of(member(value, key)); !text.empty()) return text;
    }
    return {};
}

/// The packet of KHR_xmp_json_ld that an object of the file refers to.
const Json& packet_of(const Json& document, const Json& object) {
    static const Json nothing;
    const Json& number = member(member(member(object, "extensions"), "KHR_xmp_json_ld"), "packet");
    const Json& packets = member(member(member(document, "extensions"), "KHR_xmp_json_ld"), "packets");
    if (!number.is_number_unsigned() || !packets.is_array() || number.get<std::size_t>() >= packets.size()) {
        return nothing;
    }
    return packets[number.get<std::size_t>()];
}

/// What `object`, whose pointer is `pointer`, says itself.
RightsStatement rights_of(const Json& document, const Json& object, const std::string& pointer) {
    RightsStatement rights;
    rights.copyright = text_of(member(object, "copyright"));
    const Json& packet = packet_of(document, object);
    if (std::string text = text_of(member(packet, "dc:rights")); !text.empty()) rights.copyright = text;
    // Exact statements before an address, before free text.
    for (const char* const key : {"spdx:licenseId", "dcterms:license", "cc:license", "xmpRights:WebStatement",
                                  "xmpRights:UsageTerms", "dc:rights"}) {
        if (!rights.license.empty()) break;
        rights.license = text_of(member(packet, key));
        rights.source = pointer + "/extensions/KHR_xmp_json_ld/" + key;
    }
    for (const char* const key : {"SPDX-License-Identifier", "spdx", "license", "licence"}) {
        if (!rights.license.empty()) break;
        rights.license = text_of(member(member(object, "extras"), key));
        rights.source = pointer + "/extras/" + key;
    }
    if (rights.license.empty() && !rights.copyright.empty()) {
        rights.license = rights.copyright;
        rights.source = pointer + "/copyright";
    }
    if (rights.license.empty()) rights.source.clear();
    return rights;
}

bool says_something(const RightsStatement& rights) {
    return !rights.copyright.empty() || !rights.license.empty();
}

/// Adds the file behind the `uri` of a buffer or image; none for data within the document.
void add_file(const Document& document, const Json& object, const char* role, const RightsStatement& rights,
              std::vector<AssetFile>& files) {
    const Json& uri = member(object, "uri");
    if (!uri.is_string() || uri_scheme(uri.get_ref<const std::string&>())) return;
    const UriPath path = decode_relative_uri(uri.get_ref<const std::string&>());
    if (!path.reason.empty()) return;
    const bool is_known =
        std::any_of(files.begin(), files.end(), [&](const AssetFile& file) { return file.name == path.path; });
    if (!is_known) files.push_back({path.path, document.folder / path.path, role, rights});
}

}  // namespace

AssetList list_asset_files(const std::filesystem::path& path) {
    Findings findings;
    const Document document = read_document(path, {}, findings);
    findings.throw_if_error(path);
    const RightsStatement scene = rights_of(document.json, member(document.json, "asset"), "/asset");
    AssetList list;
    list.files.push_back({path.filename().string(), path, "scene", scene});
    const Json& buffers = member(document.json, "buffers");
    const Json& images = member(document.json, "images");
    for (const Json& buffer : buffers) add_file(document, buffer, "buffer", {}, list.files);
    for (std::size_t i = 0; i < images.size(); ++i) {
        const std::string pointer = "/images/" + std::to_string(i);
        const RightsStatement own = rights_of(document.json, images[i], pointer);
        add_file(document, images[i], "image", own, list.files);
        const Json& uri = member(images[i], "uri");
        const bool is_file = uri.is_string() && !uri_scheme(uri.get_ref<const std::string&>());
        if (!is_file && says_something(own)) list.embedded.push_back({pointer, own});
    }
    std::sort(list.files.begin() + 1, list.files.end(),
              [](const AssetFile& a, const AssetFile& b) { return a.name < b.name; });
    return list;
}

}  // namespace plumb::gltf
