// Frames in CUDA's address space, on a stand-in for the driver: what is imported, waited for, freed, and what goes
// wrong.
#include "cuda/stand_in.hpp"
#include "interop_fixture.hpp"
#include "own_device.hpp"
#include "render_fixture.hpp"
#include "timeline_driver.hpp"

#include <plumb/interop.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace plumb::interop_test {
namespace {

using interop::CudaFrames;
using interop::SharedFrames;
using render::asset;
using render::OwnDevice;

constexpr int no_memory = 2;

RendererOptions exported_options() {
    RendererOptions options;
    options.size = {33, 20};
    options.passes = {"instance", "depth", "normal_geometric"};
    options.memory = FrameMemory::exported;
    return options;
}

class OnStandIn : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(device_->context()->external().memory_lack.empty()) << device_->context()->external().memory_lack;
        renderer_.emplace(*device_, scene_, exported_options());
    }
    void TearDown() override {
        renderer_.reset();
        device_.reset();
        EXPECT_EQ(stand_in_.complaint(), "");
        for (const char* kind : {"memory", "mapping", "semaphore", "event", "context", "pushed"})
            EXPECT_EQ(stand_in_.alive(kind), 0) << kind;
    }
    SharedFrames shared() { return SharedFrames(renderer_->render(scene_.default_shot())); }

    std::string error_of_frames(ErrorCode code) {
        return error_of(code, [&] { return CudaFrames(shared(), interop::cuda_legacy_stream); });
    }
    void replace_device(const DeviceOptions& options) {
        renderer_.reset();
        device_ = Device::create(options);
        renderer_.emplace(*device_, scene_, exported_options());
    }

    StandIn stand_in_{PLUMB_CUDA_STAND_IN};
    std::optional<Device> device_ = Device::create({.cuda_library = PLUMB_CUDA_STAND_IN});
    Scene scene_ = Scene::load(asset("small/moving_boxes.glb"));
    std::optional<Renderer> renderer_;
};

std::span<const std::byte> bytes_at(std::uint64_t address, std::size_t count) {
    return {reinterpret_cast<const std::byte*>(address), count};  // the stand-in's addresses are the host's
}

TEST_F(OnStandIn, SeesWhatTheHostReads) {
    const std::vector<Shot> shots{scene_.default_shot(), scene_.default_shot(0.4)};
    const Batch batch = renderer_->render(shots);
    const CudaFrames frames(SharedFrames(batch), interop::cuda_legacy_stream);
    EXPECT_EQ(frames.device(), 0);
    EXPECT_EQ(SharedFrames(batch).cuda_device(), 0);
    for (const std::string& name : batch.pass_names()) {
        const auto expected = batch[name].bytes;
        EXPECT_NE(bytes_at(frames.address(name), expected.size()).data(), expected.data()) << "a mapping of its own";
        EXPECT_TRUE(std::ranges::equal(bytes_at(frames.address(name), expected.size()), expected)) << name;
    }
    const CudaFrames second(SharedFrames(batch[1]), interop::cuda_legacy_stream);
    EXPECT_EQ(second.address("depth"), frames.address("depth") + 33 * 20 * 4);
    EXPECT_TRUE(has(error_of(ErrorCode::invalid_argument, [&] { return frames.address("uv"); }),
                    "depth, instance, normal_geometric"));
}

TEST_F(OnStandIn, NothingIsLoadedBeforeItIsAskedFor) {
    const SharedFrames frames = shared();
    EXPECT_EQ(stand_in_.calls("cuInit"), 0);
    const CudaFrames taken(frames, interop::cuda_legacy_stream);
    EXPECT_EQ(stand_in_.calls("cuInit"), 1);
}

TEST_F(OnStandIn, MemoryIsImportedOnceForAllItsUses) {
    for (int i = 0; i < 6; ++i) {
        const SharedFrames frames = shared();
        const CudaFrames one(frames, interop::cuda_legacy_stream), other(frames, interop::cuda_legacy_stream);
        EXPECT_EQ(one.address("depth"), other.address("depth"));
    }
    EXPECT_EQ(stand_in_.calls("cuDevicePrimaryCtxRetain"), 1);
    EXPECT_LE(stand_in_.calls("cuImportExternalMemory"), 2) << "the renderer has no more than two memories here";
    EXPECT_EQ(stand_in_.calls("cuEventRecord"), 12) << "one for each reader that goes";
}

TEST_F(OnStandIn, MemoryThatIsReadIsNotDrawnInto) {
    const SharedFrames frames = shared();
    const std::uint64_t id = frames.memory_id();
    std::optional<SharedFrames> held(frames);
    stand_in_.set_busy(true);
    std::vector<std::uint64_t> ids;
    {
        const Frame frame = renderer_->render(scene_.default_shot());
        ids.push_back(SharedFrames(frame).memory_id());
        const CudaFrames read(SharedFrames(frame), 0x77);
    }
    EXPECT_EQ(stand_in_.stream("record"), 0x77);
    for (int i = 0; i < 3; ++i) {
        const SharedFrames next = shared();
        EXPECT_NE(next.memory_id(), ids.front()) << "the stream still reads it";
        EXPECT_NE(next.memory_id(), id) << "it is held";
    }
    stand_in_.set_busy(false);
    const SharedFrames one = shared(), other = shared();
    EXPECT_TRUE(one.memory_id() == ids.front() || other.memory_id() == ids.front()) << "it is used again";
}

TEST_F(OnStandIn, FramesOutliveRendererAndDevice) {
    const Batch batch = renderer_->render(std::vector<Shot>{scene_.default_shot()});
    std::optional<CudaFrames> frames;
    frames.emplace(SharedFrames(batch), interop::cuda_legacy_stream);
    renderer_.reset();
    device_.reset();
    EXPECT_TRUE(
        std::ranges::equal(bytes_at(frames->address("depth"), batch["depth"].bytes.size()), batch["depth"].bytes));
    frames.reset();
}

TEST_F(OnStandIn, StreamsAreThoseOfTheStandard) {
    const SharedFrames frames = shared();
    for (const interop::CudaStream wrong : {interop::CudaStream{0}, interop::CudaStream{-2}}) {
        const std::string message = error_of(ErrorCode::invalid_argument, [&] { return CudaFrames(frames, wrong); });
        EXPECT_TRUE(has(message, "stream " + std::to_string(wrong)) && has(message, "1 is the legacy")) << message;
    }
    for (const auto& [given, recorded] :
         {std::pair{1, 1}, std::pair{2, 2}, std::pair{-1, 1}, std::pair{0x1234, 0x1234}}) {
        { const CudaFrames reader(frames, given); }
        EXPECT_EQ(stand_in_.stream("record"), recorded);
    }
}

TEST_F(OnStandIn, AnotherThreadsDefaultStreamIsWaitedForByTheHost) {
    std::optional<CudaFrames> reader;
    reader.emplace(shared(), interop::cuda_per_thread_stream);
    std::thread([&] { reader.reset(); }).join();
    EXPECT_EQ(stand_in_.calls("cuCtxSynchronize"), 1);
    EXPECT_EQ(stand_in_.calls("cuEventRecord"), 0);
}

TEST_F(OnStandIn, MemoryWhoseReadersCannotBeAskedIsNotUsedAgain) {
    std::uint64_t id = 0;
    {
        const SharedFrames frames = shared();
        id = frames.memory_id();
        const CudaFrames reader(frames, 0xbad);  // a stream that is gone when the reader goes
    }
    for (int i = 0; i < 3; ++i) EXPECT_NE(shared().memory_id(), id);
}

TEST_F(OnStandIn, ADeviceOfAnotherUuidIsNotTaken) {
    const std::array<std::uint8_t, 16> other{0xab, 1, 2, 3};
    stand_in_.set_uuid(other.data());
    const std::string message = error_of_frames(ErrorCode::not_found);
    EXPECT_TRUE(has(message, "UUID " + device_->info().uuid)) << message;
    EXPECT_TRUE(has(message, "ab010203000000000000000000000000") && has(message, device_->info().name)) << message;
    stand_in_.set_uuid(device_->context()->external().device_uuid.data());
    EXPECT_EQ(error_of_frames(ErrorCode::not_found), message) << "what failed once is not tried again";
    EXPECT_EQ(stand_in_.calls("cuInit"), 1);
}

TEST_F(OnStandIn, AMissingDriverIsTold) {
    replace_device({.cuda_library = "no_such_cuda.so.1"});
    const std::string message = error_of_frames(ErrorCode::not_found);
    EXPECT_TRUE(has(message, "no_such_cuda.so.1") && has(message, "cuda_library")) << message;
}

TEST_F(OnStandIn, AnOldDriverIsToldWithWhatItLacks) {
    replace_device({.cuda_library = PLUMB_CUDA_STAND_IN_OLD});
    const std::string message = error_of_frames(ErrorCode::unsupported);
    EXPECT_TRUE(has(message, "cuWaitExternalSemaphoresAsync") && has(message, "11.4")) << message;
}

TEST_F(OnStandIn, ACallThatFailsLeavesNothingBehind) {
    for (const char* function :
         {"cuInit", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetUuid_v2", "cuDevicePrimaryCtxRetain",
          "cuCtxPushCurrent_v2", "cuImportExternalMemory", "cuExternalMemoryGetMappedBuffer"}) {
        replace_device({.cuda_library = PLUMB_CUDA_STAND_IN});
        const SharedFrames frames = shared();
        const std::size_t descriptors = descriptor_count();
        for (const int result : {unknown_error, no_memory}) {
            const ErrorCode code = result == no_memory ? ErrorCode::out_of_memory : ErrorCode::internal;
            stand_in_.fail(function, result);
            const std::string message = error_of(code, [&] { return CudaFrames(frames, interop::cuda_legacy_stream); });
            EXPECT_TRUE(has(message, function) && has(message, std::to_string(result)) && has(message, "CUDA_SUCCESS"))
                << message;
            const bool is_remembered = stand_in_.calls("cuDevicePrimaryCtxRetain") == 0;
            if (is_remembered || std::string(function) == "cuDevicePrimaryCtxRetain") break;
        }
        EXPECT_EQ(stand_in_.alive("memory") + stand_in_.alive("mapping") + stand_in_.alive("event"), 0) << function;
        EXPECT_EQ(stand_in_.alive("pushed"), 0) << function;
        EXPECT_EQ(descriptor_count(), descriptors) << function;
        stand_in_ = StandIn(PLUMB_CUDA_STAND_IN);
    }
}

TEST_F(OnStandIn, AFailureToTellTheEndCostsTheMemoryAndNothingElse) {
    for (const char* function : {"cuEventCreate", "cuEventRecord", "cuEventQuery"}) {
        std::uint64_t id = 0;
        {
            const SharedFrames frames = shared();
            id = frames.memory_id();
            const CudaFrames reader(frames, interop::cuda_legacy_stream);
            stand_in_.fail(function, unknown_error);
        }
        EXPECT_EQ(stand_in_.alive("event"), std::string(function) == "cuEventQuery" ? 1 : 0) << function;
        for (int i = 0; i < 3; ++i) EXPECT_NE(shared().memory_id(), id) << function;
    }
}

/// On a driver that exports timelines.
class OnStandInWithTimelines : public OnStandIn {
protected:
    void SetUp() override {
        own_.emplace([](VkPhysicalDeviceVulkan12Features&) {},
                     std::vector<const char*>{VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME});
        interop::VulkanDevice shared = own_->shared();
        shared.get_instance_proc_addr = reinterpret_cast<void*>(timeline_driver());
        shared.cuda_library = PLUMB_CUDA_STAND_IN;
        device_ = interop::adopt(shared);
        OnStandIn::SetUp();
    }
    void TearDown() override {
        OnStandIn::TearDown();
        EXPECT_EQ(exported_timeline_count(), 0U);
        own_.reset();
    }
    std::optional<OwnDevice> own_;
};

TEST_F(OnStandInWithTimelines, TheStreamWaitsForTheFrames) {
    for (const interop::CudaStream stream :
         {interop::cuda_legacy_stream, interop::cuda_per_thread_stream, interop::CudaStream{0x4321}}) {
        const SharedFrames frames = shared();
        const CudaFrames reader(frames, stream);
        EXPECT_EQ(stand_in_.stream("wait"), stream);
        EXPECT_EQ(stand_in_.value(), frames.ready_value());
    }
    EXPECT_EQ(stand_in_.calls("cuImportExternalSemaphore"), 1);
    const CudaFrames alone(shared(), interop::cuda_no_stream);
    EXPECT_EQ(stand_in_.calls("cuWaitExternalSemaphoresAsync"), 3) << "-1 asks for no wait";
}

TEST_F(OnStandInWithTimelines, ACallThatFailsLeavesNothingBehind) {
    const SharedFrames frames = shared();
    const std::string wrong_stream = error_of(ErrorCode::internal, [&] { return CudaFrames(frames, 0xbad); });
    EXPECT_TRUE(has(wrong_stream, "cuWaitExternalSemaphoresAsync") && has(wrong_stream, "400")) << wrong_stream;
    EXPECT_EQ(stand_in_.calls("cuEventRecord"), 0) << "nobody has read";
    const std::size_t descriptors = descriptor_count();
    stand_in_.fail("cuCtxPushCurrent_v2", unknown_error);
    EXPECT_TRUE(has(error_of(ErrorCode::internal, [&] { return CudaFrames(frames, 1); }), "cuCtxPushCurrent_v2"));
    EXPECT_EQ(descriptor_count(), descriptors);
    EXPECT_EQ(stand_in_.alive("memory"), 1) << "it stays imported";
}

TEST_F(OnStandInWithTimelines, ATimelineThatIsNotImportedIsTold) {
    const SharedFrames frames = shared();
    const std::size_t descriptors = descriptor_count();
    stand_in_.fail("cuImportExternalSemaphore", unknown_error);
    EXPECT_TRUE(has(error_of(ErrorCode::internal, [&] { return CudaFrames(frames, 1); }), "cuImportExternalSemaphore"));
    EXPECT_EQ(stand_in_.alive("context"), 0);
    EXPECT_EQ(descriptor_count(), descriptors);
}

}  // namespace
}  // namespace plumb::interop_test
