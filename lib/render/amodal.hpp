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
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plumb::render {

/// Has every instance of some views drawn alone and says what is seen there instead, in memory of bounded size: regions
/// that do not fit at once take further rounds. Only a single region larger than the bound gets more.
class Amodal {
public:
    /// @param bytes_at_once  0 chooses
    Amodal(std::shared_ptr<gpu::Context> context, const Rasterizer& rasterizer, std::uint64_t bytes_at_once);

    /// Decides when each instance is drawn. Calls below are about these views.
    /// @param boxes  [view][instance]: where on the canvas an instance may be; none for what is nowhere on it
    void plan(std::span<const std::optional<CanvasBox>> boxes, std::uint32_t instance_count);

    [[nodiscard]] std::uint32_t round_count() const noexcept { return static_cast<std::uint32_t>(rounds_.size()); }
    /// Bytes of UploadRing that upload() and one record() of each round take.
    [[nodiscard]] std::uint64_t ring_bytes() const noexcept;
    void upload(UploadRing& ring);

    /// Records what sets the bits of a round's regions, and a barrier. @return  address of the shared::Raster that
    /// knows these regions and the views' visibility
    using Draw = std::function<std::uint64_t(const Rasterizer::Alone&)>;
    /// Records one round, to be read once the submission has finished.
    /// @param frame  address of the views' shared::Frame
    void record(gpu::Commands& commands, std::uint64_t frame, std::uint32_t round, const Draw& draw);
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
    std::uint32_t instance_count_ = 0;
    std::vector<shared::AmodalRegion> regions_;  ///< [view][instance]; addresses count from the start of the memory
    std::vector<Round> rounds_;                  ///< one at least
    std::uint64_t regions_address_ = 0;
    gpu::Buffer memory_, readback_;
    gpu::ComputePipeline count_;
};

}  // namespace plumb::render
