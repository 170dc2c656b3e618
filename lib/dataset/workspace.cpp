#include "dataset/workspace.hpp"

#include <plumb/error.hpp>

#include "dataset/committer.hpp"
#include "dataset/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

namespace plumb::dataset {

namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = "lock";
constexpr const char* resting_name = "resting";

void lock_file(const FileDescriptor& file, const fs::path& path) {
    while (::flock(file.number(), LOCK_EX) != 0) {
        if (errno != EINTR) fail_call("locking", path, errno);
    }
}

/// False if somebody else has it.
bool try_lock(const FileDescriptor& file, const fs::path& path) {
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) fail_call("locking", path, errno);
    }
    return true;
}

bool is_removed(const FileDescriptor& file, const fs::path& path) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail_call("reading", path, errno);
    return status.st_nlink == 0;
}

std::vector<fs::path> writer_folders(const fs::path& root) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root / workspace_name, error)) {
        if (entry.is_directory() && entry.path().filename().string().starts_with("writer-")) {
            folders.push_back(entry.path());
        }
    }
    return folders;
}

void remove_folder(const fs::path& folder) {
    std::error_code error;
    fs::remove_all(folder, error);
    if (error) throw Error(ErrorCode::io, "removing " + folder.string() + ": " + error.message());
}

/// What a writer that is no more has left behind: its folder, held by us so that nobody else clears it up.
struct LeftBehind {
    fs::path folder;
    FileDescriptor lock;
};

std::vector<LeftBehind> find_left_behind(const SetLock& lock) {
    std::vector<LeftBehind> left;
    for (const fs::path& folder : writer_folders(lock.root())) {
        FileDescriptor file = open_file(folder / lock_name, O_RDWR | O_CREAT);
        if (try_lock(file, folder / lock_name)) left.push_back({folder, std::move(file)});
    }
    return left;
}

/// Frames that a writer was about to finish, as far as its text is whole.
std::vector<FrameLine> pending_frames(const fs::path& file) {
    std::vector<FrameLine> frames;
    std::error_code error;
    if (!fs::exists(file, error)) return frames;
    const std::string text = read_text(file);
    std::size_t first = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', first)) {
        try {
            frames.push_back(parse_frame_line(std::string_view(text).substr(first, end + 1 - first)));
        } catch (const Error&) {
            break;  // The machine went down while this was written, so that no file got its name yet.
        }
        first = end + 1;
    }
    return frames;
}

}  // namespace

SetLock::SetLock(const fs::path& root) : root_(root) {
    const fs::path folder = root / workspace_name, path = folder / lock_name;
    while (true) {
        make_folder(folder);
        const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        // The last writer may remove the folder at any time.
        if (number < 0 && errno == ENOENT) continue;
        if (number < 0) fail_call("opening", path, errno);
        FileDescriptor file(number);
        lock_file(file, path);
        if (is_removed(file, path)) continue;
        file_ = std::move(file);
        return;
    }
}

SetLock::~SetLock() {
    if (!writer_folders(root_).empty()) return;
    std::error_code ignored;
    fs::remove(root_ / workspace_name / lock_name, ignored);
    fs::remove(root_ / workspace_name, ignored);
}

Workspace::Workspace(const SetLock& lock) : root_(lock.root()) {
    for (std::uint64_t number = 0;; ++number) {
        folder_ = root_ / workspace_name / ("writer-" + std::to_string(number));
        if (::mkdir(folder_.c_str(), 0777) == 0) break;
        if (errno != EEXIST) fail_call("creating", folder_, errno);
    }
    file_ = open_file(folder_ / lock_name, O_RDWR | O_CREAT);
    lock_file(file_, folder_ / lock_name);
}

Workspace::~Workspace() {
    try {
        const SetLock lock(root_);
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    } catch (const Error&) {
        // What is left behind is cleared up by the next writer.
    }
}

fs::path Workspace::new_path() {
    return folder_ / (std::to_string(next_++) + ".tmp");
}

bool Workspace::is_last(const SetLock& lock) const {
    const std::vector<fs::path> folders = writer_folders(lock.root());
    return std::all_of(folders.begin(), folders.end(), [&](const fs::path& folder) {
        std::error_code error;
        return folder == folder_ || fs::exists(folder / resting_name, error);
    });
}

void Workspace::rest(const SetLock&) {
    (void)open_file(folder_ / resting_name, O_WRONLY | O_CREAT);
}

void Workspace::wake(const SetLock&) {
    remove_file(folder_ / resting_name);
}

void recover(const SetLock& lock) {
    const std::vector<LeftBehind> left = find_left_behind(lock);
    if (left.empty()) return;
    const Journal journal(lock.root() / journal_name);
    for (const LeftBehind& writer : left) {
        for (const FrameLine& line : pending_frames(writer.folder / Workspace::pending_name)) {
            if (!journal.done().contains(line.index)) remove_frame_files(lock.root(), line.files);
        }
        remove_folder(writer.folder);
    }
}

}  // namespace plumb::dataset
