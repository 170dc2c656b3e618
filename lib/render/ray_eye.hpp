#pragma once

#include "gpu/pipeline.hpp"
#include "render/eye.hpp"
#include "render/optics.hpp"
#include "render/plan.hpp"

#include <plumb/shot.hpp>

#include <memory>

namespace plumb::render {

/// Sees by rays, whose trees are those of RayViews.
class RayEye final : public Eye {
public:
    /// @param optics  of the views; of a matrix only record() and record_sample() may be called
    RayEye(std::shared_ptr<gpu::Context> context, Size size, Optics optics);

    void record(gpu::Commands& commands, UploadRing& ring, const Look& look) override;
    void record_sight(gpu::Commands& commands, UploadRing& ring, const Look& look,
                      const gpu::Buffer& words_now) override;
    void record_sample(gpu::Commands& commands, UploadRing& ring, const Look& look, const Sample& sample) override;
    void record_places(gpu::Commands& commands, UploadRing& ring, const Look& look, const Places& places) override;

private:
    [[nodiscard]] gpu::ComputePipeline pipeline(std::span<const std::uint32_t> words, const char* name, Policy policy,
                                                std::uint32_t push_bytes) const;

    std::shared_ptr<gpu::Context> context_;
    Size size_;
    Optics optics_;
    PerPolicy<gpu::ComputePipeline> visibility_, sight_;  ///< made when first needed, as the next
    gpu::ComputePipeline places_;
};

}  // namespace plumb::render
