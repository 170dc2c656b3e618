// Memory that is shared with CUDA by itself: after a check on a stand-in for the driver, and not if anything is wrong.
#include "cuda/stand_in.hpp"
#include "gpu/cuda_check.hpp"
#include "interop_fixture.hpp"
#include "own_device.hpp"
#include "render_fixture.hpp"
#include "timeline_driver.hpp"

#include <plumb/interop.hpp>

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace plumb::interop_test {
namespace {

using interop::cuda_problem;
using interop::CudaFrames;
using interop::SharedFrames;
using render::asset;
using render::OwnDevice;

/// A named driver makes plumb look whether CUDA has the software device.
Device named_driver(const char* library = PLUMB_CUDA_STAND_IN) {
    return Device::create({.cuda_library = library});
}

RendererOptions automatic_options() {
    RendererOptions options;
    options.size = {33, 20};
    options.passes = {"instance", "depth", "normal_geometric"};
    options.memory = FrameMemory::automatic;
    return options;
}

class Automatic : public testing::Test {
protected:
    void TearDown() override {
        EXPECT_EQ(stand_in_.complaint(), "");
        expect_nothing_left("at the end");
    }
    void expect_nothing_left(const std::string& when) {
        for (const char* kind : {"memory", "mapping", "semaphore", "event", "stream", "context", "pushed"})
            EXPECT_EQ(stand_in_.alive(kind), 0) << kind << " " << when;
    }
    /// What CudaFrames() throws.
    static std::string error_of(const Frame& frame) {
        try {
            const CudaFrames taken(SharedFrames(frame), interop::cuda_legacy_stream);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    /// The frame that is there when CUDA is first asked for stays readable, later ones are on the host.
    void expect_refused(const Device& device, const std::string& reason) {
        Renderer renderer(device, scene_, automatic_options());
        const Frame first = renderer.render(scene_.default_shot());
        ASSERT_TRUE(interop::is_exported(first));
        const std::string told = error_of(first);
        EXPECT_TRUE(has(told, reason)) << told;
        EXPECT_EQ(cuda_problem(device), told) << "the same again";
        const Frame second = renderer.render(scene_.default_shot());
        EXPECT_FALSE(interop::is_exported(second));
        EXPECT_EQ(render::differing_passes(first, second), std::vector<std::string>{});
    }

    StandIn stand_in_{PLUMB_CUDA_STAND_IN};
    Scene scene_ = Scene::load(asset("small/moving_boxes.glb"));
};

TEST_F(Automatic, FramesAreSharedOnceTheCheckHasPassed) {
    const Device device = named_driver();
    Renderer renderer(device, scene_, automatic_options());
    {
        const Frame frame = renderer.render(scene_.default_shot());
        ASSERT_TRUE(interop::is_exported(frame));
        EXPECT_EQ(stand_in_.calls("cuInit"), 0) << "nobody has asked for CUDA";
        const CudaFrames taken(SharedFrames(frame), interop::cuda_legacy_stream);
        const std::span<const std::byte> expected = frame["depth"].bytes;
        EXPECT_TRUE(std::ranges::equal(
            std::span(reinterpret_cast<const std::byte*>(taken.address("depth")), expected.size()), expected));
    }
    const int reads = stand_in_.calls("cuMemcpyDtoH_v2");
    EXPECT_EQ(reads, 6) << "three sizes, two patterns";
    EXPECT_EQ(cuda_problem(device), "");
    EXPECT_EQ(error_of(renderer.render(scene_.default_shot())), "");
    EXPECT_EQ(stand_in_.calls("cuMemcpyDtoH_v2"), reads) << "once a device";
    EXPECT_EQ(stand_in_.alive("stream"), 0);
}

TEST_F(Automatic, ExportedMemoryIsNotChecked) {
    stand_in_.distort("nothing");
    RendererOptions options = automatic_options();
    options.memory = FrameMemory::exported;
    const Device device = named_driver();
    Renderer renderer(device, scene_, options);
    EXPECT_EQ(error_of(renderer.render(scene_.default_shot())), "");
    EXPECT_EQ(stand_in_.calls("cuMemcpyDtoH_v2"), 0);
    EXPECT_TRUE(has(cuda_problem(device), "CUDA sees the word")) << "who has asked for it gets it all the same";
    EXPECT_EQ(error_of(renderer.render(scene_.default_shot())), "");
}

TEST_F(Automatic, WhatCudaDoesNotSeeIsTold) {
    const std::array<std::pair<const char*, const char*>, 5> cases{{{"stale", "at byte 0 of 60"},
                                                                    {"shifted", "at byte 0 of 60"},
                                                                    {"last byte", "at byte 56 of 60"},
                                                                    {"first page", "at byte 4096 of 12308"},
                                                                    {"nothing", "at byte 0 of 60"}}};
    for (const auto& [how, where] : cases) {
        stand_in_.distort(how);
        const std::string told = cuda_problem(named_driver());
        EXPECT_TRUE(has(told, "CUDA sees the word") && has(told, where)) << how << ": " << told;
        expect_nothing_left(how);
    }
    EXPECT_EQ(stand_in_.calls("cuMemcpyDtoH_v2"), 2 + 1 + 1 + 3 + 1) << "the first difference ends the check";
}

TEST_F(Automatic, FramesAreOnTheHostIfTheCheckFails) {
    stand_in_.distort("stale");
    expect_refused(named_driver(), "CUDA sees the word");
}

TEST_F(Automatic, FramesAreOnTheHostWithoutTheDriverOrTheDevice) {
    expect_refused(named_driver("no_such_cuda.so.1"), "no_such_cuda.so.1");
    expect_refused(named_driver(PLUMB_CUDA_STAND_IN_OLD), "cuWaitExternalSemaphoresAsync");
    const std::array<std::uint8_t, 16> other{0xab, 1, 2, 3};
    stand_in_.set_uuid(other.data());
    expect_refused(named_driver(), "ab010203000000000000000000000000");
}

TEST_F(Automatic, TheSoftwareDeviceIsNotLookedForInCuda) {
    const Device device = Device::create();
    Renderer renderer(device, scene_, automatic_options());
    const Frame frame = renderer.render(scene_.default_shot());
    EXPECT_FALSE(interop::is_exported(frame));
    EXPECT_EQ(renderer.options().memory, FrameMemory::automatic);
    const std::string told = cuda_problem(device);
    EXPECT_TRUE(has(told, device.info().name) && has(told, "not made by NVIDIA")) << told;
    EXPECT_EQ(stand_in_.calls("cuInit"), 0);
}

TEST_F(Automatic, ADeviceThatExportsNothingHasItsFramesOnTheHost) {
    OwnDevice own;
    interop::VulkanDevice shared = own.shared();
    shared.cuda_library = PLUMB_CUDA_STAND_IN;
    const Device device = interop::adopt(shared);
    Renderer renderer(device, scene_, automatic_options());
    EXPECT_FALSE(interop::is_exported(renderer.render(scene_.default_shot())));
    EXPECT_TRUE(has(cuda_problem(device), VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME)) << cuda_problem(device);
    EXPECT_EQ(stand_in_.calls("cuInit"), 0);
}

TEST_F(Automatic, FramesAreOnTheHostWhileTheDeviceHasNoMemoryForThem) {
    const Device device = named_driver();
    Renderer renderer(device, scene_, automatic_options());
    const Frame held = renderer.render(scene_.default_shot());
    rlimit usual{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
    const int next = dup(0);  // no other descriptor can be had, without which the software device exports no memory
    close(next);
    const rlimit none{static_cast<rlim_t>(next), usual.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    const Frame without = renderer.render(scene_.default_shot());
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &usual), 0);
    EXPECT_TRUE(interop::is_exported(held));
    EXPECT_FALSE(interop::is_exported(without));
    EXPECT_EQ(render::differing_passes(held, without), std::vector<std::string>{});
    EXPECT_TRUE(interop::is_exported(renderer.render(scene_.default_shot())));
}

/// Fails the first call of `function`, then the second, and so on until the check passes.
/// @return  how many there are
template <class MakeDevice>
int fail_each(const StandIn& stand_in, const char* function, const MakeDevice& make_device) {
    for (int skip = 0; skip < 20; ++skip) {
        stand_in.fail(function, unknown_error, skip);
        const std::string told = cuda_problem(make_device());
        if (told.empty()) return skip;
        EXPECT_TRUE(has(told, function) && has(told, "999") && has(told, "CUDA_SUCCESS")) << skip << ": " << told;
        for (const char* kind : {"memory", "mapping", "semaphore", "stream", "context", "pushed"})
            EXPECT_EQ(stand_in.alive(kind), 0) << kind << " after " << function << " " << skip;
    }
    ADD_FAILURE() << function << " is called without end";
    return 0;
}

TEST_F(Automatic, EveryCallThatFailsIsTold) {
    const std::array<std::pair<const char*, int>, 9> calls{{{"cuInit", 1},
                                                            {"cuDeviceGetCount", 1},
                                                            {"cuDeviceGet", 1},
                                                            {"cuDeviceGetUuid_v2", 1},
                                                            {"cuDevicePrimaryCtxRetain", 1},
                                                            {"cuImportExternalMemory", 3},
                                                            {"cuExternalMemoryGetMappedBuffer", 3},
                                                            {"cuStreamCreate", 3},
                                                            {"cuMemcpyDtoH_v2", 6}}};
    for (const auto& [function, count] : calls)
        EXPECT_EQ(fail_each(stand_in_, function, [] { return named_driver(); }), count) << function;
    // Others of them free something, and then nobody is told.
    stand_in_.fail("cuCtxPushCurrent_v2", unknown_error);
    EXPECT_TRUE(has(cuda_problem(named_driver()), "cuCtxPushCurrent_v2"));
    EXPECT_EQ(fail_each(stand_in_, "cuStreamQuery", [] { return named_driver(); }), 6);
}

/// On a driver that exports timelines.
class AutomaticWithTimelines : public Automatic {
protected:
    AutomaticWithTimelines()
        : own_([](VkPhysicalDeviceVulkan12Features&) {},
               std::vector<const char*>{VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME}) {}
    void TearDown() override {
        Automatic::TearDown();
        EXPECT_EQ(exported_timeline_count(), 0U);
    }
    Device device() {
        interop::VulkanDevice shared = own_.shared();
        shared.get_instance_proc_addr = reinterpret_cast<void*>(timeline_driver());
        shared.cuda_library = PLUMB_CUDA_STAND_IN;
        return interop::adopt(shared);
    }
    OwnDevice own_;
};

TEST_F(AutomaticWithTimelines, TheCheckWaitsAsReadersDo) {
    {
        const Device device = this->device();
        EXPECT_EQ(cuda_problem(device), "");
        EXPECT_EQ(stand_in_.calls("cuWaitExternalSemaphoresAsync"), 6);
        EXPECT_NE(stand_in_.stream("wait"), interop::cuda_legacy_stream) << "a wait without end stops nobody else";
        EXPECT_GT(stand_in_.value(), 0U);
    }
    const auto make = [&] { return device(); };
    EXPECT_EQ(fail_each(stand_in_, "cuImportExternalSemaphore", make), 1);
    EXPECT_EQ(fail_each(stand_in_, "cuWaitExternalSemaphoresAsync", make), 6);
}

TEST_F(AutomaticWithTimelines, FramesAreOnTheHostIfTheDriverExportsNothingAfterAll) {
    for (const bool is_timeline : {true, false}) {
        fail_exports(is_timeline, !is_timeline);
        const Device device = this->device();
        Renderer renderer(device, scene_, automatic_options());
        for (int i = 0; i < 2; ++i) EXPECT_FALSE(interop::is_exported(renderer.render(scene_.default_shot())));
        EXPECT_TRUE(has(cuda_problem(device), is_timeline ? "vkCreateSemaphore" : "vkCreateBuffer"))
            << cuda_problem(device);
        EXPECT_EQ(stand_in_.calls("cuInit"), 0) << "what failed is known";
        fail_exports(false, false);
    }
}

TEST_F(AutomaticWithTimelines, AWaitWithoutEndIsGivenUpAndNothingFreed) {
    {
        const Device device = this->device();
        const gpu::CudaSide& side = device.context()->cuda().side(*device.context());
        stand_in_.set_busy(true);
        try {
            gpu::check_cuda(device.context(), side, std::chrono::milliseconds(5));
            ADD_FAILURE() << "no error";
        } catch (const Error& error) {
            EXPECT_TRUE(has(error.what(), "still waits") && has(error.what(), "5 ms")) << error.what();
        }
    }
    for (const char* kind : {"memory", "mapping", "semaphore", "stream", "context"})
        EXPECT_EQ(stand_in_.alive(kind), 1) << kind << ": freeing it would wait as well";
    for (const char* function : {"cuMemFree_v2", "cuDestroyExternalMemory", "cuDestroyExternalSemaphore",
                                 "cuStreamDestroy_v2", "cuDevicePrimaryCtxRelease_v2"})
        EXPECT_EQ(stand_in_.calls(function), 0) << function;
    stand_in_.forget();
}

/// On a device whose memory the host does not see.
class AutomaticInPartedMemory : public Automatic {
protected:
    AutomaticInPartedMemory() { device_.context()->part_memory(); }
    void TearDown() override {
        EXPECT_EQ(device_.validation_message_count(), 0U);
        Automatic::TearDown();
    }
    /// Submissions that reading on the host takes.
    std::uint64_t submissions_of(const Batch& batch) {
        const std::uint64_t before = device_.context()->submitted_value();
        (void)batch["depth"];
        return device_.context()->submitted_value() - before;
    }
    std::vector<Shot> shots() { return {scene_.default_shot(0, 0.1), scene_.default_shot(0.4, 0.1)}; }

    Device device_ = named_driver();
};

TEST_F(AutomaticInPartedMemory, FramesThatTheHostReadsAreCopiedWhileOthersAreDrawn) {
    Renderer renderer(device_, scene_, automatic_options());
    const std::vector<Shot> shots = this->shots();
    EXPECT_EQ(submissions_of(renderer.render(shots)), 1U) << "who knows whether the host reads";
    const Batch read = renderer.render(shots);
    EXPECT_EQ(submissions_of(read), 0U);
    Renderer on_host(oracle::shared_device(), scene_, [] {
        RendererOptions options = automatic_options();
        options.memory = FrameMemory::host;
        return options;
    }());
    const Batch expected = on_host.render(shots);
    for (const std::string& name : expected.pass_names())
        EXPECT_TRUE(std::ranges::equal(read[name].bytes, expected[name].bytes)) << name;
    { const Batch not_read = renderer.render(shots); }
    EXPECT_EQ(submissions_of(renderer.render(shots)), 1U) << "the last one was copied in vain";
    EXPECT_EQ(stand_in_.calls("cuInit"), 0);
}

TEST_F(AutomaticInPartedMemory, BatchesOfSeveralScenesAreCopiedToTheirPlaces) {
    const Scene cube = Scene::load(asset("small/cube.glb"));
    const std::vector<SceneShot> shots{
        {scene_.default_shot(), 0}, {cube.default_shot(), 1}, {scene_.default_shot(0.3), 0}, {cube.default_shot(), 1}};
    Renderer renderer(device_, {scene_, cube}, automatic_options());
    const Batch first = renderer.render(shots);
    EXPECT_EQ(submissions_of(first), 1U);
    const Batch second = renderer.render(shots);
    EXPECT_EQ(submissions_of(second), 0U);
    for (const std::string& name : first.pass_names())
        EXPECT_TRUE(std::ranges::equal(first[name].bytes, second[name].bytes)) << name;
}

TEST_F(AutomaticInPartedMemory, PicturesWithJpegLossAreOnTheHost) {
    RendererOptions options = automatic_options();
    options.passes = {"rgb"};
    Renderer renderer(device_, scene_, options);
    Shot shot = scene_.default_shot();
    shot.sensor.jpeg_quality = 50;
    const Frame lossy = renderer.render(shot);
    EXPECT_FALSE(interop::is_exported(lossy));
    const Frame clean = renderer.render(scene_.default_shot());
    EXPECT_TRUE(interop::is_exported(clean));
    EXPECT_EQ(render::differing_passes(lossy, clean), std::vector<std::string>{"rgb"});
}

}  // namespace
}  // namespace plumb::interop_test
