#include "gpu/cuda_side.hpp"

namespace plumb::gpu {

const CudaSide& CudaSeeker::side(Context& context) {
    const std::lock_guard lock(mutex_);
    if (failure_) throw Error(*failure_);
    if (side_) return *side_;
    try {
        auto side = std::make_unique<CudaSide>();
        side->device = std::make_shared<const CudaDevice>(
            CudaRequest{library_, context.external().device_uuid, context.info().name});
        if (context.external().timeline_lack.empty())
            side->ready = std::make_unique<CudaTimeline>(side->device, context, context.exported_timeline());
        side_ = std::move(side);
    } catch (const Error& error) {
        failure_ = error;
        throw;
    }
    return *side_;
}

}  // namespace plumb::gpu
