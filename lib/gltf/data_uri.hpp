#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gltf {

struct DataUri {
    std::string media_type;  ///< lower case, without parameters
    std::vector<std::byte> bytes;
    std::string reason;  ///< why it was refused; empty if it was not
    bool is_too_large = false;
};

bool is_data_uri(std::string_view uri);

/// Decodes `data:<media type>;base64,<text>` (RFC 2397, RFC 4648 section 4) strictly: alphabet, padding and length.
/// Without ";base64" the text is percent-encoded bytes.
/// @param max_bytes  refused without decoding if the decoded size would exceed it
DataUri decode_data_uri(std::string_view uri, std::uint64_t max_bytes);

}  // namespace plumb::gltf
