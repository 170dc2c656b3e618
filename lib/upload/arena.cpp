#include "upload/arena.hpp"

#include "gpu/commands.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace plumb::upload {

namespace {

// A piece larger than that gets a buffer of its own. A buffer stays for as long as any of its pieces is in use, so that
// one shared piece keeps no more than this.
constexpr std::uint64_t buffer_bytes = 64ULL << 20;
constexpr std::uint64_t staging_bytes = 64ULL << 20;
constexpr std::uint64_t alignment = 16;
constexpr std::size_t smallest_shared = 1024;  // bytes; to look for less costs more than it saves

std::uint64_t aligned(std::uint64_t offset) {
    return (offset + alignment - 1) / alignment * alignment;
}

}  // namespace

Arena::Piece Arena::add(std::span<const std::byte> bytes) {
    entries_.push_back({bytes, {}});
    return {entries_.size() - 1};
}

Arena::Piece Arena::keep(std::vector<std::byte> bytes) {
    kept_.push_back(std::move(bytes));
    return add(kept_.back());
}

/// Finds what is on the device already, and what stands in the arena twice: `same_as` gives the first of equal entries.
void Arena::find_shared(const gpu::Context& context, std::vector<std::size_t>& same_as) {
    std::map<gpu::PieceStore::Key, std::size_t> first;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        if (entry.bytes.size() < smallest_shared) continue;
        entry.key = gpu::PieceStore::key_of(entry.bytes);
        same_as[i] = first.try_emplace(*entry.key, i).first->second;
        entry.place = context.pieces().find(*entry.key);
        entry.is_there = entry.place.buffer != nullptr || same_as[i] != i;
    }
}

void Arena::allocate(const std::shared_ptr<gpu::Context>& context, std::string_view name, Sharing sharing) {
    std::vector<std::size_t> same_as(entries_.size());
    for (std::size_t i = 0; i < same_as.size(); ++i) same_as[i] = i;
    if (sharing == Sharing::by_content) find_shared(*context, same_as);
    std::vector<std::uint64_t> sizes;
    std::vector<std::size_t> buffer_of(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].is_there) continue;
        const std::uint64_t bytes = aligned(entries_[i].bytes.size());
        if (sizes.empty() || sizes.back() + bytes > buffer_bytes) sizes.push_back(0);
        buffer_of[i] = sizes.size() - 1;
        entries_[i].place.offset = sizes.back();
        sizes.back() += bytes;
    }
    std::vector<std::shared_ptr<const gpu::Buffer>> buffers;
    for (const std::uint64_t size : sizes)
        buffers.push_back(std::make_shared<const gpu::Buffer>(context, size, gpu::Memory::device, name));
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (!entries_[i].is_there) entries_[i].place.buffer = buffers[buffer_of[i]];
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (!entries_[i].place.buffer) entries_[i].place = entries_[same_as[i]].place;
}

std::uint64_t Arena::address(Piece piece) const {
    const Entry& entry = entries_[piece.index];
    return entry.bytes.empty() ? 0 : entry.place.buffer->address() + entry.place.offset;
}

void Arena::copy(const std::shared_ptr<gpu::Context>& context, const Entry& entry, gpu::Buffer& staging,
                 std::uint64_t staging_size) const {
    const gpu::Buffer& target = *entry.place.buffer;
    if (target.mapped() != nullptr) {
        std::memcpy(static_cast<std::byte*>(target.mapped()) + entry.place.offset, entry.bytes.data(),
                    entry.bytes.size());
        return;
    }
    if (!staging) staging = gpu::Buffer(context, staging_size, gpu::Memory::upload, "staging");
    for (std::uint64_t done = 0; done < entry.bytes.size(); done += staging.size()) {
        const std::uint64_t bytes = std::min<std::uint64_t>(staging.size(), entry.bytes.size() - done);
        std::memcpy(staging.mapped(), entry.bytes.data() + done, bytes);
        gpu::Commands commands(context, "upload");
        commands.copy(staging, target, {0, entry.place.offset + done, bytes});
        context->run(commands);
    }
}

void Arena::upload(const std::shared_ptr<gpu::Context>& context) {
    std::uint64_t largest = 1;
    for (const Entry& entry : entries_) largest = std::max<std::uint64_t>(largest, entry.bytes.size());
    gpu::Buffer staging;
    std::vector<std::pair<gpu::PieceStore::Key, gpu::PieceStore::Piece>> fresh;
    for (const Entry& entry : entries_) {
        if (entry.is_there || entry.bytes.empty()) continue;
        copy(context, entry, staging, std::min(largest, staging_bytes));
        if (entry.key) fresh.emplace_back(*entry.key, entry.place);
    }
    context->pieces().add(fresh);
    kept_.clear();
}

}  // namespace plumb::upload
