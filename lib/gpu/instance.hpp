#pragma once

#include "gpu/message_log.hpp"

#include <volk.h>

#include <cstdint>
#include <memory>

namespace plumb::gpu {

/// The instance-level functions that plumb calls, of one instance.
struct InstanceTable {
    PFN_vkDestroyInstance vkDestroyInstance = nullptr;
    PFN_vkEnumeratePhysicalDevices vkEnumeratePhysicalDevices = nullptr;
    PFN_vkGetPhysicalDeviceProperties vkGetPhysicalDeviceProperties = nullptr;
    PFN_vkGetPhysicalDeviceProperties2 vkGetPhysicalDeviceProperties2 = nullptr;
    PFN_vkGetPhysicalDeviceFeatures2 vkGetPhysicalDeviceFeatures2 = nullptr;
    PFN_vkGetPhysicalDeviceMemoryProperties vkGetPhysicalDeviceMemoryProperties = nullptr;
    PFN_vkGetPhysicalDeviceQueueFamilyProperties vkGetPhysicalDeviceQueueFamilyProperties = nullptr;
    PFN_vkEnumerateDeviceExtensionProperties vkEnumerateDeviceExtensionProperties = nullptr;
    PFN_vkGetPhysicalDeviceExternalBufferProperties vkGetPhysicalDeviceExternalBufferProperties = nullptr;
    PFN_vkGetPhysicalDeviceExternalSemaphoreProperties vkGetPhysicalDeviceExternalSemaphoreProperties = nullptr;
    PFN_vkCreateDevice vkCreateDevice = nullptr;
    PFN_vkGetDeviceProcAddr vkGetDeviceProcAddr = nullptr;
    PFN_vkCreateDebugUtilsMessengerEXT vkCreateDebugUtilsMessengerEXT = nullptr;
    PFN_vkDestroyDebugUtilsMessengerEXT vkDestroyDebugUtilsMessengerEXT = nullptr;
    PFN_vkSetDebugUtilsObjectNameEXT vkSetDebugUtilsObjectNameEXT = nullptr;
};

/// A Vulkan instance, loaded at run time, with the validation layer where asked for. Move-only.
class Instance {
public:
    /// @throws Error  not_found if libvulkan, every driver, or the validation layer asked for is missing
    explicit Instance(bool is_validated);
    /// An instance that the caller keeps alive and destroys.
    /// @param get_proc_addr  vkGetInstanceProcAddr; that of libvulkan if null
    /// @throws Error  not_found if libvulkan is needed and missing; invalid_argument if functions are missing
    Instance(VkInstance instance, PFN_vkGetInstanceProcAddr get_proc_addr);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    Instance(Instance&& other) noexcept;
    Instance& operator=(Instance&& other) noexcept;

    [[nodiscard]] VkInstance handle() const noexcept { return instance_; }
    [[nodiscard]] const InstanceTable& vk() const noexcept { return table_; }
    [[nodiscard]] bool is_validated() const noexcept { return is_validated_; }
    [[nodiscard]] bool has_debug_utils() const noexcept { return has_debug_utils_; }

    /// Messages of warning severity and above since the instance was made; 0 without the layer.
    [[nodiscard]] std::uint64_t message_count() const noexcept { return log_->count(); }
    /// @throws Error  internal with the first messages since the last call, if there were any
    void check_messages() const { log_->check(); }

    /// Forgets the instance without destroying it, for a device that never answers.
    void abandon() noexcept;

private:
    void release() noexcept;

    std::unique_ptr<MessageLog> log_;
    VkInstance instance_ = VK_NULL_HANDLE;
    InstanceTable table_;
    VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
    bool is_validated_ = false;
    bool is_adopted_ = false;
    bool has_debug_utils_ = false;
};

}  // namespace plumb::gpu
