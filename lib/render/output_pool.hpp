#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace plumb::render {

/// Host-visible memory for frames. A buffer comes back when the last frame that uses it is gone, so that a loop which
/// drops its frames allocates once. Outlives its renderer while frames hold buffers.
class OutputPool : public std::enable_shared_from_this<OutputPool> {
public:
    explicit OutputPool(std::shared_ptr<gpu::Context> context) : context_(std::move(context)) {}

    /// A buffer of at least `bytes`, mapped.
    std::shared_ptr<const gpu::Buffer> take(std::uint64_t bytes);

private:
    void give_back(std::unique_ptr<gpu::Buffer> buffer) noexcept;

    std::shared_ptr<gpu::Context> context_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<gpu::Buffer>> free_;  ///< given back last, last
};

}  // namespace plumb::render
