#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"
#include "gltf/image_header.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gltf {

/// An encoded picture whose header was read and found within the limits.
struct EncodedImage {
    std::span<const std::byte> bytes;  ///< valid as long as the Resources
    ImageFormat format = ImageFormat::unknown;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// Bytes behind a checked document: buffers, views and images, each read once and kept as long as this lives.
/// What cannot be had is reported once and then empty.
class Resources {
public:
    Resources(const Document& document, const LoadOptions& options, Findings& findings);

    /// The `byteLength` bytes of a buffer: GLB chunk, data URI or file. Empty if it cannot be had, and for a buffer
    /// without any source (the fallback of EXT_meshopt_compression).
    std::span<const std::byte> buffer(std::uint32_t index);
    /// The bytes of a view, decompressed where it has EXT_meshopt_compression; empty if they cannot be had.
    std::span<const std::byte> buffer_view(std::uint32_t index);
    /// Media type compared with the magic bytes; width, height and their product with the limits. A format that plumb
    /// does not read is an error for images that textures use, a warning for others.
    std::optional<EncodedImage> image(std::uint32_t index);

private:
    struct Kept {
        bool is_known = false;
        std::vector<std::byte> owned;
        std::span<const std::byte> bytes;
    };
    struct Picture {
        Kept kept;
        bool is_used = false;  ///< by a texture, in a way that plumb reads
        std::optional<EncodedImage> header;
    };

    void load_buffer(std::uint32_t index, Kept& kept);
    void load_glb_chunk(const Pointer& at, Kept& kept);
    /// @param media_type  of a data URI, else empty
    bool load_uri(std::string_view uri, const Pointer& at, Kept& kept, std::string& media_type);
    void load_view(std::uint32_t index, Kept& kept);
    void load_image(std::uint32_t index);
    bool charge(std::uint64_t size, const Pointer& at);

    const Document& document_;
    LoadOptions options_;
    Findings& findings_;
    std::vector<Kept> buffers_;
    std::vector<Kept> views_;
    std::vector<Picture> images_;
    std::uint64_t total_bytes_ = 0;
    std::uint64_t total_image_bytes_ = 0;
};

/// Reads every buffer and the header of every image, and checks which image formats textures may name.
void check_resources(const Document& document, Resources& resources, Findings& findings);

}  // namespace plumb::gltf
