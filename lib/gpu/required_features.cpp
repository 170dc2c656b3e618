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

std::vector<std::string> FeatureChain::missing() const {
    std::vector<std::string> names;
    collect(core_.features, core_features, names);
    collect(v11_, v11_features, names);
    collect(v12_, v12_features, names);
    collect(v13_, v13_features, names);
    return names;
}

}  // namespace plumb::gpu
