#include "dataset/atomic_file.hpp"

#include <plumb/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace plumb::dataset {

namespace {

[[noreturn]] void fail(const std::string& attempt, const std::filesystem::path& path, int error) {
    throw Error(ErrorCode::io,
                attempt + " " + path.string() + ": " + std::error_code(error, std::generic_category()).message());
}

/// A file under a name of its own that disappears unless it is renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& target) : target_(target) {
        constexpr int attempt_limit = 1000;
        for (int attempt = 0; attempt < attempt_limit; ++attempt) {
            std::string name = ".";
            name.append(target.filename().string()).append(".").append(std::to_string(::getpid()));
            name.append("-").append(std::to_string(attempt)).append(".tmp");
            path_ = target.parent_path() / name;
            descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (descriptor_ >= 0) return;
            if (errno != EEXIST) fail("creating", path_, errno);
        }
        fail("creating", path_, EEXIST);
    }
    ~TemporaryFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (!is_renamed_) ::unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    void write(std::span<const std::byte> bytes) {
        // Linux writes at most 2 GiB a call and may write less at any time.
        constexpr std::size_t step = std::size_t{1} << 30;
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), std::min(step, bytes.size()));
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("writing", target_, errno);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }

    void flush() {
        // Special file systems answer EINVAL where there is nothing to flush.
        if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail("flushing", target_, errno);
        const int descriptor = descriptor_;
        descriptor_ = -1;
        if (::close(descriptor) != 0 && errno != EINTR) fail("closing", target_, errno);
    }

    void rename(bool overwrite) {
        if (overwrite) {
            if (::rename(path_.c_str(), target_.c_str()) != 0) fail("renaming to", target_, errno);
            is_renamed_ = true;
            return;
        }
        if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) {
            is_renamed_ = true;
            return;
        }
        int error = errno;
        if (error == EINVAL || error == ENOSYS) {
            // The file system cannot do that; a hard link refuses an existing name as well, and the temporary name goes
            // with this object.
            if (::link(path_.c_str(), target_.c_str()) == 0) return;
            error = errno;
        }
        if (error == EEXIST) {
            throw Error(ErrorCode::invalid_argument,
                        "writing " + target_.string() + ": the file is there and overwriting was not asked for");
        }
        fail("renaming to", target_, error);
    }

private:
    std::filesystem::path target_;
    std::filesystem::path path_;
    int descriptor_ = -1;
    bool is_renamed_ = false;
};

}  // namespace

void write_file_atomically(const std::filesystem::path& path, std::span<const std::span<const std::byte>> parts,
                           bool overwrite) {
    TemporaryFile file(path);
    for (const std::span<const std::byte> part : parts) file.write(part);
    file.flush();
    file.rename(overwrite);
}

void create_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw Error(ErrorCode::io, "creating folder " + folder.string() + ": " + error.message());
}

}  // namespace plumb::dataset
