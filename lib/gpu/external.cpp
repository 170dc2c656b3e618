#include "gpu/external.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"
#include "gpu/timeline.hpp"

namespace plumb::gpu {

Semaphore exported_timeline(const std::shared_ptr<Context>& context, std::string_view debug_name) {
    context->require_timelines();
    return {context, make_timeline(context->vk(), context->device(), true), debug_name};
}

int memory_fd(const Context& context, const Buffer& buffer) {
    auto info = structure<VkMemoryGetFdInfoKHR>(VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR);
    info.memory = buffer.memory();
    info.handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
    int fd = -1;
    check(context.vk().vkGetMemoryFdKHR(context.device(), &info, &fd), "vkGetMemoryFdKHR (frames)");
    return fd;
}

int semaphore_fd(const Context& context, VkSemaphore semaphore) {
    auto info = structure<VkSemaphoreGetFdInfoKHR>(VK_STRUCTURE_TYPE_SEMAPHORE_GET_FD_INFO_KHR);
    info.semaphore = semaphore;
    info.handleType = VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT;
    int fd = -1;
    check(context.vk().vkGetSemaphoreFdKHR(context.device(), &info, &fd), "vkGetSemaphoreFdKHR (timeline)");
    return fd;
}

}  // namespace plumb::gpu
