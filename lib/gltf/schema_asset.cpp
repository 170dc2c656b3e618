#include "gltf/extensions.hpp"
#include "gltf/schema_context.hpp"

#include <charconv>
#include <optional>
#include <set>

namespace plumb::gltf {

namespace {

struct Version {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
};

/// "major.minor" of decimal digits, and nothing else.
std::optional<Version> parse_version(std::string_view text) {
    Version version;
    const char* const end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, version.major);
    if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
    const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
    if (minor.ec != std::errc() || minor.ptr != end) return std::nullopt;
    return version;
}

std::optional<Version> check_version(const ObjectView& asset, std::string_view key, Presence presence) {
    const auto text = asset.text(key, presence);
    if (!text) return std::nullopt;
    const auto version = parse_version(*text);
    if (!version)
        asset.findings().error("asset.version", asset.at() / key,
                               "found " + quote(*text) + "; allowed: digits, a point, digits");
    return version;
}

/// The strings of a list of extensions; anything else in it is reported.
std::set<std::string, std::less<>> names_of(const ObjectView& root, std::string_view key) {
    std::set<std::string, std::less<>> names;
    const Json* list = root.find(key);
    if (list == nullptr || !list->is_array()) return names;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& name = (*list)[i];
        const Pointer at = Pointer() / key / i;
        if (!name.is_string())
            root.findings().error("schema.type", at, "found " + describe(name) + "; allowed: a string");
        else if (!names.insert(name.get<std::string>()).second)
            root.findings().error("schema.duplicate", at, "found " + describe(name) + " a second time");
    }
    return names;
}

}  // namespace

void check_asset(SchemaContext& context) {
    const ObjectView root(context.json, Pointer(), context.findings);
    const Json* object = root.object("asset", Presence::required);
    if (object == nullptr) return;
    const ObjectView asset(*object, Pointer() / "asset", context.findings);
    check_common(asset, context, {"copyright", "generator", "version", "minVersion"});
    asset.text("copyright");
    asset.text("generator");
    const auto version = check_version(asset, "version", Presence::required);
    const auto least = check_version(asset, "minVersion", Presence::optional);
    if (version && version->major != 2)
        context.findings.error("asset.version", asset.at() / "version",
                               "found version " + std::to_string(version->major) + "." +
                                   std::to_string(version->minor) + "; allowed: 2.x");
    else if (version && version->minor > 0)
        context.findings.warning("asset.version", asset.at() / "version",
                                 "found version 2." + std::to_string(version->minor) + "; it is read as 2.0");
    if (!version || !least) return;
    if (least->major > version->major || (least->major == version->major && least->minor > version->minor))
        context.findings.error("asset.version", asset.at() / "minVersion",
                               "found a minVersion greater than the version");
    else if (least->major != 2 || least->minor > 0)
        context.findings.error("asset.version", asset.at() / "minVersion",
                               "found minVersion " + std::to_string(least->major) + "." + std::to_string(least->minor) +
                                   "; allowed: up to 2.0",
                               ErrorCode::unsupported);
}

void check_extension_lists(SchemaContext& context) {
    const ObjectView root(context.json, Pointer(), context.findings);
    const auto used = names_of(root, "extensionsUsed");
    const auto required = names_of(root, "extensionsRequired");
    if (!required.empty() && !root.has("extensionsUsed"))
        context.findings.error("extension.required", Pointer() / "extensionsRequired",
                               "extensionsRequired needs extensionsUsed");
    const Json& list = array_of(context.json, "extensionsRequired");
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!list[i].is_string()) continue;
        const auto& name = list[i].get_ref<const std::string&>();
        const Pointer at = Pointer() / "extensionsRequired" / i;
        if (!used.contains(name))
            context.findings.error("extension.required", at,
                                   "the required extension " + quote(name) + " is not listed in extensionsUsed");
        else if (find_supported_extension(name) == nullptr)
            context.findings.error("extension.unsupported", at,
                                   "the file requires the extension " + quote(name) + ", which plumb does not support",
                                   ErrorCode::unsupported);
    }
    const Json& used_list = array_of(context.json, "extensionsUsed");
    for (std::size_t i = 0; i < used_list.size(); ++i)
        if (used_list[i].is_string() && !required.contains(used_list[i].get_ref<const std::string&>()) &&
            find_supported_extension(used_list[i].get_ref<const std::string&>()) == nullptr)
            context.findings.warning("extension.unsupported", Pointer() / "extensionsUsed" / i,
                                     "the extension " + quote(used_list[i].get_ref<const std::string&>()) +
                                         " is not supported; it is ignored");
}

}  // namespace plumb::gltf
