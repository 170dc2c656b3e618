#pragma once

#include <volk.h>

namespace plumb::gpu {

/// A timeline semaphore at 0, which the caller destroys.
/// @param is_exported  whether semaphore_fd() may be asked of it
/// @throws Error  out_of_memory
VkSemaphore make_timeline(const VolkDeviceTable& vk, VkDevice device, bool is_exported);

}  // namespace plumb::gpu
