#pragma once

#include "gpu/structure.hpp"

#include <volk.h>

#include <string>
#include <vector>

namespace plumb::gpu {

/// A chain of feature structures; `root()` is what Vulkan takes. Not movable, as the structures point at each other.
class FeatureChain {
public:
    FeatureChain();
    FeatureChain(const FeatureChain&) = delete;
    FeatureChain& operator=(const FeatureChain&) = delete;

    [[nodiscard]] VkPhysicalDeviceFeatures2& root() noexcept { return core_; }

    /// Switches on exactly what plumb's shaders and commands use.
    void require_all() noexcept;
    /// The same in a chain of somebody else's; false if it lacks one of the four structures.
    [[nodiscard]] static bool require_all_in(void* chain) noexcept;
    /// Takes the values of the structures of these types in `chain`, as it was given to vkCreateDevice.
    void read(const void* chain) noexcept;
    /// The names of what require_all() switches on and this chain lacks.
    [[nodiscard]] std::vector<std::string> missing() const;

private:
    VkPhysicalDeviceFeatures2 core_ =
        structure<VkPhysicalDeviceFeatures2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2);
    VkPhysicalDeviceVulkan11Features v11_ =
        structure<VkPhysicalDeviceVulkan11Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES);
    VkPhysicalDeviceVulkan12Features v12_ =
        structure<VkPhysicalDeviceVulkan12Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES);
    VkPhysicalDeviceVulkan13Features v13_ =
        structure<VkPhysicalDeviceVulkan13Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES);
};

}  // namespace plumb::gpu
