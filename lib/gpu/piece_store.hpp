#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

namespace plumb::gpu {

class Buffer;

/// Which arrays that nothing changes lie in a device's memory, by their content: whoever needs the same bytes shares
/// them. Keeps nothing alive. May be used by several threads at once.
class PieceStore {
public:
    struct Key {
        std::uint64_t low = 0, high = 0;  ///< XXH3, 128 bits
        std::size_t bytes = 0;
        auto operator<=>(const Key&) const = default;
    };
    static Key key_of(std::span<const std::byte> bytes);

    struct Piece {
        std::shared_ptr<const Buffer> buffer;  ///< none if nobody holds the array
        std::uint64_t offset = 0;
    };
    [[nodiscard]] Piece find(const Key& key) const;
    /// Tells of arrays that are on the device; forgets those that are no longer.
    void add(std::span<const std::pair<Key, Piece>> pieces);
    [[nodiscard]] std::size_t size() const;

private:
    struct Place {
        std::weak_ptr<const Buffer> buffer;
        std::uint64_t offset = 0;
    };
    mutable std::mutex mutex_;
    std::map<Key, Place> places_;
};

}  // namespace plumb::gpu
