#pragma once

#include "gpu/context.hpp"
#include "render/output_pool.hpp"
#include "render/pending_batch.hpp"

#include <plumb/renderer.hpp>

#include <memory>

namespace plumb::render {

/// Where the frames of a renderer lie.
class Outputs {
public:
    /// @throws Error  unsupported if memory is to be exported and the device cannot
    Outputs(const std::shared_ptr<gpu::Context>& context, FrameMemory kind);

    /// Gives a batch the memory that its layout asks for, and its shots allow.
    /// @throws Error  out_of_memory
    void provide(PendingBatch& batch) const;

private:
    void start_exports();
    [[nodiscard]] bool exports(const PendingBatch& batch) const;
    [[nodiscard]] std::shared_ptr<OutputMemory> take_exported(const PendingBatch& batch) const;

    std::shared_ptr<gpu::Context> context_;
    std::shared_ptr<OutputPool> host_;
    std::shared_ptr<OutputPool> exported_;  ///< none where nothing is exported
    std::shared_ptr<HostReads> reads_;      ///< none but for FrameMemory::automatic
};

}  // namespace plumb::render
