#include <plumb/dataset_check.hpp>
#include <plumb/error.hpp>

#include "base/parallel.hpp"
#include "dataset/dataset_json.hpp"
#include "dataset/journal.hpp"
#include "dataset/set_bytes.hpp"
#include "dataset/set_folder.hpp"
#include "dataset/workspace.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace plumb {

namespace {

namespace fs = std::filesystem;
using dataset::FileHash;
using dataset::JournalFile;
using Kind = DatasetFinding::Kind;

std::string text_of(const FileHash& hash) {
    return std::to_string(hash.bytes) + " bytes, SHA-256 " + hash.sha256.substr(0, 12) + "..";
}

std::optional<DatasetFinding> compare(const dataset::SetBytes& bytes, const JournalFile& file) {
    std::error_code error;
    const auto place = bytes.find(file);
    if (!place || !fs::is_regular_file(fs::symlink_status(place->path, error))) {
        return DatasetFinding{Kind::missing, file.path, "the journal has " + text_of(file.hash)};
    }
    const FileHash found = dataset::hash_bytes(*place);
    if (found == file.hash) return std::nullopt;
    return DatasetFinding{Kind::changed, file.path,
                          "found " + text_of(found) + ", the journal has " + text_of(file.hash)};
}

/// Compares the files of one line after the other, many at once.
class Comparison {
public:
    explicit Comparison(fs::path root) : root_(std::move(root)), bytes_(root_) {}

    void add(std::vector<JournalFile> files) {
        for (JournalFile& file : files) {
            report.byte_count += file.hash.bytes;
            known.insert(file.path);
            waiting_.push_back(std::move(file));
        }
        constexpr std::size_t at_once = 1024;
        if (waiting_.size() >= at_once) work();
    }

    void work() {
        std::vector<std::optional<DatasetFinding>> found(waiting_.size());
        in_parallel(waiting_.size(), [&](std::size_t i) { found[i] = compare(bytes_, waiting_[i]); });
        for (std::optional<DatasetFinding>& finding : found) {
            if (finding) report.findings.push_back(std::move(*finding));
        }
        report.file_count += waiting_.size();
        waiting_.clear();
    }

    DatasetReport report;
    std::set<std::string> known;

private:
    fs::path root_;
    dataset::SetBytes bytes_;
    std::vector<JournalFile> waiting_;
};

void find_strays(const fs::path& root, const std::set<std::string>& known, std::vector<DatasetFinding>& findings) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().lexically_relative(root).string();
        if (name == dataset::workspace_name) {
            findings.push_back(
                {Kind::unfinished, name, "a writer is at work, or was stopped; writing on clears it up"});
            it.disable_recursion_pending();
            continue;
        }
        if (it->is_directory() && !it->is_symlink()) continue;
        if (name == dataset::journal_name || known.contains(name)) continue;
        findings.push_back({Kind::stray, name, "the journal does not name it"});
    }
    if (error) throw Error(ErrorCode::io, "listing " + root.string() + ": " + error.message());
}

}  // namespace

std::string_view to_string(Kind kind) noexcept {
    switch (kind) {
        case Kind::missing:
            return "missing";
        case Kind::changed:
            return "changed";
        case Kind::stray:
            return "stray";
        case Kind::unfinished:
            break;
    }
    return "unfinished";
}

DatasetReport verify_dataset(const fs::path& root) {
    if (!dataset::read_description(root)) {
        std::error_code error;
        const bool has_frames = fs::exists(root / dataset::journal_name, error);
        throw Error(ErrorCode::not_found,
                    "verifying " + root.string() + ": there is no " + dataset::description_file_name +
                        (has_frames ? "; its frames can be made anew by overwriting all of them (--overwrite)" : ""));
    }
    const dataset::Journal journal(root / dataset::journal_name);
    Comparison comparison(root);
    for (const std::uint64_t index : journal.indices()) {
        if (const auto line = journal.find(index)) comparison.add(line->files);
    }
    if (journal.set_line()) comparison.add(journal.set_line()->files);
    comparison.work();
    DatasetReport report = std::move(comparison.report);
    report.frames = journal.indices();
    comparison.known.insert(dataset::description_file_name);
    find_strays(root, comparison.known, report.findings);
    if (!journal.is_complete()) {
        report.findings.push_back({Kind::unfinished, dataset::journal_name,
                                   "frames were written and the set was not completed; the same command does so"});
    }
    std::sort(report.findings.begin(), report.findings.end(),
              [](const DatasetFinding& a, const DatasetFinding& b) { return a.path < b.path; });
    return report;
}

}  // namespace plumb
