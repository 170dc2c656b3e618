#include "gpu/cuda_side.hpp"

#include "gpu/cuda_check.hpp"

namespace plumb::gpu {

namespace {

constexpr std::uint32_t nvidia = 0x10DE;

}  // namespace

const CudaSide& CudaSeeker::side(Context& context) {
    const std::lock_guard lock(mutex_);
    return look(context);
}

const CudaSide& CudaSeeker::look(Context& context) {
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

const CudaSide& CudaSeeker::checked_side(const std::shared_ptr<Context>& context) {
    const std::lock_guard lock(mutex_);
    const std::string known = plain_obstacle(*context);
    if (!known.empty()) throw Error(ErrorCode::unsupported, known);
    if (refusal_) throw Error(*refusal_);
    if (is_checked_) return *side_;
    try {
        check_cuda(context, look(*context));
    } catch (const Error& error) {
        refusal_ = error;
        throw;
    }
    is_checked_ = true;
    return *side_;
}

void CudaSeeker::refuse(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!refusal_) refusal_ = error;
}

std::string CudaSeeker::plain_obstacle(const Context& context) const {
    const std::string attempt = "sharing frames of the device '" + context.info().name + "' with CUDA: ";
    if (library_.empty() && context.external().vendor != nvidia) return attempt + "it is not made by NVIDIA";
    if (!context.external().memory_lack.empty()) return attempt + context.external().memory_lack;
    return {};
}

std::string CudaSeeker::obstacle(const Context& context) const {
    const std::lock_guard lock(mutex_);
    return refusal_ ? refusal_->what() : plain_obstacle(context);
}

}  // namespace plumb::gpu
