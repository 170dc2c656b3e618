#include "gltf/confined_file.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <utility>

namespace plumb::gltf {

namespace {

/// An open file, or the errno of the attempt.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value), error_(value < 0 ? errno : 0) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)), error_(other.error_) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        std::swap(error_, other.error_);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] int error() const noexcept { return error_; }
    [[nodiscard]] bool is_open() const noexcept { return value_ >= 0; }

private:
    int value_;
    int error_;
};

constexpr int read_flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

FileBytes failed(FileProblem problem, std::string reason) {
    return {{}, 0, problem, std::move(reason)};
}

FileBytes failed_open(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return failed(FileProblem::not_found, "there is no such file");
        case ELOOP:
            return failed(FileProblem::outside, "a symbolic link is on its path; links are not followed");
        case EXDEV:
            return failed(FileProblem::outside, "it leads out of the asset's folder");
        case ENXIO:
            return failed(FileProblem::not_regular, "it is not a regular file");
        case EISDIR:
            return failed(FileProblem::not_regular, "it is a folder, not a regular file");
        default:
            return failed(FileProblem::unreadable, std::string("it cannot be opened: ") + std::strerror(error));
    }
}

Descriptor open_beneath(int folder, const std::string& relative) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(read_flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    return Descriptor(static_cast<int>(::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how)));
}

bool is_link(int folder, const std::string& name) {
    struct stat status {};
    return ::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

Descriptor open_by_walk(int folder, const std::string& relative) {
    Descriptor current(::openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    std::size_t begin = 0;
    while (current.is_open()) {
        const std::size_t end = relative.find('/', begin);
        const bool is_last = end == std::string::npos;
        const std::string name = relative.substr(begin, is_last ? std::string::npos : end - begin);
        const int flags = is_last ? read_flags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        // A link met with O_DIRECTORY says ENOTDIR, which reads like a missing file.
        if (is_link(current.get(), name)) {
            errno = ELOOP;
            return Descriptor(-1);
        }
        Descriptor next(::openat(current.get(), name.c_str(), flags));
        if (is_last) return next;
        current = std::move(next);
        begin = end + 1;
    }
    return current;
}

bool is_openat2_missing(int error) {
    return error == ENOSYS || error == EPERM || error == EINVAL || error == E2BIG;
}

FileBytes read_regular(const Descriptor& file, std::uint64_t max_bytes) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return failed_open(errno);
    if (S_ISDIR(status.st_mode)) return failed_open(EISDIR);
    if (!S_ISREG(status.st_mode)) return failed_open(ENXIO);
    FileBytes result;
    result.size = static_cast<std::uint64_t>(status.st_size);
    if (result.size > max_bytes) {
        result.problem = FileProblem::too_large;
        result.reason = "it has " + std::to_string(result.size) + " bytes; the limit is " + std::to_string(max_bytes);
        return result;
    }
    result.bytes.resize(result.size);
    std::size_t done = 0;
    while (done < result.bytes.size()) {
        const ssize_t count = ::read(file.get(), result.bytes.data() + done, result.bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const std::string cause = count < 0 ? std::strerror(errno) : "it became shorter while it was read";
            return failed(FileProblem::unreadable, "it cannot be read: " + cause);
        }
        done += static_cast<std::size_t>(count);
    }
    return result;
}

}  // namespace

FileBytes read_confined_file(const std::filesystem::path& folder, const std::string& relative, std::uint64_t max_bytes,
                             ConfinedOpen how) {
    const Descriptor root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root.is_open()) return failed_open(root.error());
    Descriptor file(-1);
    bool is_walk = how == ConfinedOpen::component_walk;
    if (!is_walk) {
        file = open_beneath(root.get(), relative);
        is_walk = !file.is_open() && is_openat2_missing(file.error());
    }
    if (is_walk) file = open_by_walk(root.get(), relative);
    return file.is_open() ? read_regular(file, max_bytes) : failed_open(file.error());
}

FileBytes read_named_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
    const Descriptor file(::open(path.c_str(), read_flags));
    return file.is_open() ? read_regular(file, max_bytes) : failed_open(file.error());
}

}  // namespace plumb::gltf
