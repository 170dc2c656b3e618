#include "render/output_pool.hpp"

#include <algorithm>

namespace plumb::render {

namespace {

constexpr std::size_t most_kept = 8;
constexpr std::uint64_t most_kept_bytes = 2ULL << 30;  // but for a single larger buffer

}  // namespace

std::shared_ptr<const gpu::Buffer> OutputPool::take(std::uint64_t bytes) {
    std::unique_ptr<gpu::Buffer> buffer;
    {
        const std::lock_guard lock(mutex_);
        // Not one that is far too large: batches of several sizes take turns.
        const auto fits = [&](const auto& kept) { return kept->size() >= bytes && kept->size() / 2 <= bytes; };
        const auto found = std::ranges::find_if(free_, fits);
        if (found != free_.end()) {
            buffer = std::move(*found);
            free_.erase(found);
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
    free_.push_back(std::move(buffer));
    const auto bytes = [&] {
        std::uint64_t sum = 0;
        for (const auto& kept : free_) sum += kept->size();
        return sum;
    };
    // Those that were given back first go first: sizes that were not asked for lately.
    while (free_.size() > 1 && (free_.size() > most_kept || bytes() > most_kept_bytes)) free_.erase(free_.begin());
}

}  // namespace plumb::render
