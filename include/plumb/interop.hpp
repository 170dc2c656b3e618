#pragma once

#include <plumb/batch.hpp>
#include <plumb/device.hpp>
#include <plumb/export.hpp>
#include <plumb/frame.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// As vulkan.h declares them; it may be included before or after.
struct VkInstance_T;
struct VkPhysicalDevice_T;
struct VkDevice_T;
struct VkQueue_T;

/// For programs that use Vulkan themselves, such as game engines, and for those that take frames from the device's
/// memory.
namespace plumb::interop {

/// A Vulkan device of the caller's own. The caller keeps instance and device alive for as long as the plumb::Device
/// made of it, its renderers and their frames live, and destroys them afterwards. For FrameMemory::exported it is made
/// with VK_KHR_external_memory_fd, and with VK_KHR_external_semaphore_fd for timelines.
struct VulkanDevice {
    VkInstance_T* instance = nullptr;               ///< VkInstance, made for Vulkan 1.3 or newer
    VkPhysicalDevice_T* physical_device = nullptr;  ///< VkPhysicalDevice
    VkDevice_T* device = nullptr;                   ///< VkDevice
    VkQueue_T* queue = nullptr;                     ///< VkQueue, of a family that computes
    std::uint32_t queue_family = 0;                 ///< of `queue`
    /// The VkPhysicalDeviceFeatures2 that the device was made with, chained with VkPhysicalDeviceVulkan11Features,
    /// 12Features and 13Features: Vulkan cannot be asked what is enabled. See enable_features().
    const void* enabled_features = nullptr;
    /// PFN_vkGetInstanceProcAddr; that of libvulkan if null.
    void* get_instance_proc_addr = nullptr;
    /// Called around each vkQueueSubmit2 of plumb's, from whatever thread submits: Vulkan lets one thread at a time use
    /// a queue. Both, or neither where nobody else uses the queue while plumb renders. They must not throw.
    std::function<void()> lock_queue;
    std::function<void()> unlock_queue;
    std::string cuda_library{};  ///< as DeviceOptions::cuda_library
};

/// Renders on a device of the caller's own: plumb submits to its queue, and frees all that it has made there.
/// @throws Error  invalid_argument for a null handle, a queue family that cannot compute, or features that are not
///                enabled (with their names); unsupported if the device lacks what plumb needs; not_found if libvulkan
///                is needed and missing
PLUMB_API Device adopt(const VulkanDevice& device);

/// Switches on what plumb needs in a chain of features before the caller makes a device with it; what is on stays on.
/// @param features  VkPhysicalDeviceFeatures2, chained with VkPhysicalDeviceVulkan11Features, 12Features and 13Features
/// @throws Error    invalid_argument if one of the four is not in the chain
PLUMB_API void enable_features(void* features);

/// Owns a file descriptor, and closes it unless somebody has taken it.
class PLUMB_API FileDescriptor {
public:
    /// @param fd  -1 for none
    explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.take()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }

    [[nodiscard]] int get() const noexcept { return fd_; }
    /// For an import that closes it, as those of Vulkan and CUDA do.
    [[nodiscard]] int take() noexcept { return std::exchange(fd_, -1); }

private:
    int fd_;
};

/// Where one pass lies in exported memory.
struct SharedArray {
    std::string name;  ///< of the pass, with `_through` where that was asked for
    const PassInfo* info = nullptr;
    std::uint64_t offset_bytes = 0;            ///< from the start of the memory
    std::vector<std::uint64_t> shape;          ///< [frames of a batch,] height, width, channels
    std::vector<std::uint64_t> strides_bytes;  ///< of each axis; without padding
};

/// Why frames of FrameMemory::automatic are not shared with CUDA; empty if they can be. Loads CUDA's driver and checks
/// what CUDA sees of the device's memory, when that has not been done for this device.
PLUMB_API std::string cuda_problem(const Device& device);

/// Whether SharedFrames can be made of them.
PLUMB_API bool is_exported(const Frame& frame) noexcept;
PLUMB_API bool is_exported(const Batch& batch) noexcept;

/// A frame, or a batch, in memory that other devices, APIs and processes can look into: RendererOptions::memory =
/// FrameMemory::exported, or automatic where is_exported() says so. Keeps the frames. Only to be read.
///
/// A batch is one VkBuffer with memory dedicated to it, used as storage, by its address, for transfers both ways and
/// for indirect commands: an import of it into Vulkan makes the same. The memory is used again once the last Frame,
/// Batch and SharedFrames is gone, so readers keep one of these until they are done; or they promise to tell the
/// device, see release_value().
class PLUMB_API SharedFrames {
public:
    /// @throws Error  invalid_argument if the memory is not exported, or for a batch in several parts or without frames
    explicit SharedFrames(const Batch& batch);
    explicit SharedFrames(const Frame& frame);

    /// The same for frames whose memory is the same, at once or one after the other: imports can be kept.
    [[nodiscard]] std::uint64_t memory_id() const noexcept;
    /// VkMemoryAllocateInfo::allocationSize and memoryTypeIndex, and VkBufferCreateInfo::size.
    [[nodiscard]] std::uint64_t size_bytes() const noexcept;
    [[nodiscard]] std::uint32_t memory_type() const noexcept;
    [[nodiscard]] std::uint64_t buffer_bytes() const noexcept;
    /// VkPhysicalDeviceIDProperties: opaque descriptors are understood where both are equal.
    [[nodiscard]] std::array<std::uint8_t, 16> device_uuid() const noexcept;
    [[nodiscard]] std::array<std::uint8_t, 16> driver_uuid() const noexcept;
    /// Every pass, in the order of Frame::pass_names().
    [[nodiscard]] const std::vector<SharedArray>& arrays() const noexcept;
    /// @throws Error  invalid_argument if the pass was not asked for, listing those that were
    [[nodiscard]] const SharedArray& array(std::string_view pass) const;

    /// The memory: VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT. Each call makes another descriptor.
    /// @throws Error  out_of_memory if there are no descriptors left
    [[nodiscard]] FileDescriptor export_memory() const;

    /// The timeline semaphore on which the device says that frames are drawn; one for all frames of a plumb::Device.
    /// They are when render() returns, so that the host needs no such thing: it is for devices that want a semaphore
    /// between the writer and the reader.
    /// @throws Error  unsupported, naming what the device lacks; out_of_memory
    [[nodiscard]] FileDescriptor export_ready_timeline() const;
    /// What that timeline reaches when these frames are drawn.
    [[nodiscard]] std::uint64_t ready_value() const noexcept;

    /// The timeline semaphore on which readers say that they are done; one for each memory_id().
    /// @throws Error  unsupported, naming what the device lacks; out_of_memory
    [[nodiscard]] FileDescriptor export_release_timeline() const;
    /// Promises that the reader will signal this value on that timeline: the memory is not drawn into before, even if
    /// the frames are gone. The same value for all who ask about these frames: the last of them signals it. Frames that
    /// come meanwhile get other memory; a reader who never tells costs the memory, which others keep open as they like.
    /// @throws Error  unsupported, naming what the device lacks; out_of_memory
    [[nodiscard]] std::uint64_t release_value() const;

    /// The ordinal of the CUDA device that this memory is on.
    /// @throws Error  as CudaFrames() for a stream that can be
    [[nodiscard]] int cuda_device() const;

private:
    friend class CudaFrames;
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

/// A stream of CUDA as DLPack and the array API standard write it; every other value above 2 is a CUstream or
/// cudaStream_t.
using CudaStream = std::intptr_t;
inline constexpr CudaStream cuda_no_stream = -1;         ///< the caller orders his work himself
inline constexpr CudaStream cuda_legacy_stream = 1;      ///< the legacy default stream
inline constexpr CudaStream cuda_per_thread_stream = 2;  ///< the per-thread default stream

/// Frames in the address space of CUDA, in the primary context of the device that has the Vulkan device's UUID. The
/// driver is loaded when the first is made; nothing of CUDA is needed to build. Keeps the frames. Cheap to copy.
///
/// When the last copy goes, what is on the stream by then still reads: the memory is not drawn into before that has
/// ended, and nobody waits. The stream must be there then. Without a stream, what is on the legacy stream is waited
/// for.
class PLUMB_API CudaFrames {
public:
    /// @param stream  waits until the frames are drawn, before what is put on it from here on
    /// @throws Error  not_found without a driver, or if none of its devices has the UUID; unsupported if the driver is
    ///                too old; invalid_argument for a stream that cannot be; for FrameMemory::automatic with what
    ///                cuda_problem() tells; else as the driver's call that failed
    CudaFrames(const SharedFrames& frames, CudaStream stream);

    /// The ordinal of the CUDA device.
    [[nodiscard]] int device() const noexcept;
    /// The CUdeviceptr of a pass; SharedFrames tells its shape.
    /// @throws Error  as SharedFrames::array()
    [[nodiscard]] std::uint64_t address(std::string_view pass) const;

private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace plumb::interop
