#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace plumb::dataset {

/// An open file of the system, closed with its owner.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) noexcept : number_(number) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : number_(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
    int release() noexcept;

private:
    int number_ = -1;
};

/// Throws Error{io} (not_found for a file that is not there) with what was attempted and the system's reason.
[[noreturn]] void fail_call(const std::string& attempt, const std::filesystem::path& path, int error);

/// Opens `path` with the flags and, for a new file, the mode 0666 less the process's mask. Never inherited by programs
/// that this one starts.
/// @throws Error  as fail_call()
FileDescriptor open_file(const std::filesystem::path& path, int flags);

/// Writes all of `bytes`.
/// @param path    for messages
/// @throws Error  io with the system's reason; a part of the bytes may be there then
void write_all(const FileDescriptor& file, std::span<const std::byte> bytes, const std::filesystem::path& path);

/// Makes a folder unless it is there.
/// @throws Error  io
void make_folder(const std::filesystem::path& folder);

/// Removes a file or an empty folder if it is there.
/// @throws Error  io
void remove_file(const std::filesystem::path& path);

/// The whole of a file.
/// @throws Error  not_found, io
std::string read_text(const std::filesystem::path& path);

}  // namespace plumb::dataset
