#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "gpu/cuda_device.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace plumb::gpu {

/// An exported buffer in CUDA's address space.
class CudaMemory {
public:
    /// @throws Error  as Vulkan's and CUDA's calls have it
    CudaMemory(std::shared_ptr<const CudaDevice> device, const Buffer& buffer);
    ~CudaMemory();
    CudaMemory(const CudaMemory&) = delete;
    CudaMemory& operator=(const CudaMemory&) = delete;

    [[nodiscard]] cuda::Address address() const noexcept { return address_; }
    /// Copies its first bytes to the host.
    /// @throws Error  device_lost, internal
    void read(std::span<std::byte> target) const;
    [[nodiscard]] const std::shared_ptr<const CudaDevice>& device() const noexcept { return device_; }

private:
    std::shared_ptr<const CudaDevice> device_;
    cuda::Memory memory_ = nullptr;
    cuda::Address address_ = 0;
};

/// A Vulkan timeline on which CUDA's streams wait.
class CudaTimeline {
public:
    CudaTimeline(std::shared_ptr<const CudaDevice> device, const Context& context, VkSemaphore exported);
    ~CudaTimeline();
    CudaTimeline(const CudaTimeline&) = delete;
    CudaTimeline& operator=(const CudaTimeline&) = delete;

    /// What is put on `stream` from here on waits for `value`; the host does not.
    void wait(std::uint64_t value, cuda::Stream stream) const;

private:
    std::shared_ptr<const CudaDevice> device_;
    cuda::Semaphore semaphore_ = nullptr;
};

/// A stream that nobody else uses, and that waits for no other.
class CudaStream {
public:
    explicit CudaStream(std::shared_ptr<const CudaDevice> device);
    ~CudaStream();
    CudaStream(const CudaStream&) = delete;
    CudaStream& operator=(const CudaStream&) = delete;

    [[nodiscard]] cuda::Stream handle() const noexcept { return stream_; }
    /// Whether all that is on it has ended, or does within `patience`.
    /// @throws Error  device_lost, internal
    [[nodiscard]] bool ends_within(std::chrono::milliseconds patience) const;

private:
    std::shared_ptr<const CudaDevice> device_;
    cuda::Stream stream_ = nullptr;
};

/// The end of what is on a stream when it is made.
class CudaMark {
public:
    /// @throws Error  device_lost, internal, such as for a stream that there is not
    CudaMark(std::shared_ptr<const CudaDevice> device, cuda::Stream stream);
    /// Waits for it: what it guards is about to go.
    ~CudaMark();
    CudaMark(CudaMark&& other) noexcept;
    CudaMark& operator=(CudaMark&& other) noexcept;

    /// @throws Error  device_lost, internal
    [[nodiscard]] bool is_reached() const;

private:
    std::shared_ptr<const CudaDevice> device_;
    cuda::Event event_ = nullptr;
};

}  // namespace plumb::gpu
