#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::dataset {

/// An archive in memory: regular files of mode 0644 without owner and date, so that the same files give the same bytes.
class ArchiveWriter {
public:
    enum class Kind : std::uint8_t {
        zip_stored,
        zip_deflated,
        ustar,  ///< names of up to 100 bytes, 155 more before a '/'; no other headers
    };
    explicit ArchiveWriter(Kind kind);
    ~ArchiveWriter();
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    /// @throws Error  internal with the library's reason
    void add(const std::string& name, std::span<const std::byte> bytes);

    /// All bytes. Of a tar the members alone, without the two empty blocks that end it: members can be written one
    /// after the other into a larger one, see tar_end_bytes.
    [[nodiscard]] std::vector<std::byte> take();

    static constexpr std::size_t tar_end_bytes = 1024;  ///< zeros that end a tar

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Neighbouring members of a tar, with their headers and padding.
struct TarRange {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// The members of a plain tar whose names begin alike up to the first dot, by that beginning.
/// @throws Error  not_found or io where the file cannot be opened, bad_asset where it is no tar
std::map<std::string, TarRange> tar_ranges(const std::filesystem::path& tar);

}  // namespace plumb::dataset
