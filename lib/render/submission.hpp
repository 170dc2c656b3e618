#pragma once

#include "base/frame_content.hpp"
#include "render/engine.hpp"
#include "render/pending_batch.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace plumb::render {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Push constants of shaders that read a frame and one thing besides.
struct AddressPush {
    std::uint64_t frame;
    std::uint64_t address;
};

constexpr std::uint32_t most_band_rows = 16;
/// Of a submission: every device takes 65535 groups in each direction, and the resolve has one for each row of a band
/// and view. Rays have one for each moment, of which a view has fewer.
constexpr std::uint32_t most_views_at_once = 65535 / most_band_rows;

/// Rows that the resolve walks in all views before it goes on, a power of two.
inline std::uint32_t band_rows(Size size) {
    return std::min(most_band_rows, std::bit_ceil(size.height));
}

inline gpu::Groups resolve_groups(Size size, std::uint32_t view_count) {
    const std::uint32_t rows = band_rows(size);
    return {(size.width + 63) / 64, view_count * rows, (size.height + rows - 1) / rows};
}

/// Slots of the timestamps of a submission.
enum Stamp : std::uint32_t {
    at_start,
    after_pose,
    after_visibility,
    after_sight,
    after_coverage,
    after_shadow,
    after_paths,
    after_resolve,
    after_count,
    after_amodal,
    at_end,
    stamp_count
};

/// One chunk of shots on its way through the device.
struct Engine::Submission {
    std::shared_ptr<PendingBatch> batch;
    std::uint32_t first_view = 0;  ///< of the batch's shots
    std::uint32_t view_count = 0;
    Optics optics = Optics::matrix;  ///< of its views
    /// Place of a view in the batch's memory.
    [[nodiscard]] std::uint32_t slot(std::uint32_t view) const { return batch->slot(first_view + view); }
    PerPolicy<std::uint64_t> frame{};  ///< addresses in the ring; the frames differ in their outputs
    PerPolicy<std::uint64_t> resolve{};
    std::uint32_t exposure_count = 0;                 ///< of each view; 0 where colour is of one instant
    std::vector<PerPolicy<std::uint64_t>> exposures;  ///< addresses of the frames of each
    std::vector<PerPolicy<std::uint64_t>> exposure_resolves;
    std::uint64_t pose = 0;
    /// What the shaders write: the batch's output itself or, where the host's memory is another or the views do not lie
    /// together there, device_output_.
    struct Target {
        OutputLayout layout;
        std::uint32_t first_view = 0;
        std::uint64_t address = 0;
        bool is_output = false;
        [[nodiscard]] std::uint64_t array(std::size_t i) const { return address + layout.array(i, first_view); }
        [[nodiscard]] std::uint64_t counts() const { return address + layout.counts(first_view); }
    } target;
    UploadRing::Part<shared::Misfit> misfits;   ///< of what is packed, in the ring; none if nothing is
    const std::uint64_t* ray_count = nullptr;   ///< of the shadow pass, in the ring; null without one
    std::vector<FrameAnnotations> annotations;  ///< by view; none if not asked for
    std::vector<AmodalMasks> masks;             ///< by view; none if not asked for
};

/// A submission that the device works on.
struct Engine::InFlight {
    Submission submission;
    std::uint64_t value = 0;  ///< of the timeline
    SubmissionKit kit;        ///< last: its commands wait for the device before anything is freed
};

}  // namespace plumb::render
