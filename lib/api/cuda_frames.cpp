#include "api/shared_frames.hpp"
#include "gpu/cuda_side.hpp"

#include <plumb/error.hpp>
#include <plumb/interop.hpp>

#include <optional>
#include <string>
#include <thread>

namespace plumb::interop {

namespace {

constexpr CudaStream first_handle = 3;

const gpu::CudaSide& side_of(const render::ExportedBatch& batch) {
    gpu::CudaSeeker& seeker = batch.context()->cuda();
    return batch.needs_check() ? seeker.checked_side(batch.context()) : seeker.side(*batch.context());
}

CudaStream checked(CudaStream stream) {
    if (stream == cuda_no_stream || stream == cuda_legacy_stream || stream == cuda_per_thread_stream ||
        stream >= first_handle)
        return stream;
    throw Error(ErrorCode::invalid_argument,
                "sharing frames with the CUDA stream " + std::to_string(stream) +
                    "; 1 is the legacy default stream, 2 the per-thread one, -1 none, and above 2 is a handle");
}

}  // namespace

/// One reader of the memory.
struct CudaFrames::Impl {
    Impl(std::shared_ptr<const SharedFrames::Impl> read, CudaStream given)
        : frames(std::move(read)), stream(checked(given)), side(side_of(*frames->batch)) {
        address = frames->batch->memory().cuda_address(side.device);
        if (stream != cuda_no_stream && side.ready) side.ready->wait(frames->batch->ready_value(), handle());
    }
    ~Impl() {
        render::OutputMemory& memory = frames->batch->memory();
        try {
            // Of another thread's default stream nothing can be asked.
            const bool is_elsewhere = stream == cuda_per_thread_stream && thread != std::this_thread::get_id();
            if (is_elsewhere)
                side.device->finish();
            else
                memory.add_reader(gpu::CudaMark(side.device, handle()));
        } catch (const std::exception&) {
            memory.lose();
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] gpu::cuda::Stream handle() const noexcept {
        return reinterpret_cast<gpu::cuda::Stream>(stream == cuda_no_stream ? cuda_legacy_stream : stream);
    }

    std::shared_ptr<const SharedFrames::Impl> frames;
    CudaStream stream;
    const gpu::CudaSide& side;
    std::thread::id thread = std::this_thread::get_id();
    gpu::cuda::Address address = 0;
};

std::string cuda_problem(const Device& device) {
    try {
        (void)device.context()->cuda().checked_side(device.context());
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

int SharedFrames::cuda_device() const {
    return side_of(*impl_->batch).device->ordinal();
}

CudaFrames::CudaFrames(const SharedFrames& frames, CudaStream stream)
    : impl_(std::make_shared<const Impl>(frames.impl_, stream)) {}

int CudaFrames::device() const noexcept {
    return impl_->side.device->ordinal();
}

std::uint64_t CudaFrames::address(std::string_view pass) const {
    return impl_->address + impl_->frames->array(pass).offset_bytes;
}

}  // namespace plumb::interop
