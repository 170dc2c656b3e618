#include "gltf/confined_file.hpp"

#include <plumb/error.hpp>
#include <plumb/scene.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

// Radiance only: the other decoders of stb_image have known defects, see docs/design/loader.md.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_HDR
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#include <stb/stb_image.h>

namespace plumb {

namespace {

constexpr std::uint64_t file_bytes_limit = 1ULL << 30;
constexpr std::uint64_t pixels_limit = 270'000'000;

/// Feeds stb_image, which takes the end of a file for zeros, and notices when it asks for more than there is.
struct Source {
    std::span<const std::byte> rest;
    bool is_exhausted = false;

    static int read(void* user, char* out, int size) {
        auto& source = *static_cast<Source*>(user);
        const auto wanted = static_cast<std::size_t>(size);
        const std::size_t count = std::min(wanted, source.rest.size());
        if (count > 0) std::memcpy(out, source.rest.data(), count);
        source.rest = source.rest.subspan(count);
        // The decoder refills its buffer only when it needs a byte, and reads single pixels in pieces of four at most.
        constexpr std::size_t largest_exact_read = 4;
        if (count == 0 || (wanted <= largest_exact_read && count < wanted)) {
            source.is_exhausted = true;
            // Runs of one keep its loops moving; zeros would not.
            std::memset(out + count, 0x81, wanted - count);
            return size;
        }
        return static_cast<int>(count);
    }
    static void skip(void* user, int size) {
        auto& source = *static_cast<Source*>(user);
        source.rest = source.rest.subspan(std::min(source.rest.size(), static_cast<std::size_t>(std::max(size, 0))));
    }
    static int is_at_end(void* user) { return static_cast<Source*>(user)->rest.empty() ? 1 : 0; }
};

std::vector<std::byte> read_environment_file(const std::filesystem::path& path) {
    gltf::FileBytes file = gltf::read_named_file(path, file_bytes_limit);
    switch (file.problem) {
        case gltf::FileProblem::none:
            return std::move(file.bytes);
        case gltf::FileProblem::not_found:
            throw Error(ErrorCode::not_found, path.string() + ": " + file.reason);
        case gltf::FileProblem::unreadable:
            throw Error(ErrorCode::io, path.string() + ": " + file.reason);
        default:
            throw Error(ErrorCode::bad_asset, path.string() + ": " + file.reason);
    }
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
    throw Error(ErrorCode::bad_asset, path.string() + ": not an equirectangular Radiance .hdr file: " + reason);
}

}  // namespace

std::shared_ptr<const EnvironmentMap> load_environment(const std::filesystem::path& path) {
    const std::vector<std::byte> bytes = read_environment_file(path);
    const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
    int width = 0;
    int height = 0;
    int channels = 0;
    if (stbi_info_from_memory(data, static_cast<int>(bytes.size()), &width, &height, &channels) == 0)
        refuse(path, stbi_failure_reason());
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (width < 1 || height < 1 || width > STBI_MAX_DIMENSIONS || height > STBI_MAX_DIMENSIONS ||
        static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > pixels_limit)
        refuse(path, size + " pixels; edges 1 to " + std::to_string(STBI_MAX_DIMENSIONS) + " and at most " +
                         std::to_string(pixels_limit) + " pixels are allowed");
    // Runs are 127 pixels of a channel at most, so a file this short cannot hold the picture it claims.
    const std::uint64_t pixel_count = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (bytes.size() < pixel_count * 4 / 64)
        refuse(path, std::to_string(bytes.size()) + " bytes are too few for " + size + " pixels");

    Source source{bytes};
    constexpr stbi_io_callbacks callbacks{Source::read, Source::skip, Source::is_at_end};
    const std::unique_ptr<float, void (*)(void*)> pixels(
        stbi_loadf_from_callbacks(&callbacks, &source, &width, &height, &channels, 3), stbi_image_free);
    if (!pixels) refuse(path, stbi_failure_reason());
    if (source.is_exhausted) refuse(path, "it ends before the last of " + size + " pixels");
    auto map = std::make_shared<EnvironmentMap>();
    map->width = static_cast<std::uint32_t>(width);
    map->height = static_cast<std::uint32_t>(height);
    map->name = path.filename().string();
    map->source = std::filesystem::absolute(path).lexically_normal();
    map->rgb.assign(pixels.get(), pixels.get() + pixel_count * 3);
    return map;
}

}  // namespace plumb
