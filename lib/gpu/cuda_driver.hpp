#pragma once

#include "gpu/cuda_api.hpp"

#include <string>

namespace plumb::gpu {

/// The CUDA driver's library, loaded and initialized.
class CudaDriver {
public:
    /// @param library  name or path; libcuda.so.1 of the loader's path if empty
    /// @throws Error   not_found if it cannot be loaded or finds no device; unsupported if it is too old
    explicit CudaDriver(const std::string& library);

    [[nodiscard]] const cuda::Table& calls() const noexcept { return calls_; }

    /// Every call of the driver goes through here.
    /// @param what    the call and what it was for
    /// @throws Error  out_of_memory, not_found, unsupported, device_lost, internal for the rest
    void check(cuda::Result result, const std::string& what) const;

private:
    std::string library_;
    cuda::Table calls_{};
};

}  // namespace plumb::gpu
