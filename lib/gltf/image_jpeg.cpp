#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <turbojpeg.h>

#include <memory>
#include <string>
#include <string_view>

namespace plumb::gltf {

namespace {

struct DestroyHandle {
    void operator()(void* handle) const { tjDestroy(handle); }
};

[[noreturn]] void refuse(void* handle) {
    throw Error(ErrorCode::bad_asset, std::string("JPEG cannot be read: ") + tjGetErrorStr2(handle));
}

/// The decoder skips stray bytes between markers without loss; every other complaint means missing or broken data.
bool is_harmless(std::string_view complaint) {
    return complaint.find("extraneous bytes") != std::string_view::npos;
}

}  // namespace

DecodedImage decode_jpeg(std::span<const std::byte> bytes, const ImageBounds& bounds) {
    const std::unique_ptr<void, DestroyHandle> handle(tjInitDecompress());
    if (!handle) throw Error(ErrorCode::out_of_memory, "JPEG decoder cannot be created");
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int color_space = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto size = static_cast<unsigned long>(bytes.size());
    if (tjDecompressHeader3(handle.get(), data, size, &width, &height, &subsampling, &color_space) != 0)
        refuse(handle.get());
    if (color_space == TJCS_CMYK || color_space == TJCS_YCCK)
        throw Error(ErrorCode::unsupported, "JPEG has four inks (CMYK or YCCK); allowed are grey, YCbCr and RGB");
    check_image_size(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), bounds);

    DecodedImage result;
    result.image.width = static_cast<std::uint32_t>(width);
    result.image.height = static_cast<std::uint32_t>(height);
    result.image.rgba.resize(std::size_t{4} * result.image.width * result.image.height);
    constexpr int flags = TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;
    if (tjDecompress2(handle.get(), data, size, result.image.rgba.data(), width, 0, height, TJPF_RGBA, flags) != 0) {
        const std::string complaint = tjGetErrorStr2(handle.get());
        if (tjGetErrorCode(handle.get()) != TJERR_WARNING || !is_harmless(complaint)) refuse(handle.get());
        result.note = complaint;
    }
    return result;
}

}  // namespace plumb::gltf
