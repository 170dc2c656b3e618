#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/timestamps.hpp"
#include "render/exported_batch.hpp"
#include "render/output_layout.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"

#include <plumb/renderer.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace plumb::render {

/// Frames of one size that share memory, of which some submissions are on their way through the device.
struct PendingBatch {
    std::vector<const Shot*> shots;    ///< as they are launched; somebody else keeps them
    std::vector<std::uint32_t> slots;  ///< by shot, its place in the memory; empty where they lie as they are launched
    OutputLayout layout;
    std::shared_ptr<const gpu::Buffer> output;  ///< of all views; none without shots
    std::shared_ptr<ExportedBatch> exported;    ///< has the output where it is exported
    std::shared_ptr<const gpu::Buffer> counts;  ///< the counted pixels, where the host does not see the output
    std::vector<std::optional<Frame>> frames;   ///< by place; those of submissions that have come back
    std::size_t open_count = 0;                 ///< submissions that have not
    std::exception_ptr failure;                 ///< of the first submission that failed
    RenderTimings timings;

    [[nodiscard]] ShotSpan view_shots(std::uint32_t first, std::uint32_t count) const {
        return ShotSpan(shots).subspan(first, count);
    }
    /// The counted pixels of a view by its place, on the host.
    [[nodiscard]] const std::byte* counted(std::uint32_t slot) const {
        const auto* const bytes = static_cast<const std::byte*>((counts ? counts : output)->mapped());
        return bytes + (counts ? slot * layout.count_bytes : layout.counts(slot));
    }
    [[nodiscard]] std::uint32_t slot(std::uint32_t shot) const { return slots.empty() ? shot : slots[shot]; }
};

/// What a submission keeps from others while it is in flight: its host-written memory, its commands and its clock.
struct SubmissionKit {
    UploadRing ring;
    gpu::Timestamps stamps;
    gpu::Commands commands;
};

}  // namespace plumb::render
