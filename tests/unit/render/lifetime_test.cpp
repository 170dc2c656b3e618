// Who owns what, and that nothing grows.
#include "render_fixture.hpp"

#include <unistd.h>
#include <fstream>
#include <optional>

namespace plumb::render {
namespace {

/// Memory that the process holds, MiB.
double resident_mib() {
    std::ifstream file("/proc/self/statm");
    double total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool is_memory_measurable = false;  // the sanitizer keeps what is freed
#else
constexpr bool is_memory_measurable = true;
#endif

TEST(Lifetime, AMovedRendererGoesOn) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    const Shot shot = scene.default_shot(0.3, 0.1);
    Renderer first(oracle::shared_device(), scene, options_of({20, 14}));
    const Frame expected = first.render(shot);
    Renderer second(std::move(first));
    EXPECT_EQ(differing_passes(second.render(shot), expected), std::vector<std::string>{});
    Renderer third(oracle::shared_device(), Scene::load(asset("small/quad.glb")), options_of({5, 5}, {"depth"}));
    third = std::move(second);
    EXPECT_EQ(third.options().size, (Size{20, 14}));
    EXPECT_EQ(differing_passes(third.render(shot), expected), std::vector<std::string>{});
}

TEST(Lifetime, AFrameOutlivesEverything) {
    std::optional<Frame> frame, copy;
    std::vector<std::byte> bytes;
    std::weak_ptr<gpu::Context> context;
    {
        const Device device = Device::create();
        context = device.context();
        const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
        Renderer renderer(device, scene, options_of({20, 14}));
        frame = renderer.render(scene.default_shot(0.3, 0.1));
        copy = frame;
        for (const std::string& name : frame->pass_names())
            bytes.insert(bytes.end(), (*frame)[name].bytes.begin(), (*frame)[name].bytes.end());
        for (int i = 0; i < 10; ++i) (void)renderer.render(scene.default_shot(0.1 * i, 0.1));
    }
    const Frame last = *std::move(frame);
    frame.reset();
    copy.reset();
    std::vector<std::byte> later;
    for (const std::string& name : last.pass_names())
        later.insert(later.end(), last[name].bytes.begin(), last[name].bytes.end());
    EXPECT_EQ(later, bytes);
    EXPECT_EQ(last.annotations().instances.size(), 2U);
    EXPECT_FALSE(context.expired()) << "the frame's memory is the device's";
    EXPECT_GT(context.lock()->live_object_count(), 0);
}

TEST(Lifetime, TheDeviceGoesWithItsLastUser) {
    std::weak_ptr<gpu::Context> context;
    {
        const Scene scene = Scene::load(asset("small/cube.glb"));
        Device device = Device::create();
        context = device.context();
        Renderer renderer(device, scene, options_of({8, 8}));
        const Frame frame = renderer.render(scene.default_shot());
    }
    EXPECT_TRUE(context.expired());
}

TEST(Lifetime, FramesKeepTheirBytesWhileOthersAreRendered) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({32, 24}));
    std::vector<Shot> shots;
    for (int i = 0; i < 12; ++i) shots.push_back(scene.default_shot(0.15 * i, 0.1));
    std::vector<Frame> kept;
    for (const Shot& shot : shots) kept.push_back(renderer.render(shot));
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(kept[i], renderer.render(shots[i])), std::vector<std::string>{}) << i;
}

TEST(Lifetime, RenderersComeAndGoWithoutTrace) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    const auto context = oracle::shared_device().context();
    RendererOptions options = options_of({16, 12}, {"instance"});
    options.annotations = false;  // a pipeline less to make
    const auto cycle = [&] { (void)Renderer(oracle::shared_device(), scene, options).render(scene.default_shot(0.2)); };
    for (int i = 0; i < 40; ++i) cycle();
    const std::int64_t objects = context->live_object_count(), allocations = context->allocation_count();
    const double before = resident_mib();
    for (int i = 0; i < 160; ++i) cycle();
    EXPECT_EQ(context->live_object_count(), objects);
    EXPECT_EQ(context->allocation_count(), allocations);
    const double growth = resident_mib() - before;
    std::printf("160 renderers: %+.2f MiB\n", growth);
    EXPECT_TRUE(growth < 16 || !is_memory_measurable) << growth << " MiB";
}

TEST(Lifetime, TwoThousandFramesKeepTheMemoryFlat) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({32, 24}));
    const auto context = oracle::shared_device().context();
    for (int i = 0; i < 200; ++i) (void)renderer.render(scene.default_shot(0.001 * i, 0.1));
    const std::int64_t objects = context->live_object_count();
    const double before = resident_mib();
    for (int i = 0; i < 1800; ++i) (void)renderer.render(scene.default_shot(0.001 * i, 0.1));
    EXPECT_EQ(context->live_object_count(), objects);
    const double growth = resident_mib() - before;
    std::printf("1800 frames: %+.2f MiB\n", growth);
    EXPECT_TRUE(growth < 8 || !is_memory_measurable) << growth << " MiB";
}

}  // namespace
}  // namespace plumb::render
