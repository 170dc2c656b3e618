#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/eye.hpp"
#include "render/optics.hpp"
#include "render/rasterizer.hpp"
#include "render/upload_ring.hpp"

#include <plumb/annotate.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace plumb::render {

/// Finds every pixel of an instance that is alone by rays, whose trees are those of RayViews: those that RayEye meets,
/// decided in the same way.
///
/// How far an instance reaches on the canvas is asked of the rays as well: a lens may bend a box around the image, and
/// a row may see it where no other does.
class RayAlone {
public:
    /// @param rays_at_once  of one dispatch; 0 chooses
    RayAlone(std::shared_ptr<gpu::Context> context, Size size, Optics optics, std::uint64_t rays_at_once);

    /// Finds outside which pixels of the canvas an instance cannot be. Submits and waits.
    /// @param look  of the views' own moment
    /// @return      [view][instance]; none for what is nowhere on the canvas
    std::vector<std::optional<CanvasBox>> measure(gpu::Commands& commands, const Eye::Look& look,
                                                  std::uint32_t instance_count);

    /// Records what sets the bits of the regions of one round, after a barrier; submits what would take a device too
    /// long, with what was recorded before, and waits for it.
    /// @param look   as measure() was given, with the views' visibility
    /// @param alone  its regions hold all that was measured
    /// @return       address of a shared::Raster that knows both
    std::uint64_t record(gpu::Commands& commands, const Eye::Look& look, const Rasterizer::Alone& alone);

    /// Host-written memory for what depends on what was measured; record() takes Rasterizer::ring_bytes of it.
    [[nodiscard]] UploadRing& ring() noexcept { return ring_; }

private:
    struct Push {
        std::uint64_t frame;
        std::uint64_t reaches;
        std::uint64_t tiles;
        std::uint64_t regions;
        std::uint32_t round;
        std::uint32_t first_tile_row;
    };
    void run(gpu::Commands& commands, const gpu::ComputePipeline& pipeline, Push push, std::uint32_t view_count);
    [[nodiscard]] gpu::ComputePipeline pipeline(bool measures) const;

    std::shared_ptr<gpu::Context> context_;
    Size size_;
    Optics optics_;
    std::uint64_t rays_at_once_;
    std::uint32_t tile_columns_, tile_rows_;  ///< of the canvas
    gpu::ComputePipeline measure_, mark_;
    gpu::Buffer reaches_, readback_;  ///< shared::CanvasReach, [view][instance]
    gpu::Buffer tiles_;               ///< u32, [view][row][column]
    UploadRing ring_;
};

}  // namespace plumb::render
