#include "dataset/sha256.hpp"

#include <plumb/error.hpp>

#include "dataset/file_calls.hpp"

#include <openssl/evp.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace plumb::dataset {

namespace {

void check_digest(int result, const char* attempt) {
    if (result != 1) throw Error(ErrorCode::internal, std::string("computing SHA-256: ") + attempt + " failed");
}

}  // namespace

struct Sha256::Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    Context() = default;
    ~Context() { EVP_MD_CTX_free(digest); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    check_digest(context_->digest != nullptr ? EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr) : 0,
                 "starting");
}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
    check_digest(EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size()), "adding");
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    check_digest(EVP_DigestFinal_ex(context_->digest, digest.data(), &length), "ending");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

std::string sha256(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

std::string sha256(std::string_view text) {
    return sha256(std::as_bytes(std::span(text)));
}

FileHash hash_file(const std::filesystem::path& path) {
    // A FIFO must not stop the program.
    const FileDescriptor file = open_file(path, O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail_call("reading", path, errno);
    if (!S_ISREG(status.st_mode)) throw Error(ErrorCode::io, "reading " + path.string() + ": not a regular file");
    Sha256 hash;
    FileHash result;
    std::vector<std::byte> piece(std::size_t{1} << 18);
    while (true) {
        const ssize_t count = ::read(file.number(), piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_call("reading", path, errno);
        if (count == 0) break;
        hash.add(std::span(piece).first(static_cast<std::size_t>(count)));
        result.bytes += static_cast<std::uint64_t>(count);
    }
    result.sha256 = hash.hex();
    return result;
}

}  // namespace plumb::dataset
