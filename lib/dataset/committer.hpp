#pragma once

#include "dataset/journal.hpp"
#include "dataset/workspace.hpp"

#include <filesystem>
#include <set>
#include <vector>

namespace plumb::dataset {

/// A frame whose files are complete and have no names yet.
struct StagedFrame {
    FrameLine line;
    std::vector<std::filesystem::path> temporaries = {};  ///< one a file of `line`, in its order
    bool is_redone = false;  ///< it was done before the set was opened, and is to be replaced
};

/// Gives files their names and frames their lines. Not for several threads at once.
class Committer {
public:
    /// @param before       the journal as it was when the set was opened
    /// @param may_replace  files that are there without being those of a frame that is done
    Committer(std::filesystem::path root, const Workspace& workspace, const Journal& before, bool may_replace);

    /// Flushes the files of all frames to the disk at once, names them, and appends the frames' lines: when this
    /// returns, the frames are done.
    /// @throws Error  io; invalid_argument for a file that is there and must stay; internal if another process made the
    ///                same frame with other bytes. None of the frames is done then, and none of their files is there.
    void commit(const std::vector<StagedFrame>& group);

private:
    void note_pending(const std::vector<StagedFrame>& group);
    void flush(const std::vector<StagedFrame>& group);
    void take_back(const std::vector<StagedFrame>& group);
    void name_files(const StagedFrame& frame);
    void name_file(const std::filesystem::path& temporary, const JournalFile& file, const StagedFrame& frame);
    void settle_meeting(const std::filesystem::path& temporary, const JournalFile& file, const StagedFrame& frame);

    std::filesystem::path root_;
    std::filesystem::path pending_path_;
    const Journal& before_;
    bool may_replace_;
    FileDescriptor folder_;                  // for flushing
    std::set<std::filesystem::path> named_;  // by the commit that is going on
};

/// Gives `temporary` the name `path`.
/// @return        false if a file is there; nothing has changed then
/// @throws Error  io
bool rename_without_replacing(const std::filesystem::path& temporary, const std::filesystem::path& path);

/// Removes the files of a frame below `root`, and the folders that are empty without them.
/// @throws Error  io
void remove_frame_files(const std::filesystem::path& root, const std::vector<JournalFile>& files);

}  // namespace plumb::dataset
