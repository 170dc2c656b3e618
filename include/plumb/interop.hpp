#pragma once

#include <plumb/device.hpp>
#include <plumb/export.hpp>

#include <cstdint>
#include <functional>

// As vulkan.h declares them; it may be included before or after.
struct VkInstance_T;
struct VkPhysicalDevice_T;
struct VkDevice_T;
struct VkQueue_T;

/// For programs that use Vulkan themselves, such as game engines.
namespace plumb::interop {

/// A Vulkan device of the caller's own. The caller keeps instance and device alive for as long as the plumb::Device
/// made of it, its renderers and their frames live, and destroys them afterwards.
struct VulkanDevice {
    VkInstance_T* instance = nullptr;               ///< VkInstance, made for Vulkan 1.3 or newer
    VkPhysicalDevice_T* physical_device = nullptr;  ///< VkPhysicalDevice
    VkDevice_T* device = nullptr;                   ///< VkDevice
    VkQueue_T* queue = nullptr;                     ///< VkQueue, of a family that computes
    std::uint32_t queue_family = 0;                 ///< of `queue`
    /// The VkPhysicalDeviceFeatures2 that the device was made with, chained with VkPhysicalDeviceVulkan11Features,
    /// 12Features and 13Features: Vulkan cannot be asked what is enabled. See enable_features().
    const void* enabled_features = nullptr;
    /// PFN_vkGetInstanceProcAddr; that of libvulkan if null.
    void* get_instance_proc_addr = nullptr;
    /// Called around each vkQueueSubmit2 of plumb's, from whatever thread submits: Vulkan lets one thread at a time use
    /// a queue. Both, or neither where nobody else uses the queue while plumb renders. They must not throw.
    std::function<void()> lock_queue;
    std::function<void()> unlock_queue;
};

/// Renders on a device of the caller's own: plumb submits to its queue, and frees all that it has made there.
/// @throws Error  invalid_argument for a null handle, a queue family that cannot compute, or features that are not
///                enabled (with their names); unsupported if the device lacks what plumb needs; not_found if libvulkan
///                is needed and missing
PLUMB_API Device adopt(const VulkanDevice& device);

/// Switches on what plumb needs in a chain of features before the caller makes a device with it; what is on stays on.
/// @param features  VkPhysicalDeviceFeatures2, chained with VkPhysicalDeviceVulkan11Features, 12Features and 13Features
/// @throws Error    invalid_argument if one of the four is not in the chain
PLUMB_API void enable_features(void* features);

}  // namespace plumb::interop
