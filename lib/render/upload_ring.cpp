#include "render/upload_ring.hpp"

#include "base/assert.hpp"

namespace plumb::render {

void UploadRing::start(std::uint64_t bytes) {
    used_ = 0;
    if (buffer_ && buffer_.size() >= bytes) return;
    buffer_ = gpu::Buffer();
    buffer_ = gpu::Buffer(context_, bytes + bytes / 4, gpu::Memory::upload, "frame upload");
}

std::uint64_t UploadRing::reserve(std::uint64_t bytes) {
    const std::uint64_t offset = used_;
    used_ += bytes_for(bytes);
    PLUMB_ASSERT(used_ <= buffer_.size());
    return offset;
}

}  // namespace plumb::render
