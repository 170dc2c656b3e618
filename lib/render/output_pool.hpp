#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "render/output_memory.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace plumb::render {

/// Memory for frames. It comes back when the last frame that uses it is gone, so that a loop which drops its frames
/// allocates once; other readers of it are waited for by taking another one meanwhile. Outlives its renderer while
/// frames hold memory.
class OutputPool : public std::enable_shared_from_this<OutputPool> {
public:
    OutputPool(std::shared_ptr<gpu::Context> context, gpu::Memory kind) : context_(std::move(context)), kind_(kind) {}

    /// At least `bytes`.
    std::shared_ptr<OutputMemory> take(std::uint64_t bytes);

private:
    void give_back(std::unique_ptr<OutputMemory> memory) noexcept;

    std::shared_ptr<gpu::Context> context_;
    gpu::Memory kind_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<OutputMemory>> free_;  ///< given back last, last
};

}  // namespace plumb::render
