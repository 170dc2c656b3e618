#pragma once

#include <volk.h>

#include <string_view>

namespace plumb::gpu {

/// The name of `result` as the Vulkan specification writes it, "an unlisted VkResult" for rare ones.
std::string_view to_string(VkResult result) noexcept;

/// Throws for a `result` that is not success; see check().
[[noreturn]] void raise(VkResult result, std::string_view what);

/// Every Vulkan call that returns a VkResult goes through here.
///
/// @param what    the call and what it was for, as in "vkCreateBuffer (triangles)"
/// @throws Error  out_of_memory, device_lost, unsupported (a feature, extension, layer or format is absent), not_found
///                (no driver), internal for the rest
inline void check(VkResult result, std::string_view what) {
    if (result != VK_SUCCESS) {
        raise(result, what);
    }
}

}  // namespace plumb::gpu
