#include "upload/arena.hpp"

#include "gpu/commands.hpp"

#include <algorithm>
#include <cstring>

namespace plumb::upload {

namespace {

constexpr std::uint64_t buffer_bytes = 512ULL << 20;  // a piece larger than that gets a buffer of its own
constexpr std::uint64_t staging_bytes = 64ULL << 20;
constexpr std::uint64_t alignment = 16;

std::uint64_t aligned(std::uint64_t offset) {
    return (offset + alignment - 1) / alignment * alignment;
}

}  // namespace

Arena::Piece Arena::add(std::span<const std::byte> bytes) {
    entries_.push_back({bytes});
    return {entries_.size() - 1};
}

Arena::Piece Arena::keep(std::vector<std::byte> bytes) {
    kept_.push_back(std::move(bytes));
    return add(kept_.back());
}

void Arena::allocate(const std::shared_ptr<gpu::Context>& context, std::string_view name) {
    std::vector<std::uint64_t> sizes;
    for (Entry& entry : entries_) {
        const std::uint64_t bytes = aligned(entry.bytes.size());
        if (sizes.empty() || sizes.back() + bytes > buffer_bytes) sizes.push_back(0);
        entry.buffer = sizes.size() - 1;
        entry.offset = sizes.back();
        sizes.back() += bytes;
    }
    for (const std::uint64_t size : sizes) buffers_.emplace_back(context, size, gpu::Memory::device, name);
}

std::uint64_t Arena::address(Piece piece) const {
    const Entry& entry = entries_[piece.index];
    return entry.bytes.empty() ? 0 : buffers_[entry.buffer].address() + entry.offset;
}

void Arena::upload(const std::shared_ptr<gpu::Context>& context) {
    std::uint64_t largest = 1;
    for (const Entry& entry : entries_) largest = std::max<std::uint64_t>(largest, entry.bytes.size());
    gpu::Buffer staging;
    for (const Entry& entry : entries_) {
        const gpu::Buffer& target = buffers_[entry.buffer];
        if (target.mapped() != nullptr) {
            if (!entry.bytes.empty())
                std::memcpy(static_cast<std::byte*>(target.mapped()) + entry.offset, entry.bytes.data(),
                            entry.bytes.size());
            continue;
        }
        if (!staging) staging = gpu::Buffer(context, std::min(largest, staging_bytes), gpu::Memory::upload, "staging");
        for (std::uint64_t done = 0; done < entry.bytes.size(); done += staging.size()) {
            const std::uint64_t bytes = std::min<std::uint64_t>(staging.size(), entry.bytes.size() - done);
            std::memcpy(staging.mapped(), entry.bytes.data() + done, bytes);
            gpu::Commands commands(context, "upload");
            commands.copy(staging, target, {0, entry.offset + done, bytes});
            context->run(commands);
        }
    }
    kept_.clear();
}

}  // namespace plumb::upload
