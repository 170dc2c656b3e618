#include "dataset/journal.hpp"

#include <plumb/error.hpp>

#include "dataset/json_text.hpp"
#include "dataset/workspace.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace plumb::dataset {

namespace {

Json files_json(const std::vector<JournalFile>& files) {
    Json list = Json::array();
    for (const JournalFile& file : files) {
        Json json{{"path", file.path}};
        if (!file.container.empty()) json["in"] = file.container;
        json["bytes"] = file.hash.bytes;
        json["sha256"] = file.hash.sha256;
        list.push_back(std::move(json));
    }
    return list;
}

/// A path that leads out of the set's folder would have files removed or written there.
std::string path_of(const Json& json) {
    const auto text = json.get<std::string>();
    const std::filesystem::path path(text);
    bool is_inside = path.is_relative() && !text.empty() && text.back() != '/' && text.find('\0') == std::string::npos;
    for (const auto& part : path) is_inside = is_inside && part != ".." && part != "." && part != workspace_name;
    if (is_inside) return text;
    throw std::invalid_argument("'" + text + "' is no path of a file within the set's folder");
}

/// One below 0, with a fraction or beyond the type would be converted in silence.
std::uint64_t whole_number(const Json& object, const char* name) {
    const Json& value = object.at(name);
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    throw std::invalid_argument(std::string("its '") + name + "' is " + value.dump() +
                                "; allowed: a whole number from 0 to 2^64-1");
}

std::vector<JournalFile> files_of(const Json& list) {
    if (!list.is_array() || list.empty()) throw std::invalid_argument("its files are not a list of one or more");
    std::vector<JournalFile> files;
    for (const Json& file : list) {
        files.push_back({path_of(file.at("path")),
                         {whole_number(file, "bytes"), file.at("sha256").get<std::string>()},
                         file.contains("in") ? path_of(file["in"]) : std::string()});
    }
    return files;
}

std::string line_text(const Json& json) {
    return compact(json) + "\n";
}

/// The beginning of a line, for messages.
std::string shown(std::string_view line) {
    constexpr std::size_t length = 60;
    if (line.ends_with('\n')) line.remove_suffix(1);
    return Json(line.substr(0, length)).dump(-1, ' ', true, Json::error_handler_t::replace) +
           (line.size() > length ? ".." : "");
}

FrameLine frame_line_of(const Json& json) {
    FrameLine line;
    line.index = whole_number(json, "index");
    line.key = json.value("key", std::string());
    line.files = files_of(json.at("files"));
    if (json.contains("losses")) {
        const Json& losses = json["losses"];
        for (const auto& [what, count] : losses.items()) line.losses[what] = whole_number(losses, what.c_str());
    }
    return line;
}

std::uint64_t size_of_file(const FileDescriptor& file, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail_call("reading", path, errno);
    return static_cast<std::uint64_t>(status.st_size);
}

std::string read_at(const FileDescriptor& file, std::uint64_t offset, std::size_t length,
                    const std::filesystem::path& path) {
    std::string text(length, '\0');
    std::size_t done = 0;
    while (done < length) {
        const ssize_t count =
            ::pread(file.number(), text.data() + done, length - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_call("reading", path, errno);
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    text.resize(done);
    return text;
}

/// Length of the file without a last line that has no end.
std::uint64_t whole_length(const FileDescriptor& file, const std::filesystem::path& path) {
    constexpr std::uint64_t step = 1U << 16;
    std::uint64_t end = size_of_file(file, path);
    while (end > 0) {
        const std::uint64_t first = end > step ? end - step : 0;
        const std::string text = read_at(file, first, static_cast<std::size_t>(end - first), path);
        const std::size_t newline = text.rfind('\n');
        if (newline != std::string::npos) return first + newline + 1;
        end = first;
    }
    return 0;
}

void truncate(const FileDescriptor& file, std::uint64_t length, const std::filesystem::path& path) {
    if (::ftruncate(file.number(), static_cast<off_t>(length)) != 0) fail_call("shortening", path, errno);
}

}  // namespace

std::string text_of(const FrameLine& line) {
    Json json{{"index", line.index}};
    if (!line.key.empty()) json["key"] = line.key;
    json["files"] = files_json(line.files);
    if (!line.losses.empty()) json["losses"] = line.losses;
    return line_text(json);
}

std::string text_of(const SetLine& line) {
    return line_text({{"set", {{"frames", line.frame_count}, {"files", files_json(line.files)}}}});
}

std::string dropped_text(std::uint64_t index) {
    return line_text({{"index", index}, {"dropped", true}});
}

FrameLine parse_frame_line(std::string_view text) {
    try {
        return frame_line_of(Json::parse(text));
    } catch (const std::exception& error) {
        throw Error(ErrorCode::bad_asset, "reading a journal line: found " + shown(text) + ": " + error.what());
    }
}

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code error;
    if (!std::filesystem::exists(path_, error)) return;
    file_ = open_file(path_, O_RDONLY);
    constexpr std::size_t step = std::size_t{1} << 20;
    std::string rest;
    std::uint64_t offset = 0, number = 0;
    while (true) {
        std::string piece = read_at(file_, offset + rest.size(), step, path_);
        if (piece.empty()) break;
        rest += piece;
        std::size_t first = 0;
        for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', first)) {
            take_line(std::string_view(rest).substr(first, end + 1 - first), offset + first, ++number);
            first = end + 1;
        }
        rest.erase(0, first);
        offset += first;
    }
    is_complete_ = is_complete_ && set_line_ &&
                   std::is_sorted(entries_.begin(), entries_.end(), [](auto& a, auto& b) { return a.index < b.index; });
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.index < b.index; });
    std::vector<Entry> latest;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const bool is_last = i + 1 == entries_.size() || entries_[i + 1].index != entries_[i].index;
        if (is_last && !entries_[i].is_dropped) latest.push_back(entries_[i]);
    }
    is_complete_ = is_complete_ && latest.size() == entries_.size() && set_line_->frame_count == latest.size();
    entries_ = std::move(latest);
    for (const Entry& entry : entries_) done_.insert(entry.index);
}

void Journal::take_line(std::string_view line, std::uint64_t offset, std::uint64_t number) {
    try {
        const Json json = Json::parse(line);
        if (json.contains("set")) {
            set_line_ = {whole_number(json["set"], "frames"), files_of(json["set"].at("files"))};
            is_complete_ = true;
            return;
        }
        is_complete_ = false;
        const bool is_dropped = json.contains("dropped");
        const std::uint64_t index = is_dropped ? whole_number(json, "index") : frame_line_of(json).index;
        entries_.push_back({index, offset, static_cast<std::uint32_t>(line.size()), is_dropped});
    } catch (const std::exception& error) {
        throw Error(ErrorCode::bad_asset, "reading " + path_.string() + ", line " + std::to_string(number) +
                                              ": found " + shown(line) + ": " + error.what() +
                                              "; without that line its frame is rendered again");
    }
}

const Journal::Entry* Journal::entry_of(std::uint64_t index) const {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), index,
                                        [](const Entry& entry, std::uint64_t wanted) { return entry.index < wanted; });
    return found != entries_.end() && found->index == index ? &*found : nullptr;
}

std::vector<std::uint64_t> Journal::indices() const {
    std::vector<std::uint64_t> indices;
    indices.reserve(entries_.size());
    for (const Entry& entry : entries_) indices.push_back(entry.index);
    return indices;
}

std::string Journal::line_of(std::uint64_t index) const {
    const Entry* const entry = entry_of(index);
    if (entry == nullptr) {
        throw Error(ErrorCode::internal, "reading " + path_.string() + ": no line of frame " + std::to_string(index));
    }
    return read_at(file_, entry->offset, entry->length, path_);
}

std::optional<FrameLine> Journal::find(std::uint64_t index) const {
    if (entry_of(index) == nullptr) return std::nullopt;
    return parse_frame_line(line_of(index));
}

void append_to_journal(const std::filesystem::path& path, std::string_view lines) {
    const FileDescriptor file = open_file(path, O_RDWR | O_CREAT);
    const std::uint64_t length = whole_length(file, path);
    if (length != size_of_file(file, path)) truncate(file, length, path);
    if (::lseek(file.number(), static_cast<off_t>(length), SEEK_SET) < 0) fail_call("writing", path, errno);
    try {
        write_all(file, std::as_bytes(std::span(lines)), path);
    } catch (const Error&) {
        truncate(file, length, path);
        throw;
    }
}

void rewrite_journal(const std::filesystem::path& path, const Journal& journal, const SetLine& set_line,
                     const std::filesystem::path& temporary) {
    const FileDescriptor file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    constexpr std::size_t step = std::size_t{1} << 20;
    std::string text;
    const auto flush = [&] {
        write_all(file, std::as_bytes(std::span(text)), temporary);
        text.clear();
    };
    for (const std::uint64_t index : journal.indices()) {
        text += journal.line_of(index);
        if (text.size() > step) flush();
    }
    text += text_of(set_line);
    flush();
    if (::fdatasync(file.number()) != 0) fail_call("flushing", temporary, errno);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail_call("renaming to", path, errno);
}

}  // namespace plumb::dataset
