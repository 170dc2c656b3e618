#include "dataset_fixture.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <set>

namespace plumb::test {
namespace {

/// What a writer that was killed between naming the files of a frame and its line leaves behind.
TEST_F(DatasetTest, WhatADeadWriterLeftIsClearedUp) {
    const auto whole = uninterrupted();
    {
        Dataset set = open(root());
        set.write(0, frame(0));
        set.flush();
    }
    const fs::path left = root() / ".plumb/writer-0";
    fs::create_directories(left);
    std::ofstream(left / "17.tmp") << "half a picture";
    dataset::FrameLine line;
    line.index = 5;
    line.files = {{"frames/000005/depth.png", {4, "x"}}, {"frames/000005/frame.json", {4, "x"}}};
    std::ofstream(left / "pending.jsonl") << dataset::text_of(line) << "{\"index\":6,\"fi";
    fs::create_directories(root() / "frames/000005");
    std::ofstream(root() / "frames/000005/depth.png") << "torn";
    // The frame that has its line is done, whatever else was about to happen.
    line.index = 0;
    line.files = {{"frames/000000/depth.png", {4, "x"}}};
    std::ofstream(left / "pending.jsonl", std::ios::app) << "\n";
    const fs::path other = root() / ".plumb/writer-1";
    fs::create_directories(other);
    std::ofstream(other / "pending.jsonl") << dataset::text_of(line);
    { const Dataset set = open(root()); }
    EXPECT_FALSE(fs::exists(root() / ".plumb"));
    EXPECT_FALSE(fs::exists(root() / "frames/000005"));
    EXPECT_TRUE(fs::exists(root() / "frames/000000/depth.png"));
    write_all(root());
    EXPECT_EQ(differing(files_in(root()), whole), none);
}

TEST_F(DatasetTest, ALivingWritersFilesStay) {
    Dataset set = open(root());
    set.write(0, frame(0));
    const fs::path own = root() / ".plumb/writer-0";
    std::ofstream(own / "its.tmp") << "its own";
    { const Dataset other = open(root()); }
    EXPECT_TRUE(fs::exists(own / "its.tmp"));
    EXPECT_TRUE(set.finish());
}

/// Sets the limit on the size of a file in a process of its own, in the middle of writing a set.
/// @return 0 where it was written whole, 3 after Error{io}, 4 after another one
int write_with_limit(std::uint64_t bytes, const std::function<Dataset()>& open,
                     const std::function<void(Dataset&)>& write) {
    const pid_t process = ::fork();
    if (process == 0) {
        int result = 0;
        try {
            Dataset set = open();
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{bytes, bytes};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            write(set);
        } catch (const Error& error) {
            result = error.code() == ErrorCode::io ? 3 : 4;
        }
        ::_exit(result);
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST_F(DatasetTest, AnErrorOfTheDiskEndsCleanlyAndCanBeResumed) {
    const auto whole = uninterrupted();
    std::uint64_t largest = 0;
    for (const auto& [name, text] : whole) largest = std::max<std::uint64_t>(largest, text.size());
    int failures = 0;
    // The limit meets pictures, frame.json, the journal as it grows, or dataset.json in the end.
    constexpr std::uint64_t steps = 24;
    for (std::uint64_t step = 0; step <= steps; ++step) {
        const std::uint64_t limit = 64 + largest * step / steps;
        const fs::path place = root("limited" + std::to_string(step));
        const auto begin = [&] {
            Dataset set = open(place);
            set.write(0, frame(0));
            set.flush();
            return set;
        };
        const int result = write_with_limit(limit, begin, [&](Dataset& set) {
            for (std::uint64_t i = 1; i < frame_count; ++i) {
                set.write(i, frame(i));
                set.flush();
            }
            set.finish();
        });
        EXPECT_EQ(result, limit < largest ? 3 : 0) << "at " << limit;
        failures += result == 3 ? 1 : 0;
        EXPECT_FALSE(fs::exists(place / ".plumb")) << limit;
        // Every file that is there belongs to a frame that is done.
        const dataset::Journal journal(place / "journal.jsonl");
        EXPECT_GE(journal.done().count(), 1U) << limit;
        std::set<std::string> known{"journal.jsonl", "dataset.json"};
        for (const std::uint64_t index : journal.indices()) {
            const dataset::FrameLine line = *journal.find(index);
            for (const dataset::JournalFile& file : line.files) known.insert(file.path);
        }
        for (const auto& [name, text] : files_in(place)) EXPECT_TRUE(known.contains(name)) << name << " at " << limit;
        write_all(place);
        EXPECT_EQ(differing(files_in(place), whole), none) << limit;
    }
    EXPECT_GE(failures, 20);
}

}  // namespace
}  // namespace plumb::test
