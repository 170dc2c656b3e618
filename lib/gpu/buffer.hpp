#pragma once

#include "gpu/context.hpp"
#include "gpu/handle.hpp"

#include <volk.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

namespace plumb::gpu {

/// Where a buffer lives.
enum class Memory : std::uint8_t {
    device,    ///< device-local; mapped only where Context::is_unified_memory()
    upload,    ///< host-visible and coherent, device-local where possible; written by the host, read by shaders
    readback,  ///< host-visible, coherent and cached; written by the device, read by the host
    exported,  ///< as `device`, in memory of its own that memory_fd() hands to others
};

/// What every buffer may be used for.
inline constexpr VkBufferUsageFlags buffer_usage =
    VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
    VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT;

/// Throws if one more allocation of `bytes` would exceed a limit: 4 GiB, the device's largest allocation, or its number
/// of allocations, of which `held` are in use.
///
/// @throws Error  out_of_memory with `name`, the bytes and the limit
void check_allocation(const DeviceLimits& limits, std::int64_t held, VkDeviceSize bytes, std::string_view name);

/// A storage buffer with its own memory, reached from shaders by its address. Move-only; a default one is empty.
///
/// Usable as storage, transfer source and destination, and for indirect dispatches. The owner keeps it alive until the
/// submissions that use it have finished. Its first contents are undefined.
class Buffer {
public:
    Buffer() = default;

    /// @param bytes       0 makes a minimal buffer with a valid address; at most 4 GiB
    /// @param debug_name  appears in errors and validation messages
    /// @throws Error      out_of_memory with name, bytes asked and heap size, or if a limit of the device is exceeded;
    ///                    unsupported for Memory::exported on a device that cannot
    Buffer(std::shared_ptr<Context> context, VkDeviceSize bytes, Memory kind, std::string_view debug_name);

    Buffer(Buffer&& other) noexcept;
    Buffer& operator=(Buffer&& other) noexcept;

    [[nodiscard]] VkDeviceAddress address() const noexcept { return address_; }
    [[nodiscard]] VkBuffer handle() const noexcept { return buffer_.get(); }
    [[nodiscard]] const std::shared_ptr<Context>& context() const noexcept { return buffer_.context(); }
    [[nodiscard]] VkDeviceMemory memory() const noexcept { return memory_.get(); }
    /// The bytes asked for.
    [[nodiscard]] VkDeviceSize size() const noexcept { return size_; }
    /// The bytes and the type of its memory.
    [[nodiscard]] VkDeviceSize allocated_bytes() const noexcept { return allocated_bytes_; }
    [[nodiscard]] std::uint32_t memory_type() const noexcept { return memory_type_; }
    /// VkBufferCreateInfo::size of a buffer of `bytes`.
    [[nodiscard]] static VkDeviceSize created_bytes(VkDeviceSize bytes) noexcept;
    /// The buffer's bytes on the host; null unless host-visible.
    [[nodiscard]] void* mapped() const noexcept { return mapped_; }
    explicit operator bool() const noexcept { return static_cast<bool>(buffer_); }

    /// The buffer's contents as whole elements of T; empty unless host-visible.
    template <typename T>
    requires std::is_trivially_copyable_v<T>
    [[nodiscard]] std::span<T> mapped_as() const noexcept {
        return mapped_ ? std::span<T>(static_cast<T*>(mapped_), static_cast<std::size_t>(size_ / sizeof(T)))
                       : std::span<T>();
    }

private:
    Handle<VkDeviceMemory, VK_OBJECT_TYPE_DEVICE_MEMORY, &VolkDeviceTable::vkFreeMemory> memory_;
    Handle<VkBuffer, VK_OBJECT_TYPE_BUFFER, &VolkDeviceTable::vkDestroyBuffer> buffer_;
    VkDeviceSize size_ = 0;
    VkDeviceSize allocated_bytes_ = 0;
    std::uint32_t memory_type_ = 0;
    VkDeviceAddress address_ = 0;
    void* mapped_ = nullptr;
};

/// Makes `buffer` at least `bytes` large. What it held is lost if it has to grow; it never shrinks.
/// @throws Error  as Buffer()
void make_room(Buffer& buffer, const std::shared_ptr<Context>& context, VkDeviceSize bytes, Memory kind,
               std::string_view debug_name);

}  // namespace plumb::gpu
