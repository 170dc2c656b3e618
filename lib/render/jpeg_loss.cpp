#include "render/jpeg_loss.hpp"

#include <plumb/error.hpp>

#include <turbojpeg.h>

#include <memory>
#include <string>
#include <vector>

namespace plumb::render {

namespace {

struct DestroyHandle {
    void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, DestroyHandle>;

struct FreeBytes {
    void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

Handle checked(tjhandle handle) {
    if (handle == nullptr) throw Error(ErrorCode::out_of_memory, "JPEG loss of a picture: the codec has no memory");
    return Handle(handle);
}

[[noreturn]] void refuse(const Handle& handle) {
    throw Error(ErrorCode::internal, std::string("JPEG loss of a picture: ") + tjGetErrorStr2(handle.get()));
}

}  // namespace

void lose_to_jpeg(std::span<std::uint8_t> pixels, Size size, std::uint32_t quality) {
    const bool has_alpha = pixels.size() == std::size_t{4} * size.width * size.height;
    const int format = has_alpha ? TJPF_RGBA : TJPF_RGB;
    const auto width = static_cast<int>(size.width), height = static_cast<int>(size.height);
    const Handle encoder = checked(tjInitCompress()), decoder = checked(tjInitDecompress());
    unsigned char* encoded = nullptr;
    unsigned long encoded_bytes = 0;
    const int state = tjCompress2(encoder.get(), pixels.data(), width, 0, height, format, &encoded, &encoded_bytes,
                                  TJSAMP_420, static_cast<int>(quality), TJFLAG_ACCURATEDCT);
    const std::unique_ptr<unsigned char, FreeBytes> owner(encoded);
    if (state != 0) refuse(encoder);
    std::vector<std::uint8_t> decoded(pixels.size());
    if (tjDecompress2(decoder.get(), encoded, encoded_bytes, decoded.data(), width, 0, height, format,
                      TJFLAG_ACCURATEDCT) != 0)
        refuse(decoder);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        if (!has_alpha || i % 4 != 3) pixels[i] = decoded[i];
}

}  // namespace plumb::render
