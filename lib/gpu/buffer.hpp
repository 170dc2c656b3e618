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
};

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
    /// @throws Error      out_of_memory with name, bytes asked and heap size, or if a limit of the device is exceeded
    Buffer(std::shared_ptr<Context> context, VkDeviceSize bytes, Memory kind, std::string_view debug_name);

    Buffer(Buffer&& other) noexcept;
    Buffer& operator=(Buffer&& other) noexcept;

    [[nodiscard]] VkDeviceAddress address() const noexcept { return address_; }
    [[nodiscard]] VkBuffer handle() const noexcept { return buffer_.get(); }
    /// The bytes asked for.
    [[nodiscard]] VkDeviceSize size() const noexcept { return size_; }
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
    VkDeviceAddress address_ = 0;
    void* mapped_ = nullptr;
};

/// Makes `buffer` at least `bytes` large. What it held is lost if it has to grow; it never shrinks.
/// @throws Error  as Buffer()
void make_room(Buffer& buffer, const std::shared_ptr<Context>& context, VkDeviceSize bytes, Memory kind,
               std::string_view debug_name);

}  // namespace plumb::gpu
