#include "api/shared_frames.hpp"

#include "base/batch_content.hpp"
#include "base/frame_content.hpp"
#include "gpu/external.hpp"

#include <plumb/error.hpp>

#include <unistd.h>
#include <algorithm>
#include <string>

namespace plumb::interop {

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
}

namespace {

/// An array without padding.
SharedArray array_at(const std::string& name, const PassInfo& info, std::uint64_t offset_bytes,
                     std::vector<std::uint64_t> shape) {
    shape.push_back(info.channels);
    std::vector<std::uint64_t> strides(shape.size());
    std::uint64_t stride = size_of(info.type);
    for (std::size_t axis = shape.size(); axis-- > 0; stride *= shape[axis]) strides[axis] = stride;
    return {name, &info, offset_bytes, std::move(shape), std::move(strides)};
}

/// What lib/render has put into a frame or batch.
std::shared_ptr<const render::ExportedBatch> exported(const std::shared_ptr<const ExportedFrames>& frames,
                                                      const char* what) {
    if (!frames)
        throw Error(
            ErrorCode::invalid_argument,
            std::string("sharing the memory of ") + what +
                " that lies in the host's memory, where RendererOptions::memory = host leaves it, and automatic "
                "where frames are not shared with CUDA; FrameMemory::exported is needed");
    return std::static_pointer_cast<const render::ExportedBatch>(frames);
}

}  // namespace

bool is_exported(const Frame& frame) noexcept {
    return frame.content().exported != nullptr;
}
bool is_exported(const Batch& batch) noexcept {
    return batch.content().exported != nullptr;
}

SharedFrames::SharedFrames(const Batch& batch) {
    const Batch::Content& content = batch.content();
    if (!batch.is_whole())
        throw Error(ErrorCode::invalid_argument, "sharing the memory of a batch in " +
                                                     std::to_string(content.parts.size()) +
                                                     " parts, each of which has memory of its own; see Batch::parts()");
    if (batch.empty()) throw Error(ErrorCode::invalid_argument, "sharing the memory of a batch of 0 frames");
    const auto impl = std::make_shared<Impl>();
    impl->batch = exported(content.exported, "a batch");
    for (std::size_t i = 0; i < content.names.size(); ++i)
        impl->arrays.push_back(array_at(content.names[i], *content.infos[i], content.offsets[i],
                                        {content.frames.size(), content.size.height, content.size.width}));
    impl_ = impl;
}

SharedFrames::SharedFrames(const Frame& frame) {
    const Frame::Content& content = frame.content();
    const auto impl = std::make_shared<Impl>();
    impl->batch = exported(content.exported, "a frame");
    for (std::size_t i = 0; i < content.names.size(); ++i)
        impl->arrays.push_back(array_at(content.names[i], *content.infos[i], content.offsets[i],
                                        {content.size.height, content.size.width}));
    impl_ = impl;
}

std::uint64_t SharedFrames::memory_id() const noexcept {
    return impl_->batch->memory().id;
}
std::uint64_t SharedFrames::size_bytes() const noexcept {
    return impl_->batch->memory().buffer.allocated_bytes();
}
std::uint32_t SharedFrames::memory_type() const noexcept {
    return impl_->batch->memory().buffer.memory_type();
}
std::uint64_t SharedFrames::buffer_bytes() const noexcept {
    return gpu::Buffer::created_bytes(impl_->batch->memory().buffer.size());
}
std::array<std::uint8_t, 16> SharedFrames::device_uuid() const noexcept {
    return impl_->context().external().device_uuid;
}
std::array<std::uint8_t, 16> SharedFrames::driver_uuid() const noexcept {
    return impl_->context().external().driver_uuid;
}
const std::vector<SharedArray>& SharedFrames::arrays() const noexcept {
    return impl_->arrays;
}

const SharedArray& SharedFrames::array(std::string_view pass) const {
    return impl_->array(pass);
}

const SharedArray& SharedFrames::Impl::array(std::string_view pass) const {
    const auto found = std::ranges::find(arrays, pass, &SharedArray::name);
    if (found != arrays.end()) return *found;
    std::string rendered;
    for (const SharedArray& array : arrays) rendered += (rendered.empty() ? "" : ", ") + array.name;
    throw Error(ErrorCode::invalid_argument,
                "pass '" + std::string(pass) + "' was not rendered into this memory, which has: " + rendered);
}

FileDescriptor SharedFrames::export_memory() const {
    return FileDescriptor(gpu::memory_fd(impl_->context(), impl_->batch->memory().buffer));
}
FileDescriptor SharedFrames::export_ready_timeline() const {
    return FileDescriptor(gpu::semaphore_fd(impl_->context(), impl_->batch->context()->exported_timeline()));
}
std::uint64_t SharedFrames::ready_value() const noexcept {
    return impl_->batch->ready_value();
}
FileDescriptor SharedFrames::export_release_timeline() const {
    return FileDescriptor(gpu::semaphore_fd(impl_->context(), impl_->batch->memory().release_timeline()));
}
std::uint64_t SharedFrames::release_value() const {
    return impl_->batch->memory().release_value();
}

}  // namespace plumb::interop
