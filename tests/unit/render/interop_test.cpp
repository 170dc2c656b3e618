// A program's own Vulkan device renders as plumb's, and is left as it was.
#include "own_device.hpp"

#include <plumb/interop.hpp>

#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace plumb::render {
namespace {

TEST(Interop, ADeviceOfTheCallersRendersTheSame) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    const Shot shot = scene.default_shot(0.3, 0.1);
    const Frame expected = Renderer(oracle::shared_device(), scene, options_of({32, 24})).render(shot);
    OwnDevice own;
    std::weak_ptr<gpu::Context> context;
    {
        const Device device = interop::adopt(own.shared());
        context = device.context();
        EXPECT_EQ(device.info().uuid, oracle::shared_device().info().uuid);
        Renderer renderer(device, scene, options_of({32, 24}));
        EXPECT_EQ(differing_passes(renderer.render(shot), expected), std::vector<std::string>{});
    }
    EXPECT_TRUE(context.expired());
    EXPECT_EQ(own.submit_nothing(), VK_SUCCESS) << "the device is the caller's, and goes on";
    EXPECT_EQ(own.wait_idle(), VK_SUCCESS);
}

TEST(Interop, LocksTheQueueAroundEachSubmission) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    OwnDevice own;
    std::mutex mutex;
    int locked = 0, unlocked = 0;
    bool is_held = false;
    interop::VulkanDevice shared = own.shared();
    shared.lock_queue = [&] {
        mutex.lock();
        EXPECT_FALSE(std::exchange(is_held, true));
        ++locked;
    };
    shared.unlock_queue = [&] {
        EXPECT_TRUE(std::exchange(is_held, false));
        ++unlocked;
        mutex.unlock();
    };
    Renderer renderer(interop::adopt(shared), scene, options_of({16, 12}, {"depth"}));
    const int before = locked;
    std::thread game([&] {
        for (int i = 0; i < 50; ++i) {
            const std::lock_guard lock(mutex);
            EXPECT_EQ(own.submit_nothing(), VK_SUCCESS);
        }
    });
    for (int i = 0; i < 10; ++i) (void)renderer.render(scene.default_shot());
    game.join();
    EXPECT_EQ(locked - before, 10);
    EXPECT_EQ(unlocked, locked);
}

std::string error_of(const interop::VulkanDevice& device, ErrorCode code) {
    try {
        (void)interop::adopt(device);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
}

TEST(Interop, TellsWhatADeviceLacks) {
    OwnDevice without([](VkPhysicalDeviceVulkan12Features& features) {
        features.shaderBufferInt64Atomics = VK_FALSE;
        features.scalarBlockLayout = VK_FALSE;
    });
    const std::string message = error_of(without.shared(), ErrorCode::invalid_argument);
    EXPECT_NE(message.find("shaderBufferInt64Atomics, scalarBlockLayout"), std::string::npos) << message;

    OwnDevice own;
    interop::VulkanDevice shared = own.shared();
    shared.enabled_features = nullptr;
    EXPECT_NE(error_of(shared, ErrorCode::invalid_argument).find("shaderInt64"), std::string::npos);
    shared = own.shared();
    shared.queue_family = 77;
    EXPECT_NE(error_of(shared, ErrorCode::invalid_argument).find("queue family 77"), std::string::npos);
    shared = own.shared();
    shared.queue = nullptr;
    error_of(shared, ErrorCode::invalid_argument);
    shared = own.shared();
    shared.instance = nullptr;
    error_of(shared, ErrorCode::invalid_argument);
    shared = own.shared();
    shared.lock_queue = [] {};
    EXPECT_NE(error_of(shared, ErrorCode::invalid_argument).find("unlock_queue"), std::string::npos);
    VkPhysicalDeviceFeatures2 alone{};
    alone.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    EXPECT_THROW(interop::enable_features(&alone), Error);
}

}  // namespace
}  // namespace plumb::render
