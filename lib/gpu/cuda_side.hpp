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

    /// The same, for who has not asked for CUDA himself: only if no obstacle() is known, and check_cuda() passes.
    /// @throws Error  unsupported with the obstacle; as side() and check_cuda(), the same again if it has failed once
    const CudaSide& checked_side(const std::shared_ptr<Context>& context);

    /// Something that sharing needs has failed elsewhere: from here on checked_side() throws this.
    void refuse(const Error& error);

    /// Why checked_side() fails, as far as that is known without a look at CUDA; empty if nothing is in the way. A
    /// device of another maker than NVIDIA is none of CUDA's, unless a library was named.
    [[nodiscard]] std::string obstacle(const Context& context) const;

private:
    const CudaSide& look(Context& context);
    [[nodiscard]] std::string plain_obstacle(const Context& context) const;

    std::string library_;
    mutable std::mutex mutex_;
    std::unique_ptr<const CudaSide> side_;
    std::optional<Error> failure_;
    bool is_checked_ = false;
    std::optional<Error> refusal_;  ///< of checked_side()
};

}  // namespace plumb::gpu
