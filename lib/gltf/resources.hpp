#pragma once

#include "gltf/document.hpp"
#include "gltf/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace plumb::gltf {

enum class ImageFormat : std::uint8_t { unknown, png, jpeg, webp };

/// An encoded picture whose header was read and found within the limits.
struct EncodedImage {
    std::span<const std::byte> bytes;  ///< valid as long as the Resources
    ImageFormat format = ImageFormat::unknown;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// Bytes behind a checked document: buffers, views and images, each read once and kept.
/// What cannot be had is reported once and then empty.
class Resources {
public:
    Resources(const Document& document, const LoadOptions& options, Findings& findings);

    /// The `byteLength` bytes of a buffer: GLB chunk, data URI or file. Empty if it cannot be had, and for a buffer
    /// without any source (the fallback of EXT_meshopt_compression).
    std::span<const std::byte> buffer(std::uint32_t index);
    /// The bytes of a view, decompressed where it has EXT_meshopt_compression; empty if they cannot be had.
    std::span<const std::byte> buffer_view(std::uint32_t index);
    /// Media type compared with the magic bytes; width, height and their product with the limits.
    std::optional<EncodedImage> image(std::uint32_t index);
    /// Lets go of what a view or a buffer keeps after everything was decoded.
    void release_images();

private:
    struct Kept {
        bool is_known = false;
        std::vector<std::byte> owned;
        std::span<const std::byte> bytes;
    };

    void load_buffer(std::uint32_t index, Kept& kept);
    bool load_uri(std::string_view uri, const Pointer& at, bool is_image, Kept& kept, std::string& media_type);
    void decompress_view(std::uint32_t index, Kept& kept);
    bool charge(std::uint64_t size, const Pointer& at);

    const Document& document_;
    LoadOptions options_;
    Findings& findings_;
    std::vector<Kept> buffers_;
    std::vector<Kept> views_;
    std::vector<Kept> images_;
    std::vector<std::optional<EncodedImage>> image_headers_;
    std::uint64_t total_bytes_ = 0;
    std::uint64_t total_image_bytes_ = 0;
};

}  // namespace plumb::gltf
