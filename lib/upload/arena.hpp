#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumb::upload {

/// Gathers many arrays into few device buffers: first all are announced, then memory is made, then they are copied.
/// What two arenas of a device have in common, and nothing writes to, can be in memory once.
class Arena {
public:
    /// Position of an array in the arena; its address is known after allocate().
    struct Piece {
        std::size_t index = 0;
    };

    /// @param bytes  read by upload(); must live until then
    Piece add(std::span<const std::byte> bytes);
    template <class T>
    Piece add(const std::vector<T>& values) {
        return add(std::as_bytes(std::span(values)));
    }
    /// Takes the bytes over; for what is computed on the way.
    Piece keep(std::vector<std::byte> bytes);

    /// Whether arrays of equal bytes share memory with one another and with other arenas of the device.
    enum class Sharing : std::uint8_t { none, by_content };
    /// @throws Error  out_of_memory
    void allocate(const std::shared_ptr<gpu::Context>& context, std::string_view name, Sharing sharing = Sharing::none);
    /// Device address, 0 for an empty array.
    [[nodiscard]] std::uint64_t address(Piece piece) const;
    /// Copies everything that is not there yet to the device and waits.
    void upload(const std::shared_ptr<gpu::Context>& context);

private:
    struct Entry {
        std::span<const std::byte> bytes;
        gpu::PieceStore::Piece place;
        std::optional<gpu::PieceStore::Key> key{};  ///< of what may be shared
        bool is_there = false;                      ///< uploaded by another arena, or as another entry of this one
    };
    void find_shared(const gpu::Context& context, std::vector<std::size_t>& same_as);
    void copy(const std::shared_ptr<gpu::Context>& context, const Entry& entry, gpu::Buffer& staging,
              std::uint64_t staging_size) const;

    std::vector<Entry> entries_;
    std::vector<std::vector<std::byte>> kept_;
};

}  // namespace plumb::upload
