#include "dataset/set_finish.hpp"

#include "dataset/committer.hpp"
#include "dataset/dataset_json.hpp"
#include "dataset/set_bytes.hpp"
#include "dataset/set_folder.hpp"

#include <plumb/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>

namespace plumb::dataset {

namespace {

namespace fs = std::filesystem;

/// Files below a set's folder, each written under a temporary name first.
class FolderFiles : public SetFiles {
public:
    FolderFiles(fs::path root, Workspace& workspace) : root_(std::move(root)), workspace_(workspace), bytes_(root_) {}

    [[nodiscard]] std::string read(const std::string& path, const std::string& container) const override {
        if (const auto place = bytes_.find(path, container)) return read_bytes(*place);
        throw Error(ErrorCode::not_found,
                    "reading " + (root_ / path).string() + ": the file is gone; the same command renders it again");
    }

    [[nodiscard]] bool holds(const std::string& container, std::span<const std::string> pieces) const override {
        const auto ranges = bytes_.contents(container);
        std::uint64_t end = 0;
        const bool is_in_order = std::all_of(pieces.begin(), pieces.end(), [&](const std::string& piece) {
            const auto place = bytes_.find(piece, container);
            const bool follows = place && place->path == root_ / container && place->offset == end;
            if (follows) end += place->bytes;
            return follows;
        });
        return is_in_order && ranges->size() == pieces.size();
    }

    void keep(const std::string& path) override { files_.push_back({path, hash_file(root_ / path)}); }

    void take_in(const std::string& container, std::span<const std::string> pieces) override {
        // The container's name must be on the disk before others go.
        const fs::path folder = (root_ / container).parent_path();
        if (::fsync(open_file(folder, O_RDONLY | O_DIRECTORY).number()) != 0) fail_call("flushing", folder, errno);
        std::vector<JournalFile> files;
        for (const std::string& piece : pieces) files.push_back({piece, {}});
        remove_frame_files(root_, files);
    }

    void write(const std::string& path, const std::function<void(const Sink&)>& fill) override {
        const fs::path temporary = workspace_.new_path();
        const FileDescriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
        Sha256 hash;
        FileHash written;
        fill([&](std::string_view piece) {
            write_all(file, std::as_bytes(std::span(piece)), root_ / path);
            hash.add(piece);
            written.bytes += piece.size();
        });
        if (::fdatasync(file.number()) != 0) fail_call("flushing", root_ / path, errno);
        make_folder((root_ / path).parent_path());
        if (::rename(temporary.c_str(), (root_ / path).c_str()) != 0) fail_call("renaming to", root_ / path, errno);
        written.sha256 = hash.hex();
        files_.push_back({path, std::move(written)});
    }

    [[nodiscard]] const std::vector<JournalFile>& files() const { return files_; }

private:
    fs::path root_;
    Workspace& workspace_;
    SetBytes bytes_;
    std::vector<JournalFile> files_;
};

std::map<std::string, std::uint64_t> all_losses(const Journal& journal, std::span<const std::uint64_t> indices) {
    std::map<std::string, std::uint64_t> losses;
    for (const std::uint64_t index : indices) {
        const auto line = journal.find(index);
        if (!line) continue;
        for (const auto& [what, count] : line->losses) losses[what] += count;
    }
    return losses;
}

/// Files of an earlier finish that there are no more.
void remove_outdated(const fs::path& root, const Journal& journal, const std::vector<JournalFile>& files) {
    if (!journal.set_line()) return;
    std::vector<JournalFile> outdated = journal.set_line()->files;
    std::erase_if(outdated, [&](const JournalFile& old) {
        return std::any_of(files.begin(), files.end(), [&](const JournalFile& file) { return file.path == old.path; });
    });
    remove_frame_files(root, outdated);
}

}  // namespace

void finish_set(const SetToFinish& work) {
    const fs::path& root = work.lock.root();
    const Journal journal(root / journal_name);
    std::error_code error;
    if (journal.is_complete() && fs::exists(root / description_file_name, error)) return;
    const std::vector<std::uint64_t> indices = journal.indices();
    FolderFiles files(root, work.workspace);
    for (const auto& format : work.formats) format->finish(work.set, indices, files);
    const std::string text = dataset_json_text(work.description, &journal.done(), all_losses(journal, indices));
    files.write(description_file_name, [&](const SetFiles::Sink& sink) { sink(text); });
    const SetLine line{journal.done().count(), files.files()};
    remove_outdated(root, journal, line.files);
    rewrite_journal(root / journal_name, journal, line, work.workspace.new_path());
    const FileDescriptor folder = open_file(root, O_RDONLY | O_DIRECTORY);
    if (::syncfs(folder.number()) != 0) fail_call("flushing the files of", root, errno);
}

}  // namespace plumb::dataset
