#include "vulkan_import.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace plumb::interop_test {

namespace {

template <class Structure>
Structure made(VkStructureType type, const void* next = nullptr) {
    Structure structure{};
    structure.sType = type;
    structure.pNext = const_cast<std::remove_const_t<std::remove_pointer_t<decltype(structure.pNext)>>*>(next);
    return structure;
}

constexpr VkExternalMemoryHandleTypeFlagBits opaque = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;

}  // namespace

template <class Function>
void ImportDevice::load(Function& function, const char* name) {
    function = reinterpret_cast<Function>(vkGetInstanceProcAddr(instance_, name));
}

ImportDevice::ImportDevice(const std::array<std::uint8_t, VK_UUID_SIZE>* uuid) {
    if (volkInitialize() != VK_SUCCESS) return;
    auto application = made<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
    application.apiVersion = VK_API_VERSION_1_3;
    auto info = made<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);
    info.pApplicationInfo = &application;
    if (vkCreateInstance(&info, nullptr, &instance_) != VK_SUCCESS) return;
    find(uuid);
    if (physical_device_ == VK_NULL_HANDLE) return;
    const float priority = 1;
    auto queue = made<VkDeviceQueueCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO);
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    auto features = made<VkPhysicalDeviceVulkan12Features>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES);
    features.bufferDeviceAddress = VK_TRUE;
    const char* const extension = VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME;
    auto device = made<VkDeviceCreateInfo>(VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &features);
    device.queueCreateInfoCount = 1;
    device.pQueueCreateInfos = &queue;
    device.enabledExtensionCount = 1;
    device.ppEnabledExtensionNames = &extension;
    PFN_vkCreateDevice create = nullptr;
    load(create, "vkCreateDevice");
    if (create(physical_device_, &device, nullptr, &device_) != VK_SUCCESS) device_ = VK_NULL_HANDLE;
}

void ImportDevice::find(const std::array<std::uint8_t, VK_UUID_SIZE>* uuid) {
    PFN_vkEnumeratePhysicalDevices enumerate = nullptr;
    PFN_vkGetPhysicalDeviceProperties2 describe = nullptr;
    load(enumerate, "vkEnumeratePhysicalDevices");
    load(describe, "vkGetPhysicalDeviceProperties2");
    std::uint32_t count = 0;
    enumerate(instance_, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(count);
    enumerate(instance_, &count, devices.data());
    for (VkPhysicalDevice device : devices) {
        auto ids = made<VkPhysicalDeviceIDProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES);
        auto properties = made<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &ids);
        describe(device, &properties);
        const bool is_wanted = uuid != nullptr ? std::memcmp(uuid->data(), ids.deviceUUID, VK_UUID_SIZE) == 0
                                               : properties.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
        if (!is_wanted) continue;
        physical_device_ = device;
        std::copy_n(ids.deviceUUID, VK_UUID_SIZE, uuid_.begin());
        return;
    }
}

ImportDevice::~ImportDevice() {
    PFN_vkDestroyDevice destroy_device = nullptr;
    PFN_vkDestroyInstance destroy_instance = nullptr;
    if (instance_ == VK_NULL_HANDLE) return;
    load(destroy_device, "vkDestroyDevice");
    load(destroy_instance, "vkDestroyInstance");
    if (device_ != VK_NULL_HANDLE) destroy_device(device_, nullptr);
    destroy_instance(instance_, nullptr);
}

ImportDevice::Memory ImportDevice::import(const ImportRequest& request) {
    PFN_vkCreateBuffer create = nullptr;
    PFN_vkAllocateMemory allocate = nullptr;
    PFN_vkBindBufferMemory bind = nullptr;
    PFN_vkMapMemory map = nullptr;
    load(create, "vkCreateBuffer");
    load(allocate, "vkAllocateMemory");
    load(bind, "vkBindBufferMemory");
    load(map, "vkMapMemory");

    Memory memory;
    auto external = made<VkExternalMemoryBufferCreateInfo>(VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO);
    external.handleTypes = opaque;
    auto buffer = made<VkBufferCreateInfo>(VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, &external);
    buffer.size = request.buffer_bytes;
    buffer.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT |
                   VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT |
                   VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT;
    if (create(device_, &buffer, nullptr, &memory.buffer) != VK_SUCCESS) return {};

    auto dedicated = made<VkMemoryDedicatedAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_DEDICATED_ALLOCATE_INFO);
    dedicated.buffer = memory.buffer;
    auto fd = made<VkImportMemoryFdInfoKHR>(VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR, &dedicated);
    fd.handleType = opaque;
    fd.fd = request.fd;
    auto flags = made<VkMemoryAllocateFlagsInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO, &fd);
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    auto info = made<VkMemoryAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, &flags);
    info.allocationSize = request.size_bytes;
    info.memoryTypeIndex = request.memory_type;
    void* mapped = nullptr;
    if (allocate(device_, &info, nullptr, &memory.memory) != VK_SUCCESS ||
        bind(device_, memory.buffer, memory.memory, 0) != VK_SUCCESS ||
        map(device_, memory.memory, 0, VK_WHOLE_SIZE, 0, &mapped) != VK_SUCCESS) {
        free(memory);
        return {};
    }
    memory.bytes = {static_cast<const std::byte*>(mapped), request.size_bytes};
    return memory;
}

void ImportDevice::free(const Memory& memory) {
    PFN_vkDestroyBuffer destroy = nullptr;
    PFN_vkFreeMemory free_memory = nullptr;
    load(destroy, "vkDestroyBuffer");
    load(free_memory, "vkFreeMemory");
    destroy(device_, memory.buffer, nullptr);
    free_memory(device_, memory.memory, nullptr);
}

}  // namespace plumb::interop_test
