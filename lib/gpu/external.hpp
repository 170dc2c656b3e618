#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "gpu/handle.hpp"

#include <volk.h>

#include <memory>
#include <string_view>

namespace plumb::gpu {

using Semaphore = Handle<VkSemaphore, VK_OBJECT_TYPE_SEMAPHORE, &VolkDeviceTable::vkDestroySemaphore>;

/// A timeline semaphore at 0 that can be exported.
/// @throws Error  unsupported, naming what the device lacks
Semaphore exported_timeline(const std::shared_ptr<Context>& context, std::string_view debug_name);

/// A descriptor of a buffer's memory, which the caller closes or hands to an import that takes it.
/// @param buffer  of Memory::exported
/// @throws Error  out_of_memory if the process has no descriptor left
int memory_fd(const Context& context, const Buffer& buffer);

/// Likewise of a semaphore that was made to be exported.
int semaphore_fd(const Context& context, VkSemaphore semaphore);

}  // namespace plumb::gpu
