#include "dataset_run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace plumb::test {
namespace {

namespace fs = std::filesystem;

/// Seconds that a flush of the disk takes, which may have to write what other programs wrote.
double flush_s(const fs::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    const auto start = std::chrono::steady_clock::now();
    ::syncfs(file);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    ::close(file);
    return passed.count();
}

/// How often to kill; PLUMB_KILLS asks for more, at other moments.
int kill_count(int default_count) {
    const char* const asked = std::getenv("PLUMB_KILLS");
    return asked != nullptr ? std::atoi(asked) : default_count;
}

/// What was hit by kills.
struct Hits {
    int killed = 0, partial = 0, completing = 0;

    void count(const Outcome& run, std::uint64_t done, std::uint64_t frame_count) {
        if (run.exit_code != 128 + SIGKILL) return;
        killed += 1;
        partial += done > 0 && done < frame_count ? 1 : 0;
        completing += done == frame_count ? 1 : 0;
    }
    void print() const {
        std::printf("%d runs killed: %d of them with a part of the frames done, %d with all and the set not complete\n",
                    killed, partial, completing);
    }
};

TEST_F(DatasetRun, KilledAtAnyMomentItEndsWithTheSameBytes) {
    constexpr std::uint64_t frame_count = 400;  // several groups
    const std::string frames = std::to_string(frame_count);
    // Files of frames, files of the whole set, and one that takes in those of frames.
    const auto command = [&](const std::string& out) {
        return render_command(out, {"--frames", frames}, "png,exr,coco,webdataset:frames_per_shard=32");
    };
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(place.run(command("whole")).exit_code, 0);
    const Files whole = place.files("whole");
    const double whole_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // The seed is written down so that a failure can be had again.
    const int kills = kill_count(6);
    std::mt19937 random(20240611U + static_cast<unsigned int>(kills));
    Hits hits;
    for (int k = 0; k < kills; ++k) {
        const pid_t process = place.start(command("o"));
        ::usleep(static_cast<useconds_t>(1e6 * std::uniform_real_distribution<double>(0, whole_s)(random)));
        ::kill(process, SIGKILL);
        const Outcome run = place.finish(process);
        const std::uint64_t done = done_count("o");
        hits.count(run, done, frame_count);
        if (done < frame_count) continue;
        // Complete: the next one begins anew.
        EXPECT_EQ(place.run(command("o")).exit_code, 0);
        EXPECT_TRUE(place.files("o") == whole) << "after kill " << k;
        fs::remove_all(place.path() / "o");
    }
    EXPECT_GT(hits.killed, 0);
    const Outcome last = place.run(command("o"));
    EXPECT_EQ(last.exit_code, 0) << last.error;
    const Files files = place.files("o");
    EXPECT_EQ(names_of(files), names_of(whole));
    EXPECT_TRUE(files == whole);
    hits.print();
}

TEST_F(DatasetRun, KilledWorkersOfOneFolderEndWithTheSameBytes) {
    constexpr std::uint64_t frame_count = 300;
    const auto command = [&](const std::string& out, const std::string& range) {
        return render_command(out, {"--frames", range}, "png,exr,coco,webdataset:frames_per_shard=32");
    };
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(place.run(command("whole", "0:300")).exit_code, 0);
    const Files whole = place.files("whole");
    const double whole_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const int kills = kill_count(4);
    std::mt19937 random(20250211U + static_cast<unsigned int>(kills));
    Hits hits;
    for (int k = 0; k < kills; ++k) {
        // Ranges that overlap: both want some of the frames. One worker is killed, or the other, or both.
        const std::array<pid_t, 2> workers{place.start(command("o", "0:180")), place.start(command("o", "120:300"))};
        ::usleep(static_cast<useconds_t>(1e6 * std::uniform_real_distribution<double>(0, whole_s)(random)));
        const unsigned int victims = std::uniform_int_distribution<unsigned int>(1, 3)(random);
        for (std::size_t i = 0; i < workers.size(); ++i)
            if ((victims >> i & 1U) != 0) ::kill(workers[i], SIGKILL);
        const std::array<Outcome, 2> runs{place.finish(workers[0]), place.finish(workers[1])};
        const std::uint64_t done = done_count("o");
        for (std::size_t i = 0; i < workers.size(); ++i) {
            hits.count(runs[i], done, frame_count);
            if ((victims >> i & 1U) == 0) {
                EXPECT_EQ(runs[i].exit_code, 0) << "after kill " << k << ": " << runs[i].error;
            }
        }
        if (done < frame_count) continue;
        EXPECT_EQ(place.run(command("o", "0:300")).exit_code, 0);
        EXPECT_TRUE(place.files("o") == whole) << "after kill " << k;
        fs::remove_all(place.path() / "o");
    }
    EXPECT_GT(hits.killed, 0);
    EXPECT_EQ(place.run(command("o", "0:300")).exit_code, 0);
    EXPECT_TRUE(place.files("o") == whole);
    hits.print();
}

TEST_F(DatasetRun, TwoProcessesShareAFolder) {
    const Files whole = rendered("whole", {"--frames", "60", "--fps", "24"});
    const pid_t other = place.start(render_command("o", {"--frames", "0:35", "--fps", "24"}));
    const Outcome second = render("o", {"--frames", "30:60", "--fps", "24"});
    const Outcome first = place.finish(other);
    EXPECT_EQ(first.exit_code, 0) << first.error;
    EXPECT_EQ(second.exit_code, 0) << second.error;
    EXPECT_TRUE(place.files("o") == whole) << first.error << second.error;
}

TEST_F(DatasetRun, ASignalEndsItWithinFiveSecondsAndItGoesOn) {
    for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}, std::pair{SIGHUP, 129}}) {
        const std::string out = "o" + std::to_string(signal);
        const pid_t process = place.start(render_command(out, {"--frames", "100000"}));
        constexpr int wait_limit = 6000;
        for (int i = 0; i < wait_limit && done_count(out) < 5; ++i) ::usleep(10'000);
        const double idle_flush_s = flush_s(place.path());
        const auto start = std::chrono::steady_clock::now();
        ::kill(process, signal);
        const Outcome run = place.finish(process);
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        // Five seconds is the promise; nothing can end a process while the system flushes for it.
        EXPECT_LT(passed.count(), 5 + 2 * idle_flush_s);
        EXPECT_EQ(run.exit_code, code) << run.error;
        EXPECT_NE(run.error.find("the same command goes on"), std::string::npos) << run.error;
        const std::uint64_t done = done_count(out);
        EXPECT_GE(done, 5U);
        EXPECT_FALSE(fs::exists(place.path() / out / ".plumb"));
        EXPECT_EQ(place.files(out).size(), done * 8 + 2) << "seven files and frame.json a frame, nothing else";
    }
}

}  // namespace
}  // namespace plumb::test
