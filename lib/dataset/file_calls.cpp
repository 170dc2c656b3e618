#include "dataset/file_calls.hpp"

#include <plumb/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace plumb::dataset {

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this == &other) return *this;
    if (number_ >= 0) ::close(number_);
    number_ = other.release();
    return *this;
}

int FileDescriptor::release() noexcept {
    return std::exchange(number_, -1);
}

void fail_call(const std::string& attempt, const std::filesystem::path& path, int error) {
    throw Error(error == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                attempt + " " + path.string() + ": " + std::error_code(error, std::generic_category()).message());
}

FileDescriptor open_file(const std::filesystem::path& path, int flags) {
    const int number = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (number < 0) fail_call("opening", path, errno);
    return FileDescriptor(number);
}

void write_all(const FileDescriptor& file, std::span<const std::byte> bytes, const std::filesystem::path& path) {
    // Linux writes at most 2 GiB a call and may write less at any time.
    constexpr std::size_t step = std::size_t{1} << 30;
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), std::min(step, bytes.size()));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail_call("writing", path, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw Error(ErrorCode::io, "creating folder " + folder.string() + ": " + error.message());
}

void remove_file(const std::filesystem::path& path) {
    if (::remove(path.c_str()) != 0 && errno != ENOENT) fail_call("removing", path, errno);
}

std::string read_text(const std::filesystem::path& path) {
    const FileDescriptor file = open_file(path, O_RDONLY);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail_call("reading", path, errno);
    if (!S_ISREG(status.st_mode)) throw Error(ErrorCode::io, "reading " + path.string() + ": not a regular file");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::read(file.number(), text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_call("reading", path, errno);
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    text.resize(done);
    return text;
}

}  // namespace plumb::dataset
