#include "gpu/timeline.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

namespace plumb::gpu {

VkSemaphore make_timeline(const VolkDeviceTable& vk, VkDevice device, bool is_exported, std::uint64_t value) {
    auto handles = structure<VkExportSemaphoreCreateInfo>(VK_STRUCTURE_TYPE_EXPORT_SEMAPHORE_CREATE_INFO);
    handles.handleTypes = VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT;
    auto type = structure<VkSemaphoreTypeCreateInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO);
    type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    type.initialValue = value;
    if (is_exported) type.pNext = &handles;
    auto info = structure<VkSemaphoreCreateInfo>(VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO);
    info.pNext = &type;
    VkSemaphore semaphore = VK_NULL_HANDLE;
    check(vk.vkCreateSemaphore(device, &info, nullptr, &semaphore), "vkCreateSemaphore (timeline)");
    return semaphore;
}

}  // namespace plumb::gpu
