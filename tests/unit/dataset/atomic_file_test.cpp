#include "dataset/atomic_file.hpp"

#include "made_frame.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

namespace plumb {
namespace {

void write(const std::filesystem::path& path, const std::string& text, bool overwrite) {
    const std::span<const std::byte> part = std::as_bytes(std::span(text));
    dataset::write_file_atomically(path, {&part, 1}, overwrite);
}

TEST(AtomicFile, JoinsParts) {
    const test::ScratchFolder folder;
    const std::string a = "head";
    const std::string b = "tail";
    const std::span<const std::byte> parts[] = {std::as_bytes(std::span(a)), std::as_bytes(std::span(b))};
    dataset::write_file_atomically(folder.path() / "x", parts, false);
    EXPECT_EQ(test::files_in(folder.path()), (std::map<std::string, std::string>{{"x", "headtail"}}));
}

TEST(AtomicFile, KeepsWhatIsThere) {
    const test::ScratchFolder folder;
    write(folder.path() / "x", "old", false);
    const Error error = test::error_of([&] { write(folder.path() / "x", "new", false); });
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(std::string(error.what()).find((folder.path() / "x").string()), std::string::npos);
    EXPECT_EQ(test::files_in(folder.path()), (std::map<std::string, std::string>{{"x", "old"}}));
}

TEST(AtomicFile, ReplacesWhereAsked) {
    const test::ScratchFolder folder;
    write(folder.path() / "x", "old", false);
    write(folder.path() / "x", "new", true);
    EXPECT_EQ(test::files_in(folder.path()), (std::map<std::string, std::string>{{"x", "new"}}));
}

TEST(AtomicFile, NamesTheSystemsReason) {
    const test::ScratchFolder folder;
    const Error missing = test::error_of([&] { write(folder.path() / "absent" / "x", "text", false); });
    EXPECT_EQ(missing.code(), ErrorCode::io);
    EXPECT_NE(std::string(missing.what()).find("No such file or directory"), std::string::npos) << missing.what();

    write(folder.path() / "file", "text", false);
    const Error below = test::error_of([&] { dataset::create_folder(folder.path() / "file" / "sub"); });
    EXPECT_EQ(below.code(), ErrorCode::io);
    EXPECT_NE(std::string(below.what()).find("Not a directory"), std::string::npos) << below.what();
}

TEST(AtomicFile, LeavesNothingBehindWhenTheDiskIsFull) {
    const test::ScratchFolder folder;
    // A limit on the file size stands in for a full disk: both fail in the middle of write().
    struct rlimit old {};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small { .rlim_cur = 1000, .rlim_max = old.rlim_max };
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Error error = test::error_of([&] { write(folder.path() / "x", std::string(5000, 'x'), false); });
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_NE(std::string(error.what()).find("File too large"), std::string::npos) << error.what();
    EXPECT_TRUE(test::files_in(folder.path()).empty());
}

TEST(AtomicFile, FollowsTheUsersFileMode) {
    const test::ScratchFolder folder;
    const mode_t old = ::umask(027);
    write(folder.path() / "x", "text", false);
    ::umask(old);
    struct stat status {};
    ASSERT_EQ(::stat((folder.path() / "x").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

}  // namespace
}  // namespace plumb
