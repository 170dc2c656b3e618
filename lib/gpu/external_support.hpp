#pragma once

#include "gpu/instance.hpp"

#include <volk.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace plumb::gpu {

using Uuid = std::array<std::uint8_t, VK_UUID_SIZE>;

/// What a device can hand on as opaque file descriptors.
struct ExternalSupport {
    std::string memory_lack;    ///< why memory of buffers cannot be exported; empty if it can
    std::string timeline_lack;  ///< why timeline semaphores cannot be; empty if they can
    Uuid device_uuid{}, driver_uuid{};
    std::uint32_t vendor = 0;  ///< PCI's number of the device's maker

    /// The extensions that a VkDevice needs for what there is.
    [[nodiscard]] std::vector<const char*> extensions() const;
};

/// Asks a device of Vulkan 1.3.
ExternalSupport external_support(const InstanceTable& vk, VkPhysicalDevice device);

}  // namespace plumb::gpu
