#pragma once

#include <cstddef>
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

}  // namespace plumb::dataset
