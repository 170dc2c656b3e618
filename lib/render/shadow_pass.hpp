#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/optics.hpp"
#include "render/plan.hpp"
#include "render/sample_pattern.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "shared/frame.h"

#include <plumb/renderer.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace plumb::render {

/// @throws Error  invalid_argument for counts of samples or a distance outside of what ColorOptions allows
void check_color(const ColorOptions& options);

/// Whether colour with these options needs rays.
bool traces(const ColorOptions& options);

/// Finds how much of each light and of the sky arrives at the surfaces that pixels see.
class ShadowPass {
public:
    ShadowPass(std::shared_ptr<gpu::Context> context, const ColorOptions& options, Size size);

    /// Numbers a pixel for shots with these lights.
    static std::uint32_t stride_of(ShotSpan shots);
    /// Bytes of one view's shares at one sample a pixel.
    static std::uint64_t view_bytes(Size size, ShotSpan shots);

    /// Makes room for the shares of one policy at `samples` samples of each pixel. @return  their address
    std::uint64_t reserve(Policy policy, ShotSpan shots, std::uint32_t samples);
    /// Says where the rays of the submission that comes are counted: in its ring, which the host reads once it is done.
    const std::uint64_t* count_into(UploadRing& ring);
    /// One sample of each pixel, and what is seen there: addresses of uint64, [view][y][x].
    struct Look {
        Policy policy = Policy::surface;         ///< whose surfaces are shadowed
        std::uint64_t frame = 0;                 ///< address of shared::Frame
        PerPolicy<std::uint64_t> words{};        ///< 0 for `through` where nothing is looked through
        PerPolicy<std::uint64_t> first_words{};  ///< of the first sample; 0 for itself
        std::uint32_t sample_index = 0;
        SamplePlace place;
        Optics optics = Optics::matrix;
    };
    /// Records the pass for a sample.
    void record(gpu::Commands& commands, UploadRing& ring, const Look& look, ShotSpan shots);

    /// Bytes of UploadRing that one record() takes.
    static constexpr std::uint64_t ring_bytes = (sizeof(shared::Shadows) + 15) / 16 * 16;

private:
    [[nodiscard]] gpu::ComputePipeline make_pipeline(std::span<const std::uint32_t> words) const;

    std::shared_ptr<gpu::Context> context_;
    ColorOptions options_;
    Size size_;
    PerOptics<gpu::ComputePipeline> pipelines_;  ///< made when first needed, but that of matrices
    PerPolicy<gpu::Buffer> shares_;
    std::uint64_t ray_count_ = 0;  ///< address
};

}  // namespace plumb::render
