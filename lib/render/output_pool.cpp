#include "render/output_pool.hpp"

#include <algorithm>

namespace plumb::render {

namespace {

constexpr std::size_t most_kept = 8;
constexpr std::uint64_t most_kept_bytes = 2ULL << 30;  // but for a single larger buffer

}  // namespace

std::shared_ptr<OutputMemory> OutputPool::take(std::uint64_t bytes) {
    std::unique_ptr<OutputMemory> memory;
    {
        const std::lock_guard lock(mutex_);
        // Not one that is far too large: batches of several sizes take turns.
        const auto fits = [&](const auto& kept) {
            return kept->buffer.size() >= bytes && kept->buffer.size() / 2 <= bytes && kept->is_released();
        };
        const auto found = std::ranges::find_if(free_, fits);
        if (found != free_.end()) {
            memory = std::move(*found);
            free_.erase(found);
        }
    }
    if (!memory) memory = std::make_unique<OutputMemory>(gpu::Buffer(context_, bytes, kind_, "frame output"));
    return {memory.release(),
            [pool = shared_from_this()](OutputMemory* used) { pool->give_back(std::unique_ptr<OutputMemory>(used)); }};
}

void OutputPool::give_back(std::unique_ptr<OutputMemory> memory) noexcept {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(memory));
    const auto bytes = [&] {
        std::uint64_t sum = 0;
        for (const auto& kept : free_) sum += kept->buffer.size();
        return sum;
    };
    // Those that were given back first go first: sizes that were not asked for lately. Others who look into one keep
    // it.
    while (free_.size() > 1 && (free_.size() > most_kept || bytes() > most_kept_bytes)) free_.erase(free_.begin());
}

}  // namespace plumb::render
