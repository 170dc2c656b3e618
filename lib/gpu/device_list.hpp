#pragma once

#include "gpu/instance.hpp"

#include <plumb/device.hpp>

#include <volk.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::gpu {

/// A device as found, with what plumb needs to open it.
struct PhysicalDevice {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    DeviceInfo info;
    std::uint32_t queue_family = 0;  ///< meaningful if info.problems is empty
};

/// What is known of a device; `info.index` is 0.
PhysicalDevice describe(const InstanceTable& vk, VkPhysicalDevice handle);

/// All devices of `instance` in order of preference: discrete, integrated, virtual, CPU, other; info.index follows it.
std::vector<PhysicalDevice> list_devices(const Instance& instance);

/// The position in `devices` of the one that `wish` names: an index of one or two digits, a UUID (32 hexadecimal
/// digits, dashes allowed) or a part of the name in any case. Empty means the first that has no problems; of several
/// names that match, the first without problems is taken.
///
/// @throws Error  not_found if nothing fits; lists each device with every reason
std::size_t choose_device(std::span<const DeviceInfo> devices, std::string_view wish);

/// Why plumb refuses a driver by its name and version, with the remedy; empty if it does not.
///
/// @param driver_info  VkPhysicalDeviceDriverProperties::driverInfo, as in "Mesa 22.3.6 (LLVM 15.0.6)"
std::optional<std::string> driver_problem(VkDriverId driver, std::string_view driver_info);

}  // namespace plumb::gpu
