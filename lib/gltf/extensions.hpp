#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace plumb::gltf {

/// What plumb does with an extension.
enum class ExtensionUse : std::uint8_t {
    read,      ///< its content reaches the scene
    harmless,  ///< metadata without effect on the picture; accepted even where required
};

struct Extension {
    std::string_view name;
    ExtensionUse use;
    std::string_view meaning;  ///< one phrase for listings
};

/// Every extension plumb accepts in extensionsRequired; all others are refused there by name.
std::span<const Extension> supported_extensions();
/// Null if plumb does not know it.
const Extension* find_supported_extension(std::string_view name);

}  // namespace plumb::gltf
