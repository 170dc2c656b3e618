#include "dataset/formats/archive.hpp"

#include <plumb/error.hpp>

#include <archive.h>
#include <archive_entry.h>

namespace plumb::dataset {

namespace {

constexpr std::size_t tar_block_bytes = 512;

struct ArchiveDeleter {
    void operator()(archive* a) const noexcept { archive_write_free(a); }
};
struct EntryDeleter {
    void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

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
    std::unique_ptr<archive, ArchiveDeleter> writer;

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
    state_->tar_bytes += tar_block_bytes + (bytes.size() + tar_block_bytes - 1) / tar_block_bytes * tar_block_bytes;
}

std::vector<std::byte> ArchiveWriter::take() {
    state_->check(archive_write_close(state_->writer.get()), "ending an archive");
    if (state_->kind == Kind::ustar) state_->bytes.resize(state_->tar_bytes);
    return std::move(state_->bytes);
}

}  // namespace plumb::dataset
