#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::upload {

/// Gathers many arrays into few device buffers: first all are announced, then memory is made, then they are copied.
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

    /// @throws Error  out_of_memory
    void allocate(const std::shared_ptr<gpu::Context>& context, std::string_view name);
    /// Device address, 0 for an empty array.
    [[nodiscard]] std::uint64_t address(Piece piece) const;
    /// Copies everything to the device and waits.
    void upload(const std::shared_ptr<gpu::Context>& context);

private:
    struct Entry {
        std::span<const std::byte> bytes;
        std::size_t buffer = 0;
        std::uint64_t offset = 0;
    };
    std::vector<Entry> entries_;
    std::vector<std::vector<std::byte>> kept_;
    std::vector<gpu::Buffer> buffers_;
};

}  // namespace plumb::upload
