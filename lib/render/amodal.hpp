#pragma once

#include "base/frame_content.hpp"
#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/rasterizer.hpp"
#include "render/upload_ring.hpp"
#include "shared/frame.h"

#include <plumb/annotate.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// Draws every instance of some views alone and says what is seen there instead, in memory of bounded size: regions
/// that do not fit at once take further rounds. Only a single region larger than the bound gets more.
class Amodal {
public:
    /// @param bytes_at_once  0 chooses
    Amodal(std::shared_ptr<gpu::Context> context, const Rasterizer& rasterizer, std::uint64_t bytes_at_once);

    /// Decides where on the canvas each instance may be, and when it is drawn. Calls below are about these views.
    /// @param views  with camera and 3-D boxes; as many instances each
    void plan(std::span<const FrameAnnotations> views, Size size);

    [[nodiscard]] std::uint32_t round_count() const noexcept { return static_cast<std::uint32_t>(rounds_.size()); }
    /// Bytes of UploadRing that upload() and one record() of each round take.
    [[nodiscard]] std::uint64_t ring_bytes() const noexcept;
    void upload(UploadRing& ring);

    /// Records one round, to be read once the submission has finished. `look` has the views' visibility.
    void record(gpu::Commands& commands, UploadRing& ring, Rasterizer& rasterizer, const Rasterizer::Look& look,
                std::uint32_t round);
    /// Adds what a finished round has found.
    void take(std::uint32_t round, std::span<FrameAnnotations> views, std::span<AmodalMasks> masks) const;

private:
    struct Round {
        std::vector<std::uint32_t> regions;  ///< indices into regions_
        std::vector<shared::AmodalStrip> strips;
        std::uint64_t bytes = 0;
        std::uint64_t strips_address = 0;
    };
    void add_region(std::uint32_t view, std::uint32_t instance, const CanvasBox& box);
    void take_region(std::uint32_t index, FrameAnnotations& view, AmodalMasks& masks) const;

    std::shared_ptr<gpu::Context> context_;
    std::uint64_t bytes_at_once_;
    Size size_;
    std::uint32_t instance_count_ = 0;
    std::vector<shared::AmodalRegion> regions_;  ///< [view][instance]; addresses count from the start of the memory
    std::vector<Round> rounds_;                  ///< one at least
    std::uint64_t regions_address_ = 0;
    gpu::Buffer memory_, readback_;
    gpu::ComputePipeline count_;
};

}  // namespace plumb::render
