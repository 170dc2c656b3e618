#include <plumb/dataset_check.hpp>
#include <plumb/error.hpp>

#include "base/parallel.hpp"
#include "dataset/committer.hpp"
#include "dataset/dataset_json.hpp"
#include "dataset/described_set.hpp"
#include "dataset/json_text.hpp"
#include "dataset/set_bytes.hpp"
#include "dataset/set_finish.hpp"
#include "dataset/set_folder.hpp"

#include <fcntl.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace plumb {

namespace {

namespace fs = std::filesystem;
using dataset::FrameLine;
using dataset::Journal;
using dataset::JournalFile;
using dataset::Json;

/// A set to copy from.
struct Part {
    fs::path root;
    Journal journal;
    std::unique_ptr<dataset::SetBytes> bytes;
};

[[noreturn]] void refuse(ErrorCode code, const fs::path& root, const std::string& message) {
    throw Error(code, "merging into " + root.string() + ": " + message);
}

Json described(const fs::path& root) {
    std::optional<Json> description = dataset::read_description(root);
    if (description) return std::move(*description);
    throw Error(ErrorCode::not_found, "merging " + root.string() + ": there is no " + dataset::description_file_name);
}

/// Without links, and without a '/' at its end, which would be a part of its own.
fs::path place_of(const fs::path& folder) {
    const fs::path place = fs::weakly_canonical(fs::absolute(folder));
    return place.has_filename() ? place : place.parent_path();
}

/// One within the other would make each a stray of the other one.
void check_apart(const fs::path& root, const fs::path& folder) {
    const fs::path a = place_of(root), b = place_of(folder);
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (a == b || (in_a != a.end() && in_b != b.end())) return;
    refuse(ErrorCode::invalid_argument, root, "it lies within " + folder.string() + ", or the other way round");
}

/// Finds contradictions before the first file is copied.
void check_frames(const fs::path& root, const Journal& there, std::span<const Part> parts) {
    const auto check = [&](std::uint64_t index, const FrameLine& line, const fs::path& folder, const fs::path& other,
                           const std::optional<FrameLine>& known) {
        if (!known || known->files == line.files) return;
        refuse(ErrorCode::invalid_argument, root,
               "frame " + std::to_string(index) + " differs between " + other.string() + " and " + folder.string());
    };
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (const std::uint64_t index : parts[i].journal.indices()) {
            const FrameLine line = *parts[i].journal.find(index);
            check(index, line, parts[i].root, root, there.find(index));
            for (std::size_t k = 0; k < i; ++k) {
                check(index, line, parts[i].root, parts[k].root, parts[k].journal.find(index));
            }
        }
    }
}

dataset::BytePlace find_file(const Part& part, const JournalFile& file) {
    if (auto place = part.bytes->find(file)) return *std::move(place);
    throw Error(ErrorCode::not_found,
                "merging " + (part.root / file.path).string() + ": the file is not there; plumb verify tells more");
}

void check_hash(const Part& part, const JournalFile& file, const dataset::FileHash& found) {
    if (found == file.hash) return;
    throw Error(ErrorCode::bad_asset, "merging " + (part.root / file.path).string() +
                                          ": the file is not as its journal says; plumb verify tells more");
}

/// Whichever folder comes first, a file that is not as its journal says is found: of a frame that is in several of
/// them, copying reads one alone.
void check_files(const Part& part) {
    const auto check = [&](const std::vector<JournalFile>& files) {
        in_parallel(files.size(),
                    [&](std::size_t i) { check_hash(part, files[i], dataset::hash_bytes(find_file(part, files[i]))); });
    };
    constexpr std::size_t at_once = 1024;
    std::vector<JournalFile> waiting;
    for (const std::uint64_t index : part.journal.indices()) {
        const FrameLine line = *part.journal.find(index);
        waiting.insert(waiting.end(), line.files.begin(), line.files.end());
        if (waiting.size() < at_once) continue;
        check(waiting);
        waiting.clear();
    }
    check(waiting);
    // Those of a set that was written on are of the frames that it had before.
    if (part.journal.is_complete()) check(part.journal.set_line()->files);
}

/// Copies a file, hashing what is read, as it may have changed since.
fs::path copy_file(const Part& part, const JournalFile& file, dataset::Workspace& workspace) {
    const dataset::BytePlace place = find_file(part, file);
    const fs::path temporary = workspace.new_path();
    const dataset::FileDescriptor out = dataset::open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    dataset::Sha256 hash;
    dataset::FileHash found;
    dataset::read_pieces(place, [&](std::span<const std::byte> piece) {
        hash.add(piece);
        dataset::write_all(out, piece, temporary);
        found.bytes += piece.size();
    });
    found.sha256 = hash.hex();
    check_hash(part, file, found);
    return temporary;
}

/// Copies the frames that are not there in groups.
void copy_frames(const fs::path& root, const Journal& there, std::span<const Part> parts, dataset::Workspace& workspace,
                 MergeReport& report) {
    dataset::Committer committer(root, workspace, there, true);
    dataset::IndexSet done = there.done();
    constexpr std::size_t group_limit = 64;
    std::vector<dataset::StagedFrame> group;
    for (const Part& part : parts) {
        for (const std::uint64_t index : part.journal.indices()) {
            if (done.contains(index)) {
                ++report.there_count;
                continue;
            }
            dataset::StagedFrame frame{.line = *part.journal.find(index)};
            for (const JournalFile& file : frame.line.files) {
                frame.temporaries.push_back(copy_file(part, file, workspace));
            }
            group.push_back(std::move(frame));
            done.insert(index);
            ++report.copied_count;
            if (group.size() < group_limit) continue;
            committer.commit(group);
            group.clear();
        }
    }
    if (!group.empty()) committer.commit(group);
}

/// Begins the set in `root`, or finds it there.
void begin(const dataset::SetLock& lock, const Json& description, dataset::Workspace& workspace) {
    const fs::path& root = lock.root();
    if (const auto there = dataset::read_description(root)) {
        const auto found = dataset::differences(*there, description);
        if (found.empty()) return;
        refuse(ErrorCode::invalid_argument, root, "another set is there: " + found.front());
    }
    const std::string text = dataset::dataset_json_text(description, nullptr, {});
    dataset::write_set_file(root, dataset::description_file_name, text, workspace.new_path());
}

}  // namespace

MergeReport merge_datasets(const fs::path& root, std::span<const fs::path> folders) {
    if (folders.empty()) refuse(ErrorCode::invalid_argument, root, "there is nothing to merge");
    for (const fs::path& folder : folders) check_apart(root, folder);
    const Json description = described(folders.front());
    std::vector<Part> parts;
    for (const fs::path& folder : folders) {
        const auto found = dataset::differences(described(folder), description);
        if (!found.empty()) {
            refuse(ErrorCode::invalid_argument, root,
                   folder.string() + " is another set than " + folders.front().string() + ": " + found.front());
        }
        parts.push_back({folder, Journal(folder / dataset::journal_name), std::make_unique<dataset::SetBytes>(folder)});
    }
    for (const Part& part : parts) check_files(part);
    dataset::make_folder(root);
    MergeReport report;
    std::optional<dataset::Workspace> workspace;
    {
        const dataset::SetLock lock(root);
        dataset::recover(lock);
        workspace.emplace(lock);
        begin(lock, description, *workspace);
    }
    const Journal there(root / dataset::journal_name);
    check_frames(root, there, parts);
    copy_frames(root, there, parts, *workspace, report);
    const dataset::SetLock lock(root);
    dataset::recover(lock);
    workspace->rest(lock);
    report.is_complete = workspace->is_last(lock);
    if (!report.is_complete) return report;
    const dataset::DescribedSet set(description);
    dataset::finish_set({.lock = lock,
                         .workspace = *workspace,
                         .description = description,
                         .set = set.info(),
                         .formats = set.formats()});
    return report;
}

}  // namespace plumb
