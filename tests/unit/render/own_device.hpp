#pragma once

#include "gpu/required_features.hpp"
#include "gpu/structure.hpp"
#include "render_fixture.hpp"

#include <plumb/interop.hpp>

#include <volk.h>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace plumb::render {

/// An instance and a device as a program makes them, on the hardware of the tests' own device.
class OwnDevice {
public:
    explicit OwnDevice(const std::function<void(VkPhysicalDeviceVulkan12Features&)>& change = {},
                       std::vector<const char*> extensions = {})
        : extensions_(std::move(extensions)) {
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
        info.enabledExtensionCount = static_cast<std::uint32_t>(extensions_.size());
        info.ppEnabledExtensionNames = extensions_.data();
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

    std::vector<const char*> extensions_;
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

}  // namespace plumb::render
