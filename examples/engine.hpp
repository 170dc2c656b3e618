#pragma once

// The side of Vulkan that an engine has anyway; one source file of a program defines VOLK_IMPLEMENTATION before this.
#define VK_NO_PROTOTYPES
#include <volk.h>

#include <plumb/interop.hpp>
#include <plumb/plumb.hpp>

#include <array>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

/// A zeroed Vulkan structure of the given type.
template <class Structure>
Structure made(VkStructureType type) {
    Structure structure{};
    structure.sType = type;
    return structure;
}

inline void require(VkResult result, const char* what) {
    if (result != VK_SUCCESS) throw std::runtime_error(std::string(what) + " returned " + std::to_string(result));
}

/// What an engine has anyway: instance, device and one queue, which its own threads use under a mutex.
class Engine {
public:
    Engine() {
        require(volkInitialize(), "loading Vulkan");
        VkApplicationInfo application = made<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
        application.apiVersion = VK_API_VERSION_1_3;
        VkInstanceCreateInfo instance = made<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);
        instance.pApplicationInfo = &application;
        require(vkCreateInstance(&instance, nullptr, &instance_), "vkCreateInstance");
        volkLoadInstanceOnly(instance_);
        find_device();

        v11_.pNext = &v12_;
        v12_.pNext = &v13_;
        features_.pNext = &v11_;
        plumb::interop::enable_features(&features_);  // the engine's own features would be switched on here too
        const float priority = 1;
        VkDeviceQueueCreateInfo queue = made<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
        queue.queueFamilyIndex = family_;
        queue.queueCount = 1;
        queue.pQueuePriorities = &priority;
        VkDeviceCreateInfo device = made<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO);
        device.pNext = &features_;
        device.queueCreateInfoCount = 1;
        device.pQueueCreateInfos = &queue;
        require(vkCreateDevice(physical_device_, &device, nullptr, &device_), "vkCreateDevice");
        volkLoadDevice(device_);
        vkGetDeviceQueue(device_, family_, 0, &queue_);
    }
    ~Engine() {
        vkDestroyDevice(device_, nullptr);
        vkDestroyInstance(instance_, nullptr);
    }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// The engine's own work.
    void draw() {
        const std::lock_guard lock(queue_mutex_);
        const VkSubmitInfo2 nothing = made<VkSubmitInfo2>(VK_STRUCTURE_TYPE_SUBMIT_INFO_2);
        require(vkQueueSubmit2(queue_, 1, &nothing, VK_NULL_HANDLE), "vkQueueSubmit2");
    }

    plumb::Device shared_with_plumb() {
        plumb::interop::VulkanDevice shared;
        shared.instance = instance_;
        shared.physical_device = physical_device_;
        shared.device = device_;
        shared.queue = queue_;
        shared.queue_family = family_;
        shared.enabled_features = &features_;
        shared.lock_queue = [this] { queue_mutex_.lock(); };
        shared.unlock_queue = [this] { queue_mutex_.unlock(); };
        return plumb::interop::adopt(shared);
    }

private:
    /// The device that plumb itself would take, and a family of it that computes.
    void find_device() {
        const plumb::DeviceInfo wanted = plumb::Device::create().info();
        std::uint32_t count = 0;
        require(vkEnumeratePhysicalDevices(instance_, &count, nullptr), "vkEnumeratePhysicalDevices");
        std::vector<VkPhysicalDevice> devices(count);
        require(vkEnumeratePhysicalDevices(instance_, &count, devices.data()), "vkEnumeratePhysicalDevices");
        for (VkPhysicalDevice device : devices) {
            VkPhysicalDeviceProperties properties{};
            vkGetPhysicalDeviceProperties(device, &properties);
            if (wanted.name == properties.deviceName) physical_device_ = device;
        }
        if (physical_device_ == VK_NULL_HANDLE) throw std::runtime_error("no Vulkan device is called " + wanted.name);
        std::array<VkQueueFamilyProperties, 16> families{};
        std::uint32_t family_count = families.size();
        vkGetPhysicalDeviceQueueFamilyProperties(physical_device_, &family_count, families.data());
        while (family_ < family_count && (families[family_].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0) ++family_;
    }

    VkInstance instance_ = VK_NULL_HANDLE;
    VkPhysicalDevice physical_device_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    VkQueue queue_ = VK_NULL_HANDLE;
    std::uint32_t family_ = 0;
    std::mutex queue_mutex_;
    VkPhysicalDeviceFeatures2 features_ = made<VkPhysicalDeviceFeatures2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2);
    VkPhysicalDeviceVulkan11Features v11_ =
        made<VkPhysicalDeviceVulkan11Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES);
    VkPhysicalDeviceVulkan12Features v12_ =
        made<VkPhysicalDeviceVulkan12Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES);
    VkPhysicalDeviceVulkan13Features v13_ =
        made<VkPhysicalDeviceVulkan13Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES);
};
