#include "gpu/buffer.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumb::gpu {

namespace {

constexpr VkDeviceSize largest_buffer_bytes = VkDeviceSize{4} << 30;
/// Sizes are rounded up to it, so that a whole buffer can be filled and an empty one has an address.
constexpr VkDeviceSize granularity = 16;

/// The memory properties to look for, best first.
std::vector<VkMemoryPropertyFlags> preferences(Memory kind, bool is_unified) {
    constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    constexpr VkMemoryPropertyFlags mapped = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    constexpr VkMemoryPropertyFlags cached = mapped | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    switch (kind) {
        case Memory::upload:
            return {local | mapped, mapped};
        case Memory::readback:
            return {cached, mapped};
        default:
            return is_unified ? std::vector{local | cached} : std::vector{local};
    }
}

/// The first memory type that is allowed by `type_bits` and has all of `wanted`, and nothing that needs more than that.
std::optional<std::uint32_t> find_type(const VkPhysicalDeviceMemoryProperties& memory, std::uint32_t type_bits,
                                       VkMemoryPropertyFlags wanted) {
    constexpr VkMemoryPropertyFlags allowed = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT |
                                              VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                              VK_MEMORY_PROPERTY_HOST_COHERENT_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
    for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
        if ((type_bits >> i & 1U) != 0 && (flags & wanted) == wanted && (flags & ~allowed) == 0) {
            return i;
        }
    }
    return std::nullopt;
}

[[noreturn]] void refuse(std::string_view name, VkDeviceSize bytes, const std::string& reason) {
    throw Error(ErrorCode::out_of_memory, "cannot allocate the buffer '" + std::string(name) + "' of " +
                                              std::to_string(bytes) + " bytes: " + reason);
}

struct AllocationResult {
    VkDeviceMemory memory = VK_NULL_HANDLE;
    std::uint32_t type = 0;
    VkMemoryPropertyFlags flags = 0;
    VkDeviceSize heap_bytes = 0;
};

/// Memory for a buffer alone.
struct Allocation {
    const VkMemoryRequirements& needs;
    Memory kind = Memory::device;
    VkBuffer buffer = VK_NULL_HANDLE;
    std::string_view name;
};

AllocationResult allocate(const Context& context, const Allocation& wanted_memory) {
    const auto& [needs, kind, buffer, name] = wanted_memory;
    const VkPhysicalDeviceMemoryProperties& memory = context.memory_properties();
    auto dedicated = structure<VkMemoryDedicatedAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_DEDICATED_ALLOCATE_INFO);
    dedicated.buffer = buffer;
    auto exported = structure<VkExportMemoryAllocateInfo>(VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO);
    exported.pNext = &dedicated;
    exported.handleTypes = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
    auto flags = structure<VkMemoryAllocateFlagsInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO);
    flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
    if (kind == Memory::exported) flags.pNext = &exported;
    auto info = structure<VkMemoryAllocateInfo>(VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO);
    info.pNext = &flags;
    info.allocationSize = needs.size;
    std::string tried;
    for (const VkMemoryPropertyFlags wanted : preferences(kind, context.is_unified_memory())) {
        const auto type = find_type(memory, needs.memoryTypeBits, wanted);
        if (!type) {
            continue;
        }
        const VkMemoryType& found = memory.memoryTypes[*type];
        const VkDeviceSize heap = memory.memoryHeaps[found.heapIndex].size;
        if (needs.size > heap) {
            tried += "; its heap has " + std::to_string(heap) + " bytes";
            continue;
        }
        info.memoryTypeIndex = *type;
        AllocationResult made;
        const VkResult result = context.vk().vkAllocateMemory(context.device(), &info, nullptr, &made.memory);
        if (result == VK_SUCCESS) {
            made.type = *type;
            made.flags = found.propertyFlags;
            made.heap_bytes = heap;
            return made;
        }
        if (result != VK_ERROR_OUT_OF_DEVICE_MEMORY && result != VK_ERROR_OUT_OF_HOST_MEMORY) {
            raise(result, "vkAllocateMemory (" + std::string(name) + ")");
        }
        tried += "; " + std::string(to_string(result)) + " from a heap of " + std::to_string(heap) + " bytes";
    }
    refuse(name, needs.size, tried.empty() ? "the device has no memory of the kind needed" : tried.substr(2));
}

}  // namespace

void check_allocation(const DeviceLimits& limits, std::int64_t held, VkDeviceSize bytes, std::string_view name) {
    if (bytes > largest_buffer_bytes) {
        refuse(name, bytes, "a buffer is limited to " + std::to_string(largest_buffer_bytes) + " bytes");
    }
    if (bytes > limits.max_allocation_bytes) {
        refuse(name, bytes,
               "the device allows " + std::to_string(limits.max_allocation_bytes) + " bytes an allocation");
    }
    if (held >= static_cast<std::int64_t>(limits.max_allocation_count)) {
        refuse(name, bytes,
               "the device allows " + std::to_string(limits.max_allocation_count) + " allocations, all are in use");
    }
}

Buffer::Buffer(std::shared_ptr<Context> context, VkDeviceSize bytes, Memory kind, std::string_view debug_name)
    : size_(bytes) {
    check_allocation(context->limits(), context->allocation_count(), bytes, debug_name);
    const std::string name(debug_name);
    const VolkDeviceTable& vk = context->vk();
    VkDevice device = context->device();

    auto info = structure<VkBufferCreateInfo>(VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO);
    info.size = created_bytes(bytes);
    info.usage = buffer_usage;
    info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
    auto exported = structure<VkExternalMemoryBufferCreateInfo>(VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO);
    exported.handleTypes = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
    if (kind == Memory::exported) {
        context->require_exports();
        info.pNext = &exported;
    }
    VkBuffer buffer = VK_NULL_HANDLE;
    check(vk.vkCreateBuffer(device, &info, nullptr, &buffer), "vkCreateBuffer (" + name + ")");
    buffer_ = {context, buffer, debug_name};

    VkMemoryRequirements needs{};
    vk.vkGetBufferMemoryRequirements(device, buffer, &needs);
    const AllocationResult made = allocate(*context, {needs, kind, buffer, debug_name});
    allocated_bytes_ = needs.size;
    memory_type_ = made.type;
    memory_ = {context, made.memory, debug_name};
    check(vk.vkBindBufferMemory(device, buffer, made.memory, 0), "vkBindBufferMemory (" + name + ")");

    const bool is_of_device = kind == Memory::device || kind == Memory::exported;
    const bool is_wanted_mapped = !is_of_device || context->is_unified_memory();
    if (is_wanted_mapped && (made.flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0) {
        check(vk.vkMapMemory(device, made.memory, 0, VK_WHOLE_SIZE, 0, &mapped_), "vkMapMemory (" + name + ")");
        // Mesa's software driver reports success with mmap's own failure value where the host's memory is used up.
        if (mapped_ == nullptr || reinterpret_cast<std::intptr_t>(mapped_) == -1) {
            refuse(name, needs.size,
                   "the host cannot map it; the driver gave it from a heap of " + std::to_string(made.heap_bytes) +
                       " bytes");
        }
    }
    auto address = structure<VkBufferDeviceAddressInfo>(VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO);
    address.buffer = buffer;
    address_ = vk.vkGetBufferDeviceAddress(device, &address);
}

VkDeviceSize Buffer::created_bytes(VkDeviceSize bytes) noexcept {
    return (std::max(bytes, granularity) + granularity - 1) / granularity * granularity;
}

Buffer::Buffer(Buffer&& other) noexcept
    : memory_(std::move(other.memory_)),
      buffer_(std::move(other.buffer_)),
      size_(std::exchange(other.size_, 0)),
      allocated_bytes_(std::exchange(other.allocated_bytes_, 0)),
      memory_type_(other.memory_type_),
      address_(std::exchange(other.address_, 0)),
      mapped_(std::exchange(other.mapped_, nullptr)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
    if (this != &other) {
        buffer_ = std::move(other.buffer_);
        memory_ = std::move(other.memory_);
        size_ = std::exchange(other.size_, 0);
        allocated_bytes_ = std::exchange(other.allocated_bytes_, 0);
        memory_type_ = other.memory_type_;
        address_ = std::exchange(other.address_, 0);
        mapped_ = std::exchange(other.mapped_, nullptr);
    }
    return *this;
}

void make_room(Buffer& buffer, const std::shared_ptr<Context>& context, VkDeviceSize bytes, Memory kind,
               std::string_view debug_name) {
    if (buffer && buffer.size() >= bytes) return;
    context->wait(context->submitted_value());  // a submission in flight may use it
    buffer = Buffer();                          // the old one first: both need not fit
    buffer = Buffer(context, bytes, kind, debug_name);
}

}  // namespace plumb::gpu
