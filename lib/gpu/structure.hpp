#pragma once

#include <volk.h>

namespace plumb::gpu {

/// A zeroed Vulkan structure of the given type.
template <typename Structure>
[[nodiscard]] constexpr Structure structure(VkStructureType type) noexcept {
    Structure result{};
    result.sType = type;
    return result;
}

}  // namespace plumb::gpu
