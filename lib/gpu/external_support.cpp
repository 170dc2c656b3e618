#include "gpu/external_support.hpp"

#include "gpu/buffer.hpp"
#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <algorithm>
#include <string_view>

namespace plumb::gpu {

namespace {

constexpr const char* memory_extension = VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME;
constexpr const char* semaphore_extension = VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME;

std::vector<VkExtensionProperties> extensions_of(const InstanceTable& vk, VkPhysicalDevice device) {
    std::uint32_t count = 0;
    check(vk.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr),
          "vkEnumerateDeviceExtensionProperties");
    std::vector<VkExtensionProperties> extensions(count);
    check(vk.vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data()),
          "vkEnumerateDeviceExtensionProperties");
    return extensions;
}

bool can_export_buffers(const InstanceTable& vk, VkPhysicalDevice device) {
    auto info = structure<VkPhysicalDeviceExternalBufferInfo>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO);
    info.usage = buffer_usage;
    info.handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
    auto found = structure<VkExternalBufferProperties>(VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES);
    vk.vkGetPhysicalDeviceExternalBufferProperties(device, &info, &found);
    return (found.externalMemoryProperties.externalMemoryFeatures & VK_EXTERNAL_MEMORY_FEATURE_EXPORTABLE_BIT) != 0;
}

bool can_export_timelines(const InstanceTable& vk, VkPhysicalDevice device) {
    auto type = structure<VkSemaphoreTypeCreateInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO);
    type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    auto info =
        structure<VkPhysicalDeviceExternalSemaphoreInfo>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_SEMAPHORE_INFO);
    info.pNext = &type;
    info.handleType = VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT;
    auto found = structure<VkExternalSemaphoreProperties>(VK_STRUCTURE_TYPE_EXTERNAL_SEMAPHORE_PROPERTIES);
    vk.vkGetPhysicalDeviceExternalSemaphoreProperties(device, &info, &found);
    return (found.externalSemaphoreFeatures & VK_EXTERNAL_SEMAPHORE_FEATURE_EXPORTABLE_BIT) != 0;
}

}  // namespace

std::vector<const char*> ExternalSupport::extensions() const {
    std::vector<const char*> names;
    if (memory_lack.empty()) names.push_back(memory_extension);
    if (timeline_lack.empty()) names.push_back(semaphore_extension);
    return names;
}

ExternalSupport external_support(const InstanceTable& vk, VkPhysicalDevice device) {
    auto ids = structure<VkPhysicalDeviceIDProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES);
    auto properties = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
    properties.pNext = &ids;
    vk.vkGetPhysicalDeviceProperties2(device, &properties);
    ExternalSupport support;
    support.vendor = properties.properties.vendorID;
    std::ranges::copy(ids.deviceUUID, support.device_uuid.begin());
    std::ranges::copy(ids.driverUUID, support.driver_uuid.begin());
    const std::vector<VkExtensionProperties> there = extensions_of(vk, device);
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(there, [&](const auto& extension) { return name == extension.extensionName; });
    };
    if (!has(memory_extension))
        support.memory_lack = std::string("its driver lacks ") + memory_extension;
    else if (!can_export_buffers(vk, device))
        support.memory_lack = "its driver exports no memory of buffers as opaque file descriptors";
    if (!has(semaphore_extension))
        support.timeline_lack = std::string("its driver lacks ") + semaphore_extension;
    else if (!can_export_timelines(vk, device))
        support.timeline_lack = "its driver exports no timeline semaphores as opaque file descriptors";
    return support;
}

}  // namespace plumb::gpu
