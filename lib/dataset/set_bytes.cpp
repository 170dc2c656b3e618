#include "dataset/set_bytes.hpp"

#include "dataset/file_calls.hpp"

#include <plumb/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace plumb::dataset {

namespace {

namespace fs = std::filesystem;

std::optional<struct stat> status_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return status;
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    fail_call("reading", path, errno);
}

}  // namespace

void read_pieces(const BytePlace& place, const std::function<void(std::span<const std::byte>)>& sink) {
    const FileDescriptor file = open_file(place.path, O_RDONLY | O_NONBLOCK);
    std::vector<std::byte> piece(std::size_t{1} << 18);
    for (std::uint64_t done = 0; done < place.bytes;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), place.bytes - done));
        const ssize_t count = ::pread(file.number(), piece.data(), wanted, static_cast<off_t>(place.offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_call("reading", place.path, errno);
        if (count == 0) return;
        sink(std::span(piece).first(static_cast<std::size_t>(count)));
        done += static_cast<std::uint64_t>(count);
    }
}

FileHash hash_bytes(const BytePlace& place) {
    Sha256 hash;
    FileHash result;
    read_pieces(place, [&](std::span<const std::byte> piece) {
        hash.add(piece);
        result.bytes += piece.size();
    });
    result.sha256 = hash.hex();
    return result;
}

std::string read_bytes(const BytePlace& place) {
    std::string text;
    text.reserve(static_cast<std::size_t>(place.bytes));
    read_pieces(place, [&](std::span<const std::byte> piece) {
        text.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    });
    return text;
}

bool SetBytes::Contents::is_of(const Contents& other) const {
    return device == other.device && inode == other.inode && bytes == other.bytes && changed_s == other.changed_s &&
           changed_ns == other.changed_ns;
}

std::optional<BytePlace> SetBytes::find(const std::string& path, const std::string& container) const {
    const auto own = status_of(root_ / path);
    if (own && S_ISREG(own->st_mode)) return BytePlace{root_ / path, 0, static_cast<std::uint64_t>(own->st_size)};
    if (container.empty()) return std::nullopt;
    const std::string name = fs::path(path).filename().string();
    const auto ranges = contents(container);
    const auto found = ranges->find(name.substr(0, name.find('.')));
    if (found == ranges->end()) return std::nullopt;
    return BytePlace{root_ / container, found->second.offset, found->second.bytes};
}

std::shared_ptr<const std::map<std::string, TarRange>> SetBytes::contents(const std::string& container) const {
    static const auto nothing = std::make_shared<const std::map<std::string, TarRange>>();
    const auto status = status_of(root_ / container);
    if (!status || !S_ISREG(status->st_mode)) return nothing;
    Contents found{.device = status->st_dev,
                   .inode = status->st_ino,
                   .bytes = static_cast<std::uint64_t>(status->st_size),
                   .changed_s = status->st_mtim.tv_sec,
                   .changed_ns = status->st_mtim.tv_nsec,
                   .ranges = nothing};
    const std::scoped_lock lock(mutex_);
    const auto known = contents_.find(container);
    if (known != contents_.end() && known->second.is_of(found)) return known->second.ranges;
    try {
        found.ranges = std::make_shared<const std::map<std::string, TarRange>>(tar_ranges(root_ / container));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::bad_asset) throw;
        // A file that is no tar holds nothing; verifying tells that it was changed.
    }
    contents_[container] = found;
    return found.ranges;
}

}  // namespace plumb::dataset
