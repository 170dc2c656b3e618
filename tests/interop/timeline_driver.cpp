#include "timeline_driver.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace plumb::interop_test {

namespace {

constexpr std::size_t value_bytes = sizeof(std::uint64_t);

/// The real functions, and what stands behind exported semaphores.
struct Driver {
    std::mutex mutex;
    PFN_vkEnumerateDeviceExtensionProperties extensions = nullptr;
    PFN_vkGetDeviceProcAddr device_function = nullptr;
    PFN_vkCreateSemaphore create = nullptr;
    PFN_vkDestroySemaphore destroy = nullptr;
    PFN_vkGetSemaphoreCounterValue counter = nullptr;
    PFN_vkCreateBuffer create_buffer = nullptr;
    bool fails_timelines = false, fails_buffers = false;  ///< those that are to be exported
    std::map<VkSemaphore, int> descriptors;               ///< of the memory behind each
};

Driver& driver() {
    static Driver state;
    return state;
}

VkResult extensions(VkPhysicalDevice device, const char* layer, std::uint32_t* count, VkExtensionProperties* list) {
    const VkResult result = driver().extensions(device, layer, count, list);
    if (layer != nullptr) return result;
    if (list != nullptr) {
        VkExtensionProperties& last = list[*count];
        std::strncpy(last.extensionName, VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME, VK_MAX_EXTENSION_NAME_SIZE - 1);
        last.specVersion = 1;
    }
    ++*count;
    return VK_SUCCESS;
}

void semaphore_properties(VkPhysicalDevice, const VkPhysicalDeviceExternalSemaphoreInfo*,
                          VkExternalSemaphoreProperties* found) {
    found->externalSemaphoreFeatures = VK_EXTERNAL_SEMAPHORE_FEATURE_EXPORTABLE_BIT;
}

VkResult create(VkDevice device, const VkSemaphoreCreateInfo* info, const VkAllocationCallbacks* allocator,
                VkSemaphore* semaphore) {
    VkSemaphoreTypeCreateInfo type = *static_cast<const VkSemaphoreTypeCreateInfo*>(info->pNext);
    const auto* const next = static_cast<const VkBaseInStructure*>(type.pNext);
    const bool is_exported = next != nullptr && next->sType == VK_STRUCTURE_TYPE_EXPORT_SEMAPHORE_CREATE_INFO;
    if (!is_exported) return driver().create(device, info, allocator, semaphore);
    if (driver().fails_timelines) return VK_ERROR_INVALID_EXTERNAL_HANDLE;
    type.pNext = nullptr;
    VkSemaphoreCreateInfo plain = *info;
    plain.pNext = &type;
    const VkResult result = driver().create(device, &plain, allocator, semaphore);
    if (result != VK_SUCCESS) return result;
    const std::lock_guard lock(driver().mutex);
    const int fd = memfd_create("timeline", MFD_CLOEXEC);
    if (ftruncate(fd, value_bytes) != 0) return VK_ERROR_OUT_OF_HOST_MEMORY;
    driver().descriptors[*semaphore] = fd;
    return VK_SUCCESS;
}

void destroy(VkDevice device, VkSemaphore semaphore, const VkAllocationCallbacks* allocator) {
    {
        const std::lock_guard lock(driver().mutex);
        const auto found = driver().descriptors.find(semaphore);
        if (found != driver().descriptors.end()) {
            close(found->second);
            driver().descriptors.erase(found);
        }
    }
    driver().destroy(device, semaphore, allocator);
}

VkResult get_fd(VkDevice, const VkSemaphoreGetFdInfoKHR* info, int* fd) {
    const std::lock_guard lock(driver().mutex);
    const auto found = driver().descriptors.find(info->semaphore);
    if (found == driver().descriptors.end()) return VK_ERROR_INVALID_EXTERNAL_HANDLE;
    *fd = dup(found->second);
    return *fd >= 0 ? VK_SUCCESS : VK_ERROR_TOO_MANY_OBJECTS;
}

VkResult create_buffer(VkDevice device, const VkBufferCreateInfo* info, const VkAllocationCallbacks* allocator,
                       VkBuffer* buffer) {
    if (info->pNext != nullptr && driver().fails_buffers) return VK_ERROR_INVALID_EXTERNAL_HANDLE;
    return driver().create_buffer(device, info, allocator, buffer);
}

VkResult counter(VkDevice device, VkSemaphore semaphore, std::uint64_t* value) {
    const VkResult result = driver().counter(device, semaphore, value);
    const std::lock_guard lock(driver().mutex);
    const auto found = driver().descriptors.find(semaphore);
    if (found == driver().descriptors.end()) return result;
    std::uint64_t behind = 0;
    if (pread(found->second, &behind, value_bytes, 0) != value_bytes) return VK_ERROR_DEVICE_LOST;
    *value = std::max(*value, behind);
    return result;
}

PFN_vkVoidFunction device_function(VkDevice device, const char* name) {
    Driver& real = driver();
    const std::string_view wanted = name;
    const auto keep = [&](auto& function) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(real.device_function(device, name));
    };
    if (wanted == "vkGetSemaphoreFdKHR") return reinterpret_cast<PFN_vkVoidFunction>(&get_fd);
    if (wanted == "vkCreateSemaphore") {
        keep(real.create);
        return reinterpret_cast<PFN_vkVoidFunction>(&create);
    }
    if (wanted == "vkCreateBuffer") {
        keep(real.create_buffer);
        return reinterpret_cast<PFN_vkVoidFunction>(&create_buffer);
    }
    if (wanted == "vkDestroySemaphore") {
        keep(real.destroy);
        return reinterpret_cast<PFN_vkVoidFunction>(&destroy);
    }
    if (wanted == "vkGetSemaphoreCounterValue") {
        keep(real.counter);
        return reinterpret_cast<PFN_vkVoidFunction>(&counter);
    }
    return real.device_function(device, name);
}

PFN_vkVoidFunction instance_function(VkInstance instance, const char* name) {
    const PFN_vkVoidFunction function = vkGetInstanceProcAddr(instance, name);
    const std::string_view wanted = name;
    if (wanted == "vkEnumerateDeviceExtensionProperties") {
        driver().extensions = reinterpret_cast<PFN_vkEnumerateDeviceExtensionProperties>(function);
        return reinterpret_cast<PFN_vkVoidFunction>(&extensions);
    }
    if (wanted == "vkGetPhysicalDeviceExternalSemaphoreProperties")
        return reinterpret_cast<PFN_vkVoidFunction>(&semaphore_properties);
    if (wanted == "vkGetDeviceProcAddr") {
        driver().device_function = reinterpret_cast<PFN_vkGetDeviceProcAddr>(function);
        return reinterpret_cast<PFN_vkVoidFunction>(&device_function);
    }
    return function;
}

}  // namespace

PFN_vkGetInstanceProcAddr timeline_driver() noexcept {
    return &instance_function;
}

void fail_exports(bool timelines, bool buffers) {
    driver().fails_timelines = timelines;
    driver().fails_buffers = buffers;
}

TimelineValue::TimelineValue(int fd)
    : value_(static_cast<std::uint64_t*>(mmap(nullptr, value_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0))) {}

TimelineValue::~TimelineValue() {
    munmap(const_cast<std::uint64_t*>(value_), value_bytes);
}

std::size_t exported_timeline_count() {
    const std::lock_guard lock(driver().mutex);
    return driver().descriptors.size();
}

}  // namespace plumb::interop_test
