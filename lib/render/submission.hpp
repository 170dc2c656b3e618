#pragma once

#include "base/frame_content.hpp"
#include "render/engine.hpp"

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
    std::uint32_t view_count = 0;
    PerPolicy<std::uint64_t> frame{};  ///< addresses in the ring; the frames differ in their outputs
    PerPolicy<std::uint64_t> resolve{};
    std::uint64_t pose = 0;
    std::shared_ptr<const gpu::Buffer> output;
    std::uint64_t output_bytes = 0;
    std::uint64_t output_address = 0;           ///< for shaders
    std::uint64_t counts_offset = 0;            ///< of PixelCounts in the output
    std::vector<FrameAnnotations> annotations;  ///< by view; none if not asked for
    std::vector<AmodalMasks> masks;             ///< by view; none if not asked for
};

}  // namespace plumb::render
