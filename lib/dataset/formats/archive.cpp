#include "dataset/formats/archive.hpp"

#include "dataset/file_calls.hpp"

#include <plumb/error.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>

namespace plumb::dataset {

namespace {

constexpr std::size_t tar_block_bytes = 512;

struct ArchiveDeleter {
    void operator()(archive* a) const noexcept { archive_free(a); }
};
using ArchiveHandle = std::unique_ptr<archive, ArchiveDeleter>;
struct EntryDeleter {
    void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

/// Of a member in a tar: header, contents, padding.
std::uint64_t member_bytes(std::uint64_t content_bytes) {
    return tar_block_bytes + (content_bytes + tar_block_bytes - 1) / tar_block_bytes * tar_block_bytes;
}

la_ssize_t append(archive*, void* bytes, const void* data, std::size_t size) {
    auto& all = *static_cast<std::vector<std::byte>*>(bytes);
    const auto* const first = static_cast<const std::byte*>(data);
    all.insert(all.end(), first, first + size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

struct ArchiveWriter::State {
    Kind kind;
    std::vector<std::byte> bytes;
    std::size_t tar_bytes = 0;
    ArchiveHandle writer;

    void check(int result, const std::string& attempt) const {
        if (result == ARCHIVE_OK) return;
        const char* const reason = archive_error_string(writer.get());
        throw Error(ErrorCode::internal, attempt + ": " + (reason != nullptr ? reason : "unknown reason"));
    }
};

ArchiveWriter::ArchiveWriter(Kind kind) : state_(std::make_unique<State>()) {
    state_->kind = kind;
    state_->writer.reset(archive_write_new());
    archive* const writer = state_->writer.get();
    if (writer == nullptr) throw Error(ErrorCode::out_of_memory, "writing an archive: no memory");
    if (kind == Kind::ustar) {
        state_->check(archive_write_set_format_ustar(writer), "choosing the format of an archive");
    } else {
        state_->check(archive_write_set_format_zip(writer), "choosing the format of an archive");
        const char* const compression = kind == Kind::zip_stored ? "store" : "deflate";
        state_->check(archive_write_set_format_option(writer, "zip", "compression", compression),
                      "choosing the compression of an archive");
    }
    state_->check(archive_write_set_bytes_per_block(writer, 0), "choosing the blocks of an archive");
    state_->check(archive_write_open(writer, &state_->bytes, nullptr, append, nullptr), "opening an archive");
}

ArchiveWriter::~ArchiveWriter() = default;

void ArchiveWriter::add(const std::string& name, std::span<const std::byte> bytes) {
    const std::unique_ptr<archive_entry, EntryDeleter> entry(archive_entry_new());
    if (!entry) throw Error(ErrorCode::out_of_memory, "adding " + name + " to an archive: no memory");
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_mtime(entry.get(), 0, 0);
    const std::string attempt = "adding " + name + " to an archive";
    state_->check(archive_write_header(state_->writer.get(), entry.get()), attempt);
    if (archive_write_data(state_->writer.get(), bytes.data(), bytes.size()) != static_cast<la_ssize_t>(bytes.size())) {
        state_->check(ARCHIVE_FATAL, attempt);
    }
    state_->check(archive_write_finish_entry(state_->writer.get()), attempt);
    state_->tar_bytes += member_bytes(bytes.size());
}

std::vector<std::byte> ArchiveWriter::take() {
    state_->check(archive_write_close(state_->writer.get()), "ending an archive");
    if (state_->kind == Kind::ustar) state_->bytes.resize(state_->tar_bytes);
    return std::move(state_->bytes);
}

std::map<std::string, TarRange> tar_ranges(const std::filesystem::path& tar) {
    constexpr std::size_t read_bytes = 4096;  // headers; what stands between them is skipped
    const ArchiveHandle reader(archive_read_new());
    if (!reader) throw Error(ErrorCode::out_of_memory, "reading " + tar.string() + ": no memory");
    const auto fail = [&] {
        const char* const reason = archive_error_string(reader.get());
        throw Error(ErrorCode::bad_asset,
                    "reading " + tar.string() + ": " + (reason != nullptr ? reason : "unknown reason"));
    };
    const FileDescriptor file = open_file(tar, O_RDONLY);
    archive_read_support_format_tar(reader.get());
    if (archive_read_open_fd(reader.get(), file.number(), read_bytes) != ARCHIVE_OK) fail();
    std::map<std::string, TarRange> ranges;
    archive_entry* entry = nullptr;
    while (true) {
        const int result = archive_read_next_header(reader.get(), &entry);
        if (result == ARCHIVE_EOF) return ranges;
        if (result != ARCHIVE_OK) fail();
        const std::string name = archive_entry_pathname(entry);
        const auto offset = static_cast<std::uint64_t>(archive_read_header_position(reader.get()));
        const std::uint64_t bytes = member_bytes(static_cast<std::uint64_t>(archive_entry_size(entry)));
        const auto [range, is_new] = ranges.try_emplace(name.substr(0, name.find('.')), TarRange{offset, bytes});
        if (!is_new) range->second.bytes = offset + bytes - range->second.offset;
    }
}

}  // namespace plumb::dataset
