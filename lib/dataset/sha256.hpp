#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace plumb::dataset {

/// SHA-256 of bytes that come piece after piece.
class Sha256 {
public:
    /// @throws Error  internal where the system's library has no SHA-256
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::span<const std::byte> bytes);
    void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
    /// 64 hexadecimal digits of all that was added; nothing may be added after it.
    [[nodiscard]] std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// 64 hexadecimal digits.
std::string sha256(std::span<const std::byte> bytes);
std::string sha256(std::string_view text);

/// What a file holds, by its size and hash.
struct FileHash {
    std::uint64_t bytes = 0;
    std::string sha256;
    friend bool operator==(const FileHash&, const FileHash&) = default;
};

/// Reads the regular file `path` in pieces.
/// @throws Error  not_found, or io with the system's reason
FileHash hash_file(const std::filesystem::path& path);

}  // namespace plumb::dataset
