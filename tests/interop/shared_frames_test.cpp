// Frames in memory that others look into: what an import sees is what the host reads, and readers are waited for.
#include "gpu/commands.hpp"
#include "interop_fixture.hpp"
#include "own_device.hpp"
#include "render_fixture.hpp"
#include "timeline_driver.hpp"
#include "vulkan_import.hpp"

#include <plumb/interop.hpp>

#include <gtest/gtest.h>

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace plumb::interop_test {
namespace {

using interop::SharedFrames;
using render::all_passes;
using render::asset;
using render::differing_passes;
using render::options_of;
using render::OwnDevice;

RendererOptions exported_options(Size size, std::vector<std::string> passes = all_passes()) {
    RendererOptions options = options_of(size, std::move(passes));
    options.memory = FrameMemory::exported;
    return options;
}

Scene boxes() {
    return Scene::load(asset("small/moving_boxes.glb"));
}

std::vector<Shot> some_shots(const Scene& scene, int count) {
    std::vector<Shot> shots;
    for (int i = 0; i < count; ++i) shots.push_back(scene.default_shot(0.2 * i, 0.1));
    return shots;
}

/// Names of the arrays that an import of the memory does not have as the host has them.
template <class Frames>
std::vector<std::string> differing_imports(const SharedFrames& shared, const Frames& frames) {
    const auto uuid = shared.device_uuid();
    ImportDevice other(&uuid);
    EXPECT_TRUE(other.is_there());
    interop::FileDescriptor fd = shared.export_memory();
    const ImportDevice::Memory memory =
        other.import({fd.get(), shared.size_bytes(), shared.memory_type(), shared.buffer_bytes()});
    if (!memory.bytes.empty()) (void)fd.take();
    std::vector<std::string> names;
    for (const interop::SharedArray& array : shared.arrays()) {
        const std::span<const std::byte> expected = frames[array.name].bytes;
        const bool is_inside = array.offset_bytes + expected.size() <= memory.bytes.size();
        EXPECT_EQ(array.shape.front() * array.strides_bytes.front(), expected.size()) << array.name;
        if (!is_inside || !std::ranges::equal(memory.bytes.subspan(array.offset_bytes, expected.size()), expected))
            names.push_back(array.name);
    }
    other.free(memory);
    return names;
}

TEST(SharedFrames, AnotherDeviceSeesWhatTheHostReads) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, exported_options({33, 20}));
    Renderer usual(oracle::shared_device(), scene, options_of({33, 20}));
    const std::vector<Shot> shots = some_shots(scene, 3);
    const Batch batch = renderer.render(shots);
    const SharedFrames shared(batch);
    EXPECT_EQ(shared.arrays().size(), all_passes().size());
    EXPECT_EQ(differing_imports(shared, batch), std::vector<std::string>{});
    EXPECT_EQ(differing_imports(SharedFrames(batch[2]), batch[2]), std::vector<std::string>{});
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(batch[i], usual.render(shots[i])), std::vector<std::string>{});
}

TEST(SharedFrames, TellsShapesAndPlaces) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, exported_options({33, 20}, {"rgb", "depth"}));
    const Batch batch = renderer.render(some_shots(scene, 3));
    const SharedFrames shared(batch), second(batch[1]);
    const interop::SharedArray &rgb = shared.array("rgb"), &depth = shared.array("depth");
    EXPECT_EQ(rgb.shape, (std::vector<std::uint64_t>{3, 20, 33, 4}));
    EXPECT_EQ(rgb.strides_bytes, (std::vector<std::uint64_t>{2640, 132, 4, 1}));
    EXPECT_EQ(depth.shape, (std::vector<std::uint64_t>{3, 20, 33, 1}));
    EXPECT_EQ(depth.strides_bytes, (std::vector<std::uint64_t>{2640, 132, 4, 4}));
    EXPECT_EQ(depth.info, &find_pass("depth"));
    EXPECT_EQ(second.array("depth").shape, (std::vector<std::uint64_t>{20, 33, 1}));
    EXPECT_EQ(second.array("depth").offset_bytes, depth.offset_bytes + 2640);
    EXPECT_EQ(second.memory_id(), shared.memory_id());
    EXPECT_GE(shared.size_bytes(), depth.offset_bytes + 3 * 2640);
    EXPECT_TRUE(has(error_of(ErrorCode::invalid_argument, [&] { return shared.array("normal"); }), "has: rgb, depth"));
}

TEST(SharedFrames, MemoryIsUsedAgainWhenNobodyHoldsIt) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, exported_options({16, 12}, {"depth"}));
    const Shot shot = scene.default_shot();
    std::optional<SharedFrames> first(renderer.render(shot));
    const std::uint64_t id = first->memory_id();
    EXPECT_NE(SharedFrames(renderer.render(shot)).memory_id(), id) << "SharedFrames keeps the memory";
    first.reset();
    std::vector<std::uint64_t> next;
    std::vector<Frame> held;
    for (int i = 0; i < 2; ++i) {
        held.push_back(renderer.render(shot));
        next.push_back(SharedFrames(held.back()).memory_id());
    }
    EXPECT_EQ(std::ranges::count(next, id), 1) << "both are used again";
}

TEST(SharedFrames, DescriptorsAreClosed) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, exported_options({16, 12}, {"depth"}));
    const SharedFrames shared(renderer.render(scene.default_shot()));
    const std::size_t before = descriptor_count();
    {
        interop::FileDescriptor one = shared.export_memory(), other = shared.export_memory();
        EXPECT_NE(one.get(), other.get());
        EXPECT_EQ(descriptor_count(), before + 2);
        one = std::move(other);
    }
    EXPECT_EQ(descriptor_count(), before);
    interop::FileDescriptor taken = shared.export_memory();
    const int fd = taken.take();
    EXPECT_EQ(taken.get(), -1);
    EXPECT_EQ(close(fd), 0);
}

TEST(SharedFrames, RefusesWhatIsNotOneMemory) {
    const Scene scene = boxes();
    Renderer usual(oracle::shared_device(), scene, options_of({16, 12}, {"depth"}));
    Renderer renderer(oracle::shared_device(), scene, exported_options({16, 12}, {"depth"}));
    const Shot shot = scene.default_shot();
    const std::string host = error_of(ErrorCode::invalid_argument, [&] { return SharedFrames(usual.render(shot)); });
    EXPECT_TRUE(has(host, "a frame") && has(host, "memory = host") && has(host, "FrameMemory::exported")) << host;
    const std::vector<SceneShot> mixed{{shot}, {shot, 0, Size{8, 8}}};
    const Batch parts = renderer.render(mixed);
    EXPECT_TRUE(has(error_of(ErrorCode::invalid_argument, [&] { return SharedFrames(parts); }), "2 parts"));
    for (const BatchPart& part : parts.parts())
        EXPECT_EQ(differing_imports(SharedFrames(part.batch), part.batch), std::vector<std::string>{});
    const Batch none = renderer.render(std::vector<Shot>{});
    EXPECT_TRUE(has(error_of(ErrorCode::invalid_argument, [&] { return SharedFrames(none); }), "0 frames"));
}

TEST(SharedFrames, SaysWhatTheDeviceLacks) {
    const Scene scene = boxes();
    OwnDevice plain;
    const Device adopted = interop::adopt(plain.shared());
    const std::string memory = error_of(ErrorCode::unsupported, [&] {
        return Renderer(adopted, scene, exported_options({16, 12}));
    });
    EXPECT_TRUE(has(memory, "VK_KHR_external_memory_fd") && has(memory, "ppEnabledExtensionNames")) << memory;

    if (oracle::shared_device().context()->external().timeline_lack.empty())
        GTEST_SKIP() << "this device exports timeline semaphores";
    Renderer renderer(oracle::shared_device(), scene, exported_options({16, 12}, {"depth"}));
    const SharedFrames shared(renderer.render(scene.default_shot()));
    for (const auto& call : {std::function<void()>([&] { (void)shared.export_ready_timeline(); }),
                             std::function<void()>([&] { (void)shared.export_release_timeline(); }),
                             std::function<void()>([&] { (void)shared.release_value(); })}) {
        const std::string message = error_of(ErrorCode::unsupported, [&] { return call(), 0; });
        EXPECT_TRUE(has(message, "VK_KHR_external_semaphore_fd") && has(message, "keep them")) << message;
    }
}

/// Frames of a device whose driver exports timelines.
class WithTimelines : public testing::Test {
protected:
    WithTimelines() : own_({}, {VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME}) {
        interop::VulkanDevice shared = own_.shared();
        shared.get_instance_proc_addr = reinterpret_cast<void*>(timeline_driver());
        device_.emplace(interop::adopt(shared));
    }
    void TearDown() override {
        device_.reset();
        EXPECT_EQ(exported_timeline_count(), 0U);
    }

    OwnDevice own_;
    std::optional<Device> device_;
    Scene scene_ = boxes();
};

TEST_F(WithTimelines, FramesAreDrawnAtTheirValue) {
    EXPECT_EQ(exported_timeline_count(), 0U);
    Renderer usual(*device_, scene_, options_of({16, 12}, {"depth"}));
    (void)usual.render(scene_.default_shot());
    EXPECT_EQ(exported_timeline_count(), 0U) << "nothing is made that nobody asks for";
    Renderer renderer(*device_, scene_, exported_options({16, 12}, {"depth"}));
    EXPECT_EQ(exported_timeline_count(), 1U);
    gpu::Context& context = *device_->context();
    std::uint64_t last = 0;
    for (int i = 0; i < 3; ++i) {
        const SharedFrames shared(renderer.render(some_shots(scene_, 2)));
        EXPECT_GE(shared.export_ready_timeline().get(), 0);
        // Frames are drawn, but of the two timelines this one may be signalled last.
        auto wait = gpu::structure<VkSemaphoreWaitInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO);
        const VkSemaphore timeline = context.exported_timeline();
        const std::uint64_t ready = shared.ready_value();
        wait.semaphoreCount = 1;
        wait.pSemaphores = &timeline;
        wait.pValues = &ready;
        EXPECT_EQ(context.vk().vkWaitSemaphores(context.device(), &wait, 10'000'000'000), VK_SUCCESS);
        std::uint64_t reached = 0;
        context.vk().vkGetSemaphoreCounterValue(context.device(), timeline, &reached);
        EXPECT_GT(shared.ready_value(), last);
        EXPECT_EQ(reached, shared.ready_value());
        last = shared.ready_value();
    }
}

TEST_F(WithTimelines, ADeviceThatGoesIsWaitedForByBothItsTimelines) {
    interop::VulkanDevice shared = own_.shared();
    shared.get_instance_proc_addr = reinterpret_cast<void*>(timeline_driver());
    for (std::uint32_t i = 1; i <= 200; ++i) {  // the driver gives the next one the memory of its timelines
        const std::shared_ptr<gpu::Context> context = interop::adopt(shared).context();
        context->exported_timeline();
        const gpu::Buffer buffer(context, 1 << 20, gpu::Memory::readback, "filled");
        gpu::Commands commands(context);
        commands.fill(buffer, i);
        commands.host_read_barrier();
        context->run(commands);
        ASSERT_EQ(buffer.mapped_as<std::uint32_t>().back(), i);
    }
}

TEST_F(WithTimelines, ReadersAreWaitedFor) {
    Renderer renderer(*device_, scene_, exported_options({16, 12}, {"depth"}));
    const Shot shot = scene_.default_shot();
    std::optional<SharedFrames> shared(renderer.render(shot));
    const std::uint64_t id = shared->memory_id(), value = shared->release_value();
    EXPECT_EQ(shared->release_value(), value) << "one value for all who ask";
    TimelineValue reader(shared->export_release_timeline().get());
    shared.reset();
    for (int i = 0; i < 3; ++i) EXPECT_NE(SharedFrames(renderer.render(shot)).memory_id(), id) << "it is being read";
    reader.signal(value);
    std::vector<Frame> held;
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 2; ++i) {
        held.push_back(renderer.render(shot));
        ids.push_back(SharedFrames(held.back()).memory_id());
    }
    const auto again = std::ranges::find(ids, id);
    ASSERT_NE(again, ids.end());
    EXPECT_GT(SharedFrames(held[static_cast<std::size_t>(again - ids.begin())]).release_value(), value);
}

TEST_F(WithTimelines, AReaderWhoNeverTellsCostsNoMoreThanThePoolKeeps) {
    Renderer renderer(*device_, scene_, exported_options({16, 12}, {"depth"}));
    const Shot shot = scene_.default_shot();
    for (int i = 0; i < 40; ++i) (void)SharedFrames(renderer.render(shot)).release_value();
    // The pool keeps 8, the frame that comes next has one, and one timeline is the device's own.
    EXPECT_LE(exported_timeline_count(), 10U);
}

}  // namespace
}  // namespace plumb::interop_test
