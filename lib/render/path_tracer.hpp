#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/emitters.hpp"
#include "render/optics.hpp"
#include "render/upload_ring.hpp"
#include "scene/scene_data.hpp"
#include "upload/scene_gpu.hpp"

#include <plumb/renderer.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace plumb::render {

/// Sums up the radiance of paths through the pixels of all views of a submission.
class PathTracer {
public:
    /// @throws Error  invalid_argument for a number of samples outside 1..65535
    PathTracer(std::shared_ptr<gpu::Context> context, const scene::SceneData& data, const upload::SceneGpu& scene,
               const RendererOptions& options);

    [[nodiscard]] const Emitters& emitters() const noexcept { return emitters_; }

    /// Bytes that place() takes from the ring.
    static constexpr std::uint64_t ring_bytes = 64;
    /// Bytes of device memory for one view.
    [[nodiscard]] static std::uint64_t bytes_per_view(Size size) {
        return std::uint64_t{size.width} * size.height * 16;
    }

    /// Makes room for the sums. @return  their address, see shared::Resolve
    std::uint64_t place(UploadRing& ring, Size size, std::uint32_t view_count);

    /// Records all samples, many short dispatches; ends with a barrier.
    /// @param frames  addresses of shared::Frame: of the views at each exposure, among which the samples are shared out
    /// @param pause   called between dispatches; may submit what was recorded and begin anew
    void record(gpu::Commands& commands, std::span<const std::uint64_t> frames, Optics optics,
                const std::function<void()>& pause);

    /// Rays of the latest submission, once it has finished.
    [[nodiscard]] std::uint64_t ray_count() const { return ray_count_.mapped_as<std::uint64_t>()[0]; }

private:
    std::shared_ptr<gpu::Context> context_;
    Emitters emitters_;
    std::uint32_t sample_count_;
    PixelFilter filter_;
    std::array<std::uint32_t, 5> constants_;
    PerOptics<gpu::ComputePipeline> pipelines_;  ///< made when first needed, but that of matrices
    gpu::Buffer sums_;
    gpu::Buffer ray_count_;
    std::uint64_t paths_ = 0;  ///< address of shared::Paths
    Size size_;
    std::uint32_t view_count_ = 0;
};

}  // namespace plumb::render
