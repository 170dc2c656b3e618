#pragma once

#include "dataset/file_calls.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>

namespace plumb::dataset {

/// Folder within a set's folder that is there only while somebody writes the set, or was stopped while doing so.
inline constexpr const char* workspace_name = ".plumb";

/// While it lives, no other process or thread changes the journal of the set in `root`, or which files are done.
class SetLock {
public:
    /// Waits for its turn.
    /// @throws Error  io
    explicit SetLock(const std::filesystem::path& root);
    /// Removes the workspace where there is no writer.
    ~SetLock();
    SetLock(const SetLock&) = delete;
    SetLock& operator=(const SetLock&) = delete;

    [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

private:
    std::filesystem::path root_;
    FileDescriptor file_;
};

/// A writer's own folder, for files that have not got their names yet. Its lock ends with the process, however that
/// ends, so that others can tell what is left behind.
class Workspace {
public:
    /// @throws Error  io
    explicit Workspace(const SetLock& lock);
    /// Removes the folder with all in it.
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    /// A path that no other call gives. May be called by several threads at once.
    [[nodiscard]] std::filesystem::path new_path();
    /// Frames whose files are about to get their names; see recover().
    [[nodiscard]] std::filesystem::path pending_path() const { return folder_ / pending_name; }
    /// Whether no other writer has frames to write; see rest().
    [[nodiscard]] bool is_last(const SetLock& lock) const;
    /// Tells the others that this writer has no more frames, or that it has again. Who finds all others at rest
    /// completes the set, so that of several that end at once one does.
    void rest(const SetLock& lock);
    void wake(const SetLock& lock);

    static constexpr const char* pending_name = "pending.jsonl";

private:
    std::filesystem::path root_;
    std::filesystem::path folder_;
    FileDescriptor file_;
    std::atomic<std::uint64_t> next_{0};
};

/// Removes what dead writers left: their temporary files, and files that got their names although their frame is not
/// done.
/// @throws Error  io
void recover(const SetLock& lock);

}  // namespace plumb::dataset
