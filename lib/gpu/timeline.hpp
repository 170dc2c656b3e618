#pragma once

#include <volk.h>

#include <cstdint>

namespace plumb::gpu {

/// A timeline semaphore, which the caller destroys.
/// @param is_exported  whether semaphore_fd() may be asked of it
/// @param value        that it starts at
/// @throws Error  out_of_memory
VkSemaphore make_timeline(const VolkDeviceTable& vk, VkDevice device, bool is_exported, std::uint64_t value = 0);

}  // namespace plumb::gpu
