#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace plumb::render {

/// Host-written memory of one submission: parts are taken one after the other and written in place.
class UploadRing {
public:
    explicit UploadRing(std::shared_ptr<gpu::Context> context) : context_(std::move(context)) {}

    /// Forgets all parts and makes room for `bytes`; the device must no longer read the former ones.
    void start(std::uint64_t bytes);

    template <class T>
    struct Part {
        std::span<T> values;
        std::uint64_t address = 0;
    };
    /// Room for `count` values, aligned to 16 bytes; their contents are undefined.
    template <class T>
    Part<T> take(std::uint64_t count) {
        const std::uint64_t offset = reserve(count * sizeof(T));
        auto* const first = reinterpret_cast<T*>(static_cast<std::byte*>(buffer_.mapped()) + offset);
        return {{first, count}, buffer_.address() + offset};
    }
    /// Bytes that take<T>(count) uses up.
    static std::uint64_t bytes_for(std::uint64_t bytes) { return (bytes + 15) / 16 * 16; }

private:
    std::uint64_t reserve(std::uint64_t bytes);

    std::shared_ptr<gpu::Context> context_;
    gpu::Buffer buffer_;
    std::uint64_t used_ = 0;
};

}  // namespace plumb::render
