#include <plumb/error.hpp>
#include <plumb/interop.hpp>

#include "gpu/context.hpp"
#include "gpu/required_features.hpp"

#include <memory>
#include <utility>

namespace plumb::interop {

Device adopt(const VulkanDevice& device) {
    if (device.instance == nullptr)
        throw Error(ErrorCode::invalid_argument, "adopting a Vulkan device: instance must not be null");
    const auto get_proc_addr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(device.get_instance_proc_addr);
    return Device(std::make_shared<gpu::Context>(
        gpu::Instance(device.instance, get_proc_addr),
        gpu::AdoptedDevice{device.physical_device, device.device, device.queue, device.queue_family,
                           device.enabled_features, device.lock_queue, device.unlock_queue, device.cuda_library}));
}

void enable_features(void* features) {
    if (!gpu::FeatureChain::require_all_in(features))
        throw Error(ErrorCode::invalid_argument,
                    "enabling Vulkan features: the chain needs VkPhysicalDeviceFeatures2 and "
                    "VkPhysicalDeviceVulkan11Features, 12Features and 13Features");
}

}  // namespace plumb::interop
