#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::dataset {

/// An HDF5 file in memory, without times, so that the same values give the same bytes. Several of them can be made at
/// once by threads: the library takes turns.
class Hdf5File {
public:
    Hdf5File();
    ~Hdf5File();
    Hdf5File(const Hdf5File&) = delete;
    Hdf5File& operator=(const Hdf5File&) = delete;

    enum class Type : std::uint8_t { u8, i32, f32 };
    /// A dataset of `shape` values in C order, compressed with deflate.
    /// @throws Error  internal
    void add(const std::string& name, Type type, std::span<const std::size_t> shape, std::span<const std::byte> values);
    /// A dataset that is one text of fixed length.
    void add_text(const std::string& name, const std::string& text);

    /// All bytes; the file takes nothing more.
    [[nodiscard]] std::vector<std::byte> take();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace plumb::dataset
