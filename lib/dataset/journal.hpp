#pragma once

#include "dataset/file_calls.hpp"
#include "dataset/index_set.hpp"
#include "dataset/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::dataset {

inline constexpr const char* journal_name = "journal.jsonl";

/// A file of a set as the journal tells it.
struct JournalFile {
    std::string path;  ///< relative to the set's folder, and within it
    FileHash hash;
    std::string container = {};  ///< EncodedFile::container
    friend bool operator==(const JournalFile&, const JournalFile&) = default;
};

/// A frame that is done.
struct FrameLine {
    std::uint64_t index = 0;
    std::string key;                              ///< hash of what the caller knows it by; may be empty
    std::vector<JournalFile> files;               ///< in the order they got their names
    std::map<std::string, std::uint64_t> losses;  ///< what formats could not hold, by Loss::what
};

/// The files of a set as a whole, made when so many frames were done; the last line of a journal that is complete.
struct SetLine {
    std::uint64_t frame_count = 0;
    std::vector<JournalFile> files;
};

/// Each is one line of JSON with its end.
std::string text_of(const FrameLine& line);
std::string text_of(const SetLine& line);
/// Takes back the frame's line before it: its files are about to change.
std::string dropped_text(std::uint64_t index);

/// @throws Error  bad_asset if `text` is not such a line
FrameLine parse_frame_line(std::string_view text);

/// A journal as it stood when it was read. A frame's last line counts; a last line without its end was never written.
class Journal {
public:
    /// @throws Error  io; bad_asset with the line's number for one that is none
    explicit Journal(std::filesystem::path path);

    [[nodiscard]] const IndexSet& done() const noexcept { return done_; }
    /// Indices of all frames that are done, ascending.
    [[nodiscard]] std::vector<std::uint64_t> indices() const;
    [[nodiscard]] std::optional<FrameLine> find(std::uint64_t index) const;
    /// The text of the frame's line with its end; the frame must be done.
    [[nodiscard]] std::string line_of(std::uint64_t index) const;
    [[nodiscard]] const std::optional<SetLine>& set_line() const noexcept { return set_line_; }
    /// Frames by rising index, each once, and the line of the set after them: as rewrite_journal() leaves it.
    [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }

private:
    struct Entry {
        std::uint64_t index = 0;
        std::uint64_t offset = 0;
        std::uint32_t length = 0;
        bool is_dropped = false;
    };
    void take_line(std::string_view line, std::uint64_t offset, std::uint64_t number);
    [[nodiscard]] const Entry* entry_of(std::uint64_t index) const;

    std::filesystem::path path_;
    FileDescriptor file_;
    std::vector<Entry> entries_;  // by index, each once
    IndexSet done_;
    std::optional<SetLine> set_line_;
    bool is_complete_ = false;
};

/// Appends whole lines in one piece, behind the last line that is whole. The caller holds the set's lock.
/// @throws Error  io; nothing of `lines` is there then
void append_to_journal(const std::filesystem::path& path, std::string_view lines);

/// Replaces the journal by its canonical form: frames by index, then `set_line`. The caller holds the set's lock.
/// @param temporary  where the new text is written before it gets the journal's name
/// @throws Error  io
void rewrite_journal(const std::filesystem::path& path, const Journal& journal, const SetLine& set_line,
                     const std::filesystem::path& temporary);

}  // namespace plumb::dataset
