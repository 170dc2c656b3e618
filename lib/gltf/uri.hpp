#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumb::gltf {

/// Result of reading a URI that has to name a file below the asset's folder.
struct UriPath {
    std::string path;            ///< percent-decoded once, relative, '/' between components; empty if refused
    std::string reason;          ///< why it was refused; empty if it was not
    bool is_well_formed = true;  ///< false: no URI at all; true with a reason: valid glTF, but nothing plumb opens
};

/// The scheme of `uri` in lower case without its colon, or nullopt for a relative reference.
std::optional<std::string> uri_scheme(std::string_view uri);

/// `text` with its %XX replaced once, or nullopt if a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

/// Decodes a relative URI reference (RFC 3986) once. Refused: schemes, authorities, absolute paths, NUL, control
/// characters, backslashes, broken percent signs, invalid UTF-8, ".." that leaves the folder, empty paths.
UriPath decode_relative_uri(std::string_view uri);

}  // namespace plumb::gltf
