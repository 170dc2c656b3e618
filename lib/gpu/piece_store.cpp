#include "gpu/piece_store.hpp"

#include <xxhash.h>

namespace plumb::gpu {

PieceStore::Key PieceStore::key_of(std::span<const std::byte> bytes) {
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return {hash.low64, hash.high64, bytes.size()};
}

PieceStore::Piece PieceStore::find(const Key& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return {};
    return {found->second.buffer.lock(), found->second.offset};
}

void PieceStore::add(std::span<const std::pair<Key, Piece>> pieces) {
    const std::lock_guard lock(mutex_);
    std::erase_if(places_, [](const auto& entry) { return entry.second.buffer.expired(); });
    for (const auto& [key, piece] : pieces) places_[key] = {piece.buffer, piece.offset};
}

std::size_t PieceStore::size() const {
    const std::lock_guard lock(mutex_);
    return places_.size();
}

}  // namespace plumb::gpu
