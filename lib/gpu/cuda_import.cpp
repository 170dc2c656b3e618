#include "gpu/cuda_import.hpp"

#include "gpu/external.hpp"

#include <unistd.h>
#include <string>
#include <thread>
#include <utility>

namespace plumb::gpu {

CudaMemory::CudaMemory(std::shared_ptr<const CudaDevice> device, const Buffer& buffer) : device_(std::move(device)) {
    const CudaDriver& driver = device_->driver();
    const cuda::Table& calls = driver.calls();
    const CudaDevice::Current current(*device_);
    cuda::MemoryDescription description{};
    description.type = cuda::memory_opaque_fd;
    description.handle.fd = memory_fd(*buffer.context(), buffer);
    description.size = buffer.allocated_bytes();
    description.flags = cuda::dedicated;
    const std::string bytes = " (frames of " + std::to_string(description.size) + " bytes)";
    const cuda::Result imported = calls.cuImportExternalMemory(&memory_, &description);
    if (imported != cuda::success) close(description.handle.fd);  // an import that succeeds has taken it
    driver.check(imported, "cuImportExternalMemory" + bytes);
    cuda::BufferDescription part{};
    part.size = description.size;
    const cuda::Result mapped = calls.cuExternalMemoryGetMappedBuffer(&address_, memory_, &part);
    if (mapped != cuda::success) calls.cuDestroyExternalMemory(memory_);
    driver.check(mapped, "cuExternalMemoryGetMappedBuffer" + bytes);
}

CudaMemory::~CudaMemory() {
    device_->quietly([&](const cuda::Table& calls) {
        calls.cuMemFree_v2(address_);
        calls.cuDestroyExternalMemory(memory_);
    });
}

void CudaMemory::read(std::span<std::byte> target) const {
    const CudaDevice::Current current(*device_);
    device_->driver().check(device_->driver().calls().cuMemcpyDtoH_v2(target.data(), address_, target.size()),
                            "cuMemcpyDtoH_v2 (" + std::to_string(target.size()) + " bytes)");
}

CudaTimeline::CudaTimeline(std::shared_ptr<const CudaDevice> device, const Context& context, VkSemaphore exported)
    : device_(std::move(device)) {
    const CudaDevice::Current current(*device_);
    cuda::SemaphoreDescription description{};
    description.type = cuda::semaphore_timeline_fd;
    description.handle.fd = semaphore_fd(context, exported);
    const cuda::Result imported = device_->driver().calls().cuImportExternalSemaphore(&semaphore_, &description);
    if (imported != cuda::success) close(description.handle.fd);
    device_->driver().check(imported, "cuImportExternalSemaphore (timeline)");
}

CudaTimeline::~CudaTimeline() {
    device_->quietly([&](const cuda::Table& calls) { calls.cuDestroyExternalSemaphore(semaphore_); });
}

void CudaTimeline::wait(std::uint64_t value, cuda::Stream stream) const {
    const CudaDevice::Current current(*device_);
    cuda::WaitParameters parameters{};
    parameters.parameters.value = value;
    device_->driver().check(
        device_->driver().calls().cuWaitExternalSemaphoresAsync(&semaphore_, &parameters, 1, stream),
        "cuWaitExternalSemaphoresAsync (submission " + std::to_string(value) + ")");
}

CudaStream::CudaStream(std::shared_ptr<const CudaDevice> device) : device_(std::move(device)) {
    const CudaDevice::Current current(*device_);
    device_->driver().check(device_->driver().calls().cuStreamCreate(&stream_, cuda::non_blocking), "cuStreamCreate");
}

CudaStream::~CudaStream() {
    device_->quietly([&](const cuda::Table& calls) { calls.cuStreamDestroy_v2(stream_); });
}

bool CudaStream::ends_within(std::chrono::milliseconds patience) const {
    const CudaDevice::Current current(*device_);
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const cuda::Result result = device_->driver().calls().cuStreamQuery(stream_);
        if (result != cuda::not_ready) {
            device_->driver().check(result, "cuStreamQuery");
            return true;
        }
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

CudaMark::CudaMark(std::shared_ptr<const CudaDevice> device, cuda::Stream stream) : device_(std::move(device)) {
    const CudaDriver& driver = device_->driver();
    const CudaDevice::Current current(*device_);
    driver.check(driver.calls().cuEventCreate(&event_, cuda::without_timing), "cuEventCreate");
    const cuda::Result recorded = driver.calls().cuEventRecord(event_, stream);
    if (recorded != cuda::success) driver.calls().cuEventDestroy_v2(event_);
    driver.check(recorded, "cuEventRecord");
}

CudaMark::~CudaMark() {
    if (event_ == nullptr) return;
    device_->quietly([&](const cuda::Table& calls) {
        calls.cuEventSynchronize(event_);
        calls.cuEventDestroy_v2(event_);
    });
}

CudaMark::CudaMark(CudaMark&& other) noexcept
    : device_(std::move(other.device_)), event_(std::exchange(other.event_, nullptr)) {}

CudaMark& CudaMark::operator=(CudaMark&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(event_, other.event_);
    return *this;
}

bool CudaMark::is_reached() const {
    const CudaDevice::Current current(*device_);
    const cuda::Result result = device_->driver().calls().cuEventQuery(event_);
    if (result == cuda::not_ready) return false;
    device_->driver().check(result, "cuEventQuery");
    return true;
}

}  // namespace plumb::gpu
