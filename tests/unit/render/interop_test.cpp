// A program's own Vulkan device renders as plumb's, and is left as it was.
#include "gpu/required_features.hpp"
#include "gpu/structure.hpp"
#include "render_fixture.hpp"

#include <plumb/interop.hpp>

#include <volk.h>

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace plumb::render {
namespace {

/// An instance and a device as a program makes them, on the hardware of the tests' own device.
class OwnDevice {
public:
    explicit OwnDevice(const std::function<void(VkPhysicalDeviceVulkan12Features&)>& change = {}) {
        const auto& plumbs = *oracle::shared_device().context();  // has loaded libvulkan
        auto application = gpu::structure<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
        application.apiVersion = VK_API_VERSION_1_3;
        auto info = gpu::structure<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);
        info.pApplicationInfo = &application;
        EXPECT_EQ(vkCreateInstance(&info, nullptr, &instance_), VK_SUCCESS);
        table_ = std::make_unique<gpu::Instance>(instance_, nullptr);
        std::uint32_t count = 0;
        table_->vk().vkEnumeratePhysicalDevices(instance_, &count, nullptr);
        std::vector<VkPhysicalDevice> devices(count);
        table_->vk().vkEnumeratePhysicalDevices(instance_, &count, devices.data());
        for (VkPhysicalDevice device : devices) {
            VkPhysicalDeviceProperties properties{};
            table_->vk().vkGetPhysicalDeviceProperties(device, &properties);
            if (plumbs.info().name == properties.deviceName) physical_device_ = device;
        }
        family_ = plumbs.queue_family();
        v11_.pNext = &v12_;
        v12_.pNext = &v13_;
        features_.pNext = &v11_;
        interop::enable_features(&features_);
        if (change) change(v12_);
        make_device();
    }
    ~OwnDevice() {
        if (device_ != VK_NULL_HANDLE) device_table_.vkDestroyDevice(device_, nullptr);
        table_->vk().vkDestroyInstance(instance_, nullptr);
    }
    OwnDevice(const OwnDevice&) = delete;
    OwnDevice& operator=(const OwnDevice&) = delete;

    interop::VulkanDevice shared() {
        interop::VulkanDevice shared;
        shared.instance = instance_;
        shared.physical_device = physical_device_;
        shared.device = device_;
        shared.queue = queue_;
        shared.queue_family = family_;
        shared.enabled_features = &features_;
        return shared;
    }
    VkResult submit_nothing() {
        const auto nothing = gpu::structure<VkSubmitInfo2>(VK_STRUCTURE_TYPE_SUBMIT_INFO_2);
        return device_table_.vkQueueSubmit2(queue_, 1, &nothing, VK_NULL_HANDLE);
    }
    VkResult wait_idle() { return device_table_.vkDeviceWaitIdle(device_); }

private:
    void make_device() {
        const float priority = 1;
        auto queue = gpu::structure<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
        queue.queueFamilyIndex = family_;
        queue.queueCount = 1;
        queue.pQueuePriorities = &priority;
        auto info = gpu::structure<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO);
        info.pNext = &features_;
        info.queueCreateInfoCount = 1;
        info.pQueueCreateInfos = &queue;
        ASSERT_EQ(table_->vk().vkCreateDevice(physical_device_, &info, nullptr, &device_), VK_SUCCESS);
        const auto load = [&](auto& function, const char* name) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
                table_->vk().vkGetDeviceProcAddr(device_, name));
        };
        load(device_table_.vkGetDeviceQueue, "vkGetDeviceQueue");
        load(device_table_.vkDestroyDevice, "vkDestroyDevice");
        load(device_table_.vkDeviceWaitIdle, "vkDeviceWaitIdle");
        load(device_table_.vkQueueSubmit2, "vkQueueSubmit2");
        device_table_.vkGetDeviceQueue(device_, family_, 0, &queue_);
    }

    std::unique_ptr<gpu::Instance> table_;
    VolkDeviceTable device_table_{};
    VkInstance instance_ = VK_NULL_HANDLE;
    VkPhysicalDevice physical_device_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    VkQueue queue_ = VK_NULL_HANDLE;
    std::uint32_t family_ = 0;
    VkPhysicalDeviceFeatures2 features_ =
        gpu::structure<VkPhysicalDeviceFeatures2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2);
    VkPhysicalDeviceVulkan11Features v11_ =
        gpu::structure<VkPhysicalDeviceVulkan11Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES);
    VkPhysicalDeviceVulkan12Features v12_ =
        gpu::structure<VkPhysicalDeviceVulkan12Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES);
    VkPhysicalDeviceVulkan13Features v13_ =
        gpu::structure<VkPhysicalDeviceVulkan13Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES);
};

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
