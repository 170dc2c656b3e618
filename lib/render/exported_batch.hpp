#pragma once

#include "base/exported_frames.hpp"
#include "gpu/context.hpp"
#include "render/output_memory.hpp"
#include "render/output_pool.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace plumb::render {

/// The memory of a batch that others may look into.
class ExportedBatch final : public ExportedFrames {
public:
    /// @param on_host  of memory that the host sees
    ExportedBatch(std::shared_ptr<OutputMemory> on_device, std::shared_ptr<OutputPool> on_host)
        : memory_(std::move(on_device)), host_pool_(std::move(on_host)) {}

    [[nodiscard]] const std::byte* on_host() const override;

    [[nodiscard]] OutputMemory& memory() const noexcept { return *memory_; }
    [[nodiscard]] const std::shared_ptr<gpu::Context>& context() const noexcept { return memory_->buffer.context(); }
    /// The value of the context's timelines from which on all frames are drawn.
    [[nodiscard]] std::uint64_t ready_value() const noexcept { return ready_value_; }
    void add_submission(std::uint64_t value) noexcept { ready_value_ = std::max(ready_value_, value); }

private:
    std::shared_ptr<OutputMemory> memory_;
    std::shared_ptr<OutputPool> host_pool_;
    std::uint64_t ready_value_ = 0;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<OutputMemory> copy_;  ///< on the host, where it was asked for
};

}  // namespace plumb::render
