#include "gpu/device_list.hpp"

#include "gpu/check.hpp"
#include "gpu/required_features.hpp"
#include "gpu/structure.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>

namespace plumb::gpu {

namespace {

constexpr unsigned oldest_mesa_software_driver = 24;

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string hexadecimal(const std::uint8_t (&bytes)[VK_UUID_SIZE]) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string version_text(std::uint32_t version) {
    return std::to_string(VK_API_VERSION_MAJOR(version)) + "." + std::to_string(VK_API_VERSION_MINOR(version)) + "." +
           std::to_string(VK_API_VERSION_PATCH(version));
}

DeviceInfo::Kind kind_of(VkPhysicalDeviceType type) noexcept {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return DeviceInfo::Kind::discrete;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return DeviceInfo::Kind::integrated;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return DeviceInfo::Kind::virtual_gpu;
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return DeviceInfo::Kind::cpu;
        default:
            return DeviceInfo::Kind::other;
    }
}

const char* text_of(DeviceInfo::Kind kind) noexcept {
    switch (kind) {
        case DeviceInfo::Kind::discrete:
            return "discrete";
        case DeviceInfo::Kind::integrated:
            return "integrated";
        case DeviceInfo::Kind::virtual_gpu:
            return "virtual";
        case DeviceInfo::Kind::cpu:
            return "CPU";
        default:
            return "other";
    }
}

/// The family to submit to: compute, with a clock if there is one.
std::optional<std::uint32_t> find_queue_family(const InstanceTable& vk, VkPhysicalDevice device) {
    std::uint32_t count = 0;
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vk.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    std::optional<std::uint32_t> found;
    for (std::uint32_t i = 0; i < count; ++i) {
        if ((families[i].queueFlags & VK_QUEUE_COMPUTE_BIT) == 0) {
            continue;
        }
        if (families[i].timestampValidBits != 0) {
            return i;
        }
        found = found.value_or(i);
    }
    return found;
}

std::uint64_t largest_local_heap(const InstanceTable& vk, VkPhysicalDevice device) {
    VkPhysicalDeviceMemoryProperties memory{};
    vk.vkGetPhysicalDeviceMemoryProperties(device, &memory);
    std::uint64_t largest = 0;
    for (std::uint32_t i = 0; i < memory.memoryHeapCount; ++i) {
        if ((memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0) {
            largest = std::max<std::uint64_t>(largest, memory.memoryHeaps[i].size);
        }
    }
    return largest;
}

/// Whether compute shaders may sum over a subgroup and tell its first lane.
bool has_subgroup_sums(const InstanceTable& vk, VkPhysicalDevice device) {
    auto subgroup =
        structure<VkPhysicalDeviceSubgroupProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES);
    auto properties = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
    properties.pNext = &subgroup;
    vk.vkGetPhysicalDeviceProperties2(device, &properties);
    constexpr VkSubgroupFeatureFlags needed =
        VK_SUBGROUP_FEATURE_BASIC_BIT | VK_SUBGROUP_FEATURE_ARITHMETIC_BIT | VK_SUBGROUP_FEATURE_BALLOT_BIT;
    return (subgroup.supportedOperations & needed) == needed &&
           (subgroup.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
}

std::string describe_all(std::span<const DeviceInfo> devices) {
    std::string text;
    for (const auto& info : devices) {
        text += "\n  " + std::to_string(info.index) + ": " + info.name + " (" + text_of(info.kind) + ", " +
                info.driver + ", UUID " + info.uuid + "): " + (info.problems.empty() ? "fits" : "refused");
        for (const auto& problem : info.problems) {
            text += "\n     - " + problem;
        }
    }
    return text;
}

/// Whether `wish` names the device `info`, as an index, a UUID or a part of its name.
bool matches(const DeviceInfo& info, std::string_view wish) {
    constexpr std::size_t longest_index = 2;  // "4090" is a part of a name
    const bool is_index = wish.size() <= longest_index &&
                          std::all_of(wish.begin(), wish.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (is_index) {
        std::uint32_t index = 0;
        std::from_chars(wish.data(), wish.data() + wish.size(), index);
        return index == info.index;
    }
    std::string compact = lower(wish);
    std::erase(compact, '-');
    return compact == lower(info.uuid) || lower(info.name).find(lower(wish)) != std::string::npos;
}

}  // namespace

PhysicalDevice describe(const InstanceTable& vk, VkPhysicalDevice handle) {
    PhysicalDevice device;
    device.handle = handle;
    DeviceInfo& info = device.info;

    auto driver = structure<VkPhysicalDeviceDriverProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES);
    auto ids = structure<VkPhysicalDeviceIDProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES);
    auto properties = structure<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2);
    properties.pNext = &ids;
    ids.pNext = &driver;
    vk.vkGetPhysicalDeviceProperties2(handle, &properties);
    const std::uint32_t version = properties.properties.apiVersion;
    info.name = properties.properties.deviceName;
    info.uuid = hexadecimal(ids.deviceUUID);
    info.driver = std::string(driver.driverName) + " " + driver.driverInfo;
    info.api_version = version_text(version);
    info.kind = kind_of(properties.properties.deviceType);
    info.memory_bytes = largest_local_heap(vk, handle);

    if (auto problem = driver_problem(driver.driverID, driver.driverInfo)) {
        info.problems.push_back(std::move(*problem));
    }
    if (version < VK_API_VERSION_1_3) {
        // Its feature structures cannot be asked for, so this is all that can be said.
        info.problems.push_back("it offers Vulkan " + info.api_version + ", 1.3 is needed; update its driver");
        return device;
    }
    FeatureChain features;
    vk.vkGetPhysicalDeviceFeatures2(handle, &features.root());
    for (const auto& name : features.missing()) {
        info.problems.push_back("it lacks the feature " + name +
                                "; update its driver, or use another device (PLUMB_DEVICE)");
    }
    if (!has_subgroup_sums(vk, handle)) {
        info.problems.emplace_back(
            "its compute shaders lack subgroup arithmetic and ballots; update its driver, or use another device "
            "(PLUMB_DEVICE)");
    }
    if (const auto family = find_queue_family(vk, handle)) {
        device.queue_family = *family;
    } else {
        info.problems.emplace_back("it has no compute queue; use another device (PLUMB_DEVICE)");
    }
    return device;
}

std::optional<std::string> driver_problem(VkDriverId driver, std::string_view driver_info) {
    if (driver != VK_DRIVER_ID_MESA_LLVMPIPE) {
        return std::nullopt;
    }
    const std::string remedy = "; install mesa-vulkan-drivers " + std::to_string(oldest_mesa_software_driver) +
                               " or newer; on Debian 12 from backports";
    constexpr std::string_view prefix = "Mesa ";
    unsigned major = 0;
    const bool has_prefix = driver_info.substr(0, prefix.size()) == prefix;
    const std::string_view number = has_prefix ? driver_info.substr(prefix.size()) : std::string_view();
    if (std::from_chars(number.data(), number.data() + number.size(), major).ec != std::errc()) {
        return "the software driver does not tell its Mesa version ('" + std::string(driver_info) + "'), " +
               std::to_string(oldest_mesa_software_driver) + " or newer is needed" + remedy;
    }
    if (major < oldest_mesa_software_driver) {
        return "the software driver is '" + std::string(driver_info) + "', Mesa " +
               std::to_string(oldest_mesa_software_driver) + " or newer is needed (older ones drop loop iterations)" +
               remedy;
    }
    return std::nullopt;
}

std::vector<PhysicalDevice> list_devices(const Instance& instance) {
    const InstanceTable& vk = instance.vk();
    std::uint32_t count = 0;
    check(vk.vkEnumeratePhysicalDevices(instance.handle(), &count, nullptr), "vkEnumeratePhysicalDevices");
    std::vector<VkPhysicalDevice> handles(count);
    const VkResult result = vk.vkEnumeratePhysicalDevices(instance.handle(), &count, handles.data());
    if (result != VK_INCOMPLETE) {  // a device plugged in between the calls is left to the next list
        check(result, "vkEnumeratePhysicalDevices");
    }
    handles.resize(count);
    std::vector<PhysicalDevice> devices;
    for (VkPhysicalDevice handle : handles) {
        devices.push_back(describe(vk, handle));
    }
    std::stable_sort(devices.begin(), devices.end(),
                     [](const auto& a, const auto& b) { return a.info.kind < b.info.kind; });
    for (std::size_t i = 0; i < devices.size(); ++i) {
        devices[i].info.index = static_cast<std::uint32_t>(i);
    }
    return devices;
}

std::size_t choose_device(std::span<const DeviceInfo> devices, std::string_view wish) {
    bool is_named = false;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (!wish.empty() && !matches(devices[i], wish)) {
            continue;
        }
        if (devices[i].problems.empty()) {
            return i;
        }
        is_named = true;
    }
    if (devices.empty()) {
        throw Error(ErrorCode::not_found,
                    "Vulkan is installed, but it finds no device; install the driver of your GPU, or the software "
                    "device: on Debian and Ubuntu the package mesa-vulkan-drivers (24 or newer)");
    }
    std::string message = "none of the Vulkan devices can be used";
    if (!wish.empty()) {
        message = is_named ? "the Vulkan device '" + std::string(wish) + "' cannot be used"
                           : "no Vulkan device is called '" + std::string(wish) +
                                 "' (an index, a UUID or a part of the name is allowed)";
    }
    throw Error(ErrorCode::not_found, message + "; there are:" + describe_all(devices));
}

}  // namespace plumb::gpu
