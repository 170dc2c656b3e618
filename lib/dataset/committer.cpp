#include "dataset/committer.hpp"

#include <plumb/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

namespace plumb::dataset {

namespace fs = std::filesystem;

bool rename_without_replacing(const fs::path& temporary, const fs::path& path) {
    if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return true;
    int error = errno;
    if (error == EINVAL || error == ENOSYS) {
        // The file system cannot do that; a hard link refuses an existing name as well.
        if (::link(temporary.c_str(), path.c_str()) == 0) {
            remove_file(temporary);
            return true;
        }
        error = errno;
    }
    if (error == EEXIST) return false;
    fail_call("renaming to", path, error);
}

void remove_frame_files(const fs::path& root, const std::vector<JournalFile>& files) {
    std::set<fs::path> folders;
    for (const JournalFile& file : files) {
        remove_file(root / file.path);
        for (fs::path folder = fs::path(file.path).parent_path(); !folder.empty(); folder = folder.parent_path()) {
            folders.insert(folder);
        }
    }
    // A folder stands before those in it.
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) ::rmdir((root / *folder).c_str());
}

Committer::Committer(fs::path root, const Workspace& workspace, const Journal& before, bool may_replace)
    : root_(std::move(root)),
      pending_path_(workspace.pending_path()),
      before_(before),
      may_replace_(may_replace),
      folder_(open_file(root_, O_RDONLY | O_DIRECTORY)) {}

void Committer::commit(const std::vector<StagedFrame>& group) {
    note_pending(group);
    flush(group);
    const SetLock lock(root_);
    named_.clear();
    std::string dropped, lines;
    for (const StagedFrame& frame : group) {
        if (frame.is_redone) dropped += dropped_text(frame.line.index);
        lines += text_of(frame.line);
    }
    try {
        if (!dropped.empty()) append_to_journal(root_ / journal_name, dropped);
        for (const StagedFrame& frame : group) name_files(frame);
        append_to_journal(root_ / journal_name, lines);
    } catch (...) {
        take_back(group);
        throw;
    }
    remove_file(pending_path_);
}

void Committer::note_pending(const std::vector<StagedFrame>& group) {
    std::string lines;
    for (const StagedFrame& frame : group) lines += text_of(frame.line);
    const FileDescriptor file = open_file(pending_path_, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file, std::as_bytes(std::span(lines)), pending_path_);
}

/// The names, and the lines of the group before, reach the disk with the next call; a line whose files are not there is
/// found when the set is continued.
void Committer::flush(const std::vector<StagedFrame>& group) {
    std::vector<fs::path> paths{pending_path_};
    for (const StagedFrame& frame : group) {
        paths.insert(paths.end(), frame.temporaries.begin(), frame.temporaries.end());
    }
    // One call for many files is twenty times as fast as a call a file, but it waits for what other programs have
    // written, too; see docs/design/dataset.md.
    constexpr std::size_t few = 32;
    if (paths.size() > few) {
        if (::syncfs(folder_.number()) != 0) fail_call("flushing the files of", root_, errno);
        return;
    }
    std::error_code error;
    if (fs::exists(root_ / journal_name, error)) paths.push_back(root_ / journal_name);
    std::vector<FileDescriptor> files;
    for (const fs::path& path : paths) {
        files.push_back(open_file(path, O_RDONLY));
        // Begins to write without waiting. A file system that cannot does it below.
        (void)::sync_file_range(files.back().number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (::fdatasync(files[i].number()) != 0) fail_call("flushing", paths[i], errno);
    }
}

void Committer::take_back(const std::vector<StagedFrame>& group) {
    for (const StagedFrame& frame : group) {
        std::vector<JournalFile> named;
        for (const JournalFile& file : frame.line.files) {
            if (named_.contains(root_ / file.path)) named.push_back(file);
        }
        try {
            remove_frame_files(root_, named);
        } catch (const Error&) {
            // The error that led here tells more.
        }
    }
}

void Committer::name_files(const StagedFrame& frame) {
    // Of a frame that is made anew, files that it does not have any more must go.
    std::set<std::string> leftover;
    if (frame.is_redone) {
        if (const auto old = before_.find(frame.line.index)) {
            for (const JournalFile& file : old->files) leftover.insert(file.path);
        }
    }
    for (std::size_t i = 0; i < frame.temporaries.size(); ++i) {
        name_file(frame.temporaries[i], frame.line.files[i], frame);
        leftover.erase(frame.line.files[i].path);
    }
    for (const std::string& path : leftover) remove_file(root_ / path);
}

void Committer::name_file(const fs::path& temporary, const JournalFile& file, const StagedFrame& frame) {
    const fs::path path = root_ / file.path;
    make_folder(path.parent_path());
    if (rename_without_replacing(temporary, path)) {
        named_.insert(path);
        return;
    }
    settle_meeting(temporary, file, frame);
}

/// A file is there under the name that `temporary` should get.
void Committer::settle_meeting(const fs::path& temporary, const JournalFile& file, const StagedFrame& frame) {
    const fs::path path = root_ / file.path;
    if (hash_file(path) == file.hash) {
        remove_file(temporary);
        return;
    }
    if (!frame.is_redone) {
        const auto other = Journal(root_ / journal_name).find(frame.line.index);
        const bool is_of_other =
            other && std::any_of(other->files.begin(), other->files.end(),
                                 [&](const JournalFile& known) { return known.path == file.path; });
        if (is_of_other) {
            throw Error(ErrorCode::internal, "writing " + path.string() +
                                                 ": another process made this file of the same frame with other bytes; "
                                                 "the same frame must give the same bytes");
        }
        if (!may_replace_) {
            throw Error(ErrorCode::invalid_argument,
                        "writing " + path.string() + ": the file is there and overwriting was not asked for");
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail_call("renaming to", path, errno);
    named_.insert(path);
}

}  // namespace plumb::dataset
