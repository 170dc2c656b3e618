#pragma once

#include "gpu/context.hpp"
#include "gpu/cuda_import.hpp"

#include <plumb/error.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace plumb::gpu {

/// What a Vulkan device is to CUDA.
struct CudaSide {
    std::shared_ptr<const CudaDevice> device;
    std::unique_ptr<CudaTimeline> ready;  ///< of submissions; none if the device exports no timelines
};

/// Looks for the CUDA side of a Context when it is first asked for.
class CudaSeeker {
public:
    /// @param library  as CudaDriver()
    explicit CudaSeeker(std::string library) : library_(std::move(library)) {}

    /// @throws Error  as CudaDevice(), the same again if it has failed once
    const CudaSide& side(Context& context);

private:
    std::string library_;
    std::mutex mutex_;
    std::unique_ptr<const CudaSide> side_;
    std::optional<Error> failure_;
};

}  // namespace plumb::gpu
