#include "dataset/set_folder.hpp"

#include <plumb/error.hpp>

#include "dataset/committer.hpp"
#include "dataset/json_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace plumb::dataset {

namespace {

namespace fs = std::filesystem;
void remove_set(const fs::path& root, const Journal& journal) {
    for (const std::uint64_t index : journal.indices()) {
        if (const auto line = journal.find(index)) remove_frame_files(root, line->files);
    }
    if (journal.set_line()) remove_frame_files(root, journal.set_line()->files);
    remove_file(root / journal_name);
    remove_file(root / description_file_name);
}

/// Frames are never written before dataset.json, so that it was there.
[[noreturn]] void refuse_nameless(const fs::path& root, std::size_t frame_count, bool overwrite) {
    throw Error(ErrorCode::bad_asset,
                "writing to " + root.string() + ": there is no " + description_file_name + ", and the journal has " +
                    std::to_string(frame_count) +
                    " frames of which nothing tells what they were made from; take another folder, or overwrite " +
                    (overwrite ? "all of them" : "them, which renders them anew"));
}

}  // namespace

std::optional<Json> read_description(const fs::path& root) {
    std::error_code error;
    const fs::path path = root / description_file_name;
    if (!fs::exists(path, error)) return std::nullopt;
    return parse_description(read_text(path), path.string());
}

bool admit(const SetLock& lock, const Json& asked, bool overwrite, IndexRange range) {
    const fs::path& root = lock.root();
    const std::optional<Json> there = read_description(root);
    const std::vector<std::string> found = there ? differences(*there, asked) : std::vector<std::string>();
    if (there && found.empty()) return true;
    const Journal journal(root / journal_name);
    const std::vector<std::uint64_t> indices = journal.indices();
    if (!there && indices.empty()) return false;
    const bool covers_all =
        std::all_of(indices.begin(), indices.end(), [&](std::uint64_t index) { return range.contains(index); });
    if (overwrite && covers_all) {
        remove_set(root, journal);
        return false;
    }
    if (!there) refuse_nameless(root, indices.size(), overwrite);
    constexpr std::size_t shown = 6;
    std::string list;
    for (std::size_t i = 0; i < std::min(found.size(), shown); ++i) list += "\n  " + found[i];
    if (found.size() > shown) list += "\n  and " + std::to_string(found.size() - shown) + " more";
    throw Error(
        ErrorCode::invalid_argument,
        "writing to " + root.string() + ": another set of " + std::to_string(indices.size()) +
            " frames is there:" + list +
            (overwrite ? "\noverwriting a part of it would mix the two; take another folder"
                       : "\nwhat is there is never mixed with others; take another folder, or overwrite all of it"));
}

void write_set_file(const fs::path& root, const std::string& name, const std::string& text, const fs::path& temporary) {
    const FileDescriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file, std::as_bytes(std::span(text)), root / name);
    if (::fdatasync(file.number()) != 0) fail_call("flushing", root / name, errno);
    if (::rename(temporary.c_str(), (root / name).c_str()) != 0) fail_call("renaming to", root / name, errno);
}

bool has_files(const SetBytes& bytes, const FrameLine& line) {
    return std::all_of(line.files.begin(), line.files.end(), [&](const JournalFile& file) {
        const auto place = bytes.find(file);
        return place && place->bytes == file.hash.bytes;
    });
}

}  // namespace plumb::dataset
