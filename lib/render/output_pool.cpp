#include "render/output_pool.hpp"

namespace plumb::render {

namespace {

constexpr std::size_t most_kept = 4;

}  // namespace

std::shared_ptr<const gpu::Buffer> OutputPool::take(std::uint64_t bytes) {
    std::unique_ptr<gpu::Buffer> buffer;
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(free_, [&](const auto& kept) { return kept->size() < bytes; });
        if (!free_.empty()) {
            buffer = std::move(free_.back());
            free_.pop_back();
        }
    }
    if (!buffer) {
        const gpu::Memory memory = context_->is_unified_memory() ? gpu::Memory::device : gpu::Memory::readback;
        buffer = std::make_unique<gpu::Buffer>(context_, bytes, memory, "frame output");
    }
    return {buffer.release(), [pool = shared_from_this()](const gpu::Buffer* used) {
                pool->give_back(std::unique_ptr<gpu::Buffer>(const_cast<gpu::Buffer*>(used)));
            }};
}

void OutputPool::give_back(std::unique_ptr<gpu::Buffer> buffer) noexcept {
    const std::lock_guard lock(mutex_);
    if (free_.size() < most_kept) free_.push_back(std::move(buffer));
}

}  // namespace plumb::render
