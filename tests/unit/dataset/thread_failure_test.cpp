// A system that starts no more threads.
#include "base/parallel.hpp"
#include "dataset/frame_pipeline.hpp"
#include "dataset_fixture.hpp"
#include "upload/bvh_builder.hpp"

#include <plumb/error.hpp>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace plumb::test {
namespace {

#if defined(__SANITIZE_ADDRESS__)
#define SKIP_WITHOUT_LIMITS() GTEST_SKIP() << "an address sanitizer needs more address space than a limit leaves"
#else
#define SKIP_WITHOUT_LIMITS() static_cast<void>(0)
#endif

constexpr int passed = 0, failed = 1;

constexpr std::size_t stack_size = std::size_t{1} << 30;
constexpr std::size_t room_of_two_threads = stack_size * 5 / 2;  // a thread takes some more than its stack

/// From here on this process can have so many bytes more, which the stacks of threads are taken from, and is ended by a
/// signal if it waits for ever.
void starve(std::size_t room = room_of_two_threads) {
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0 || ::pthread_attr_setstacksize(&attributes, stack_size) != 0 ||
        ::pthread_setattr_default_np(&attributes) != 0)
        std::abort();
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t most = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + room;
    const rlimit limit{most, most};
    if (::setrlimit(RLIMIT_AS, &limit) != 0) std::abort();
    ::alarm(30);
}

/// Ends the process.
template <typename Work>
[[noreturn]] void expect_no_room(const Work& work, std::size_t room = room_of_two_threads) {
    starve(room);
    try {
        work();
    } catch (const Error& error) {
        std::fprintf(stderr, "%s", error.what());
        ::_exit(error.code() == ErrorCode::out_of_memory ? passed : failed);
    }
    ::_exit(failed);
}

TEST(ThreadFailure, APipelineWithoutThreadsIsRefused) {
    SKIP_WITHOUT_LIMITS();
    EXPECT_EXIT(expect_no_room([] {
                    const dataset::FramePipeline pipeline(
                        8, {[](const dataset::FrameJob&, std::size_t) { return dataset::StagedFrame(); },
                            [](const std::vector<dataset::StagedFrame>&) {}});
                }),
                testing::ExitedWithCode(passed), "the system gave 2 of 9: ");
}

TEST_F(DatasetTest, AFrameThatNoThreadCanWriteIsRefused) {
    SKIP_WITHOUT_LIMITS();
    EXPECT_EXIT(expect_no_room([&] { open(root(), {.thread_count = 8}).write(0, frame(0)); }),
                testing::ExitedWithCode(passed), "the system gave 2 of 9: ");
}

TEST(ThreadFailure, ATreeBuilderWithoutRoomIsRefused) {
    SKIP_WITHOUT_LIMITS();
    EXPECT_EXIT(expect_no_room([] { const upload::BvhBuilder builder(2); }, 0), testing::ExitedWithCode(passed),
                "starting Embree");
}

TEST(ThreadFailure, WorkIsDoneByFewerThreads) {
    SKIP_WITHOUT_LIMITS();
    const auto work = [] {
        starve();
        std::atomic<std::size_t> sum{0};
        in_parallel(100, 8, [&](std::size_t i) { sum += i; });
        ::_exit(sum == 4950 ? passed : failed);
    };
    EXPECT_EXIT(work(), testing::ExitedWithCode(passed), "");
}

TEST(ThreadFailure, PicturesAreDecodedByFewerThreads) {
    SKIP_WITHOUT_LIMITS();
    const auto work = [] {
        starve();
        // Every thread's stack is more than what is left.
        const std::vector<std::jthread> others = start_threads(2, [] { ::pause(); });
        ::_exit(Scene::load(WORKSHOP_SCENE).instances().empty() || others.size() != 2 ? failed : passed);
    };
    EXPECT_EXIT(work(), testing::ExitedWithCode(passed), "");
}

}  // namespace
}  // namespace plumb::test
