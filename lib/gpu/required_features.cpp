#include "gpu/required_features.hpp"

#include <type_traits>

namespace plumb::gpu {

namespace {

template <typename Structure>
struct Feature {
    const char* name;
    VkBool32 Structure::*member;
};

#define PLUMB_FEATURE(structure, name) \
    Feature<structure> {               \
#name, &structure::name        \
    }

constexpr Feature<VkPhysicalDeviceFeatures> core_features[] = {
    PLUMB_FEATURE(VkPhysicalDeviceFeatures, shaderInt64),
    // Depth and edges of the ground truth are computed in double precision.
    PLUMB_FEATURE(VkPhysicalDeviceFeatures, shaderFloat64),
};
constexpr Feature<VkPhysicalDeviceVulkan11Features> v11_features[] = {
    PLUMB_FEATURE(VkPhysicalDeviceVulkan11Features, storageBuffer16BitAccess),
};
constexpr Feature<VkPhysicalDeviceVulkan12Features> v12_features[] = {
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, shaderBufferInt64Atomics),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, bufferDeviceAddress),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, scalarBlockLayout),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, timelineSemaphore),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, descriptorIndexing),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, shaderInt8),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, storageBuffer8BitAccess),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan12Features, hostQueryReset),
};
constexpr Feature<VkPhysicalDeviceVulkan13Features> v13_features[] = {
    PLUMB_FEATURE(VkPhysicalDeviceVulkan13Features, synchronization2),
    PLUMB_FEATURE(VkPhysicalDeviceVulkan13Features, maintenance4),
};
#undef PLUMB_FEATURE

template <typename Structure, std::size_t count>
void collect(const Structure& have, const Feature<Structure> (&wanted)[count], std::vector<std::string>& missing) {
    for (const auto& feature : wanted) {
        if (have.*feature.member != VK_TRUE) {
            missing.emplace_back(feature.name);
        }
    }
}

template <typename Structure, std::size_t count>
void enable(Structure& target, const Feature<Structure> (&wanted)[count]) noexcept {
    for (const auto& feature : wanted) {
        target.*feature.member = VK_TRUE;
    }
}

}  // namespace

FeatureChain::FeatureChain() {
    core_.pNext = &v11_;
    v11_.pNext = &v12_;
    v12_.pNext = &v13_;
}

void FeatureChain::require_all() noexcept {
    enable(core_.features, core_features);
    enable(v11_, v11_features);
    enable(v12_, v12_features);
    enable(v13_, v13_features);
}

bool FeatureChain::require_all_in(void* chain) noexcept {
    unsigned found = 0;
    for (auto* item = static_cast<VkBaseOutStructure*>(chain); item != nullptr; item = item->pNext) {
        switch (item->sType) {
            case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2:
                enable(reinterpret_cast<VkPhysicalDeviceFeatures2*>(item)->features, core_features);
                break;
            case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES:
                enable(*reinterpret_cast<VkPhysicalDeviceVulkan11Features*>(item), v11_features);
                break;
            case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES:
                enable(*reinterpret_cast<VkPhysicalDeviceVulkan12Features*>(item), v12_features);
                break;
            case VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES:
                enable(*reinterpret_cast<VkPhysicalDeviceVulkan13Features*>(item), v13_features);
                break;
            default:
                continue;
        }
        ++found;
    }
    return found == 4;
}

void FeatureChain::read(const void* chain) noexcept {
    const auto take = [](auto& target, const VkBaseInStructure* from) {
        void* const next = target.pNext;
        target = *reinterpret_cast<const std::remove_reference_t<decltype(target)>*>(from);
        target.pNext = next;
    };
    for (const auto* item = static_cast<const VkBaseInStructure*>(chain); item != nullptr; item = item->pNext) {
        if (item->sType == core_.sType) take(core_, item);
        if (item->sType == v11_.sType) take(v11_, item);
        if (item->sType == v12_.sType) take(v12_, item);
        if (item->sType == v13_.sType) take(v13_, item);
    }
}

std::vector<std::string> FeatureChain::missing() const {
    std::vector<std::string> names;
    collect(core_.features, core_features, names);
    collect(v11_, v11_features, names);
    collect(v12_, v12_features, names);
    collect(v13_, v13_features, names);
    return names;
}

}  // namespace plumb::gpu
