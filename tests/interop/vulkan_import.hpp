#pragma once

#include <volk.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace plumb::interop_test {

/// What an import has to say of the memory, as SharedFrames tells it.
struct ImportRequest {
    int fd = -1;
    std::uint64_t size_bytes = 0;
    std::uint32_t memory_type = 0;
    std::uint64_t buffer_bytes = 0;
};

/// A VkInstance and a VkDevice of its own, which share nothing with plumb's but what is imported.
class ImportDevice {
public:
    /// The device with this UUID; if none is given, one that is the CPU, whose memory the host sees.
    explicit ImportDevice(const std::array<std::uint8_t, VK_UUID_SIZE>* uuid = nullptr);
    ~ImportDevice();
    ImportDevice(const ImportDevice&) = delete;
    ImportDevice& operator=(const ImportDevice&) = delete;

    [[nodiscard]] bool is_there() const noexcept { return device_ != VK_NULL_HANDLE; }
    [[nodiscard]] const std::array<std::uint8_t, VK_UUID_SIZE>& uuid() const noexcept { return uuid_; }

    struct Memory {
        VkBuffer buffer = VK_NULL_HANDLE;
        VkDeviceMemory memory = VK_NULL_HANDLE;
        std::span<const std::byte> bytes;  ///< empty if the import was refused
    };
    /// Takes the descriptor if it succeeds.
    Memory import(const ImportRequest& request);
    void free(const Memory& memory);

private:
    template <class Function>
    void load(Function& function, const char* name);
    void find(const std::array<std::uint8_t, VK_UUID_SIZE>* uuid);

    VkInstance instance_ = VK_NULL_HANDLE;
    VkPhysicalDevice physical_device_ = VK_NULL_HANDLE;
    VkDevice device_ = VK_NULL_HANDLE;
    std::array<std::uint8_t, VK_UUID_SIZE> uuid_{};
};

}  // namespace plumb::interop_test
