#pragma once

#include "dataset/formats/archive.hpp"
#include "dataset/journal.hpp"
#include "dataset/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace plumb::dataset {

/// Bytes of a regular file.
struct BytePlace {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// Gives the bytes to `sink` in pieces; fewer than `place` tells where the file ends before.
/// @throws Error  not_found, io with the system's reason
void read_pieces(const BytePlace& place, const std::function<void(std::span<const std::byte>)>& sink);

/// @throws Error  as read_pieces()
FileHash hash_bytes(const BytePlace& place);
std::string read_bytes(const BytePlace& place);

/// Finds the files of a set: frames' own ones, and those that a file of the whole set has taken in (a shard), where the
/// members are found by the name up to its first dot. May be used by several threads at once.
class SetBytes {
public:
    explicit SetBytes(std::filesystem::path root) : root_(std::move(root)) {}

    /// Where the file is; its own one goes before one that was taken in. None where it is nowhere, and where what
    /// should hold it is no tar.
    /// @param container  EncodedFile::container
    /// @throws Error  io
    [[nodiscard]] std::optional<BytePlace> find(const std::string& path, const std::string& container) const;
    [[nodiscard]] std::optional<BytePlace> find(const JournalFile& file) const {
        return find(file.path, file.container);
    }
    /// Names up to the first dot of what is in `container`, and where; empty where it is not there.
    /// @throws Error  io
    [[nodiscard]] std::shared_ptr<const std::map<std::string, TarRange>> contents(const std::string& container) const;

private:
    /// As long as the file is the same one, it is not read again.
    struct Contents {
        std::uint64_t device = 0, inode = 0, bytes = 0;
        std::int64_t changed_s = 0, changed_ns = 0;
        std::shared_ptr<const std::map<std::string, TarRange>> ranges;
        [[nodiscard]] bool is_of(const Contents& other) const;
    };
    std::filesystem::path root_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, Contents> contents_;
};

}  // namespace plumb::dataset
