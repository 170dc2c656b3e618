#pragma once

#include "base/exported_frames.hpp"
#include "gpu/context.hpp"
#include "render/output_memory.hpp"
#include "render/output_pool.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace plumb::render {

/// Whether somebody reads the frames of a renderer on the host: the last one of its batches that were read there, or
/// were copied there in vain, decides.
class HostReads {
public:
    [[nodiscard]] bool are_expected() const noexcept { return are_expected_; }
    void expect(bool are_expected) noexcept { are_expected_ = are_expected; }

private:
    std::atomic<bool> are_expected_{false};
};

/// The memory of a batch that others may look into.
class ExportedBatch final : public ExportedFrames {
public:
    /// @param on_host  of memory that the host sees
    ExportedBatch(std::shared_ptr<OutputMemory> on_device, std::shared_ptr<OutputPool> on_host)
        : memory_(std::move(on_device)), host_pool_(std::move(on_host)) {}

    ~ExportedBatch() override;
    [[nodiscard]] const std::byte* on_host() const override;

    /// For FrameMemory::automatic: CUDA sees the memory only after its check, and `reads` is told who reads. While the
    /// host is expected to, copy() is made at once.
    /// @throws Error  out_of_memory
    void follow(std::shared_ptr<HostReads> reads);
    [[nodiscard]] bool needs_check() const noexcept { return reads_ != nullptr; }
    /// Where submissions put what the host will read; null if they need not, or do by drawing.
    [[nodiscard]] const gpu::Buffer* copy() const noexcept { return copy_ ? &copy_->buffer : nullptr; }

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
    mutable std::shared_ptr<OutputMemory> copy_;  ///< on the host, where it was asked for or is expected to be
    std::shared_ptr<HostReads> reads_;            ///< none but for FrameMemory::automatic
    mutable bool is_read_ = false;                ///< on the host
};

}  // namespace plumb::render
