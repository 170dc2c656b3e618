#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/timestamps.hpp"
#include "render/output_layout.hpp"
#include "render/upload_ring.hpp"

#include <plumb/renderer.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// A batch of which some submissions are on their way through the device. Engine::begin() makes it, Engine::finish()
/// waits for it.
struct PendingBatch {
    std::vector<Shot> own_shots;  ///< empty where the caller keeps them
    std::span<const Shot> shots;
    OutputLayout layout;
    std::shared_ptr<const gpu::Buffer> output;  ///< of all views; none without shots
    std::vector<Frame> frames;                  ///< of the submissions that have come back
    std::size_t open_count = 0;                 ///< submissions that have not
    std::exception_ptr failure;                 ///< of the first submission that failed
    RenderTimings timings;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

/// What a submission keeps from others while it is in flight: its host-written memory, its commands and its clock.
struct SubmissionKit {
    UploadRing ring;
    gpu::Timestamps stamps;
    gpu::Commands commands;
};

}  // namespace plumb::render
