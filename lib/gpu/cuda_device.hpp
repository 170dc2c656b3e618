#pragma once

#include "gpu/cuda_driver.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace plumb::gpu {

/// A Vulkan device, as CUDA is asked for it.
struct CudaRequest {
    std::string library;  ///< as CudaDriver()
    cuda::Uuid uuid{};
    std::string name;  ///< for messages
};

/// The CUDA device with a Vulkan device's UUID, and its primary context, which PyTorch, JAX and CuPy use.
class CudaDevice {
public:
    /// @throws Error  as CudaDriver(); not_found if no device has the UUID, with those that there are
    explicit CudaDevice(const CudaRequest& request);
    ~CudaDevice();
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    [[nodiscard]] int ordinal() const noexcept { return ordinal_; }
    [[nodiscard]] const CudaDriver& driver() const noexcept { return driver_; }

    /// Returns when all that was put on any of its streams has ended.
    /// @throws Error  device_lost, internal
    void finish() const;

    /// CUDA waits for something that does not come, and what frees memory or contexts would wait with it: from here on
    /// nothing of this device is freed.
    void abandon() const noexcept { is_abandoned_ = true; }

    /// Makes the context current to this thread for as long as it lives, and what was current before after that.
    class Current {
    public:
        /// @throws Error  device_lost, internal
        explicit Current(const CudaDevice& device);
        ~Current();
        Current(const Current&) = delete;
        Current& operator=(const Current&) = delete;

    private:
        const CudaDevice& device_;
    };

    /// Frees something in the context; nothing after abandon(), or if the driver has gone already, as it may have when
    /// a process ends.
    template <class Call>
    void quietly(const Call& call) const noexcept {
        if (is_abandoned_ || driver_.calls().cuCtxPushCurrent_v2(context_) != cuda::success) return;
        call(driver_.calls());
        cuda::Primary before = nullptr;
        driver_.calls().cuCtxPopCurrent_v2(&before);
    }

private:
    CudaDriver driver_;
    int ordinal_ = 0;
    cuda::Ordinal device_ = 0;
    cuda::Primary context_ = nullptr;
    mutable std::atomic<bool> is_abandoned_{false};
};

}  // namespace plumb::gpu
