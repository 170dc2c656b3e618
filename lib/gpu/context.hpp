#pragma once

#include "gpu/external_support.hpp"
#include "gpu/instance.hpp"
#include "gpu/piece_store.hpp"
#include "gpu/pipeline_store.hpp"

#include <plumb/device.hpp>

#include <volk.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace plumb::gpu {

class Commands;
class CudaSeeker;

/// What the device allows, as far as plumb asks.
struct DeviceLimits {
    std::uint32_t max_group_count[3] = {65535, 65535, 65535};
    std::uint32_t max_group_invocations = 128;
    std::uint32_t max_shared_memory_bytes = 16384;
    std::uint32_t max_push_bytes = 128;
    std::uint32_t subgroup_size = 1;
    std::uint32_t max_allocation_count = 4096;
    VkDeviceSize max_allocation_bytes = 0;  ///< of one buffer: maxMemoryAllocationSize, maxBufferSize
    VkDeviceSize max_storage_range_bytes = 0;
    double timestamp_period_ns = 0.0;        ///< of one tick
    std::uint32_t timestamp_valid_bits = 0;  ///< 0 if the queue cannot write timestamps
};

/// A device that somebody else made, keeps alive for as long as a Context uses it, and destroys.
struct AdoptedDevice {
    VkPhysicalDevice physical_device = VK_NULL_HANDLE;
    VkDevice device = VK_NULL_HANDLE;
    VkQueue queue = VK_NULL_HANDLE;
    std::uint32_t queue_family = 0;
    const void* enabled_features = nullptr;  ///< chain that the device was made with
    std::function<void()> lock_queue;        ///< called around each submission; none where nobody else submits
    std::function<void()> unlock_queue;
    std::string cuda_library;  ///< as DeviceOptions::cuda_library
};

/// One VkDevice with one compute queue and the timeline semaphore of its submissions.
///
/// Shared by everything made from it; the last owner frees it. Two threads may use one Context: submissions are
/// serialized inside. Created by open_context().
class Context {
public:
    /// How long wait() lets the device work before it is called lost: 30 s, and 300 s for a software device, whose cores
    /// other programs use too.
    [[nodiscard]] std::chrono::seconds patience() const noexcept;

    /// @param wish    as DeviceOptions::device
    /// @throws Error  not_found if no device fits the wish
    Context(Instance instance, std::string_view wish);
    /// @throws Error  invalid_argument if something is null, the family cannot compute or a feature is not enabled;
    ///                unsupported if the device does not fit
    Context(Instance instance, AdoptedDevice adopted);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    [[nodiscard]] const VolkDeviceTable& vk() const noexcept { return logical_.table; }
    [[nodiscard]] VkDevice device() const noexcept { return logical_.device; }
    [[nodiscard]] VkPhysicalDevice physical_device() const noexcept { return physical_device_; }
    [[nodiscard]] const Instance& instance() const noexcept { return instance_; }
    [[nodiscard]] std::uint32_t queue_family() const noexcept { return queue_family_; }
    [[nodiscard]] VkPipelineCache pipeline_cache() const noexcept { return logical_.pipeline_cache; }
    [[nodiscard]] PipelineStore& pipelines() noexcept { return pipelines_; }
    [[nodiscard]] PieceStore& pieces() const noexcept { return pieces_; }
    [[nodiscard]] const DeviceInfo& info() const noexcept { return info_; }
    [[nodiscard]] const DeviceLimits& limits() const noexcept { return limits_; }
    [[nodiscard]] const VkPhysicalDeviceMemoryProperties& memory_properties() const noexcept { return memory_; }

    [[nodiscard]] const ExternalSupport& external() const noexcept { return external_; }
    /// @throws Error  unsupported if memory cannot be exported, with what is missing
    void require_exports() const;
    /// @throws Error  unsupported if timeline semaphores cannot be exported, with what is missing
    void require_timelines() const;

    /// What this device is to CUDA.
    [[nodiscard]] CudaSeeker& cuda() const noexcept { return *cuda_; }
    /// @param library  as DeviceOptions::cuda_library
    void set_cuda_library(const std::string& library);

    /// True where device-local memory is host-visible and host-cached on a CPU or integrated device: Memory::device is
    /// then mapped, and results are read in place without a copy (a host_read_barrier() is still needed).
    [[nodiscard]] bool is_unified_memory() const noexcept { return is_unified_; }
    /// For tests: from here on takes the host's memory and the device's for two, as they are on a discrete GPU.
    void part_memory() noexcept { is_unified_ = false; }

    /// Ends the recording if it is still open and submits. Commands that are still executing from an earlier submission
    /// are waited for first. `commands` must live until the returned value is reached; its destructor waits for that.
    ///
    /// @return        the timeline value that is reached when the commands have finished
    /// @throws Error  device_lost, out_of_memory
    std::uint64_t submit(Commands& commands);

    /// Returns once the timeline has reached `value`.
    ///
    /// @throws Error  device_lost after patience(), from then on at once, or if the driver reports the device lost
    void wait(std::uint64_t value) { wait(value, patience()); }
    void wait(std::uint64_t value, std::chrono::nanoseconds timeout);

    /// submit() and wait() in one.
    void run(Commands& commands);

    /// A timeline semaphore that can be exported; from the first call on it reaches the values that submit() returns.
    /// @throws Error  unsupported, out_of_memory
    VkSemaphore exported_timeline();

    /// The timeline value that the latest submission reaches; 0 before the first.
    [[nodiscard]] std::uint64_t submitted_value() noexcept;

    /// The timeline value reached so far.
    [[nodiscard]] std::uint64_t finished_value() const;

    /// Messages of the validation layer of warning severity and above since the device was opened.
    [[nodiscard]] std::uint64_t message_count() const noexcept { return instance_.message_count(); }

    /// @throws Error  internal with the first messages if there were any since the last call
    void check_messages() const { instance_.check_messages(); }

    /// Vulkan objects made from this context and not yet destroyed; buffers count twice (buffer and memory), and what
    /// pipelines() keeps does not count.
    [[nodiscard]] std::int64_t live_object_count() const noexcept { return live_objects_; }
    /// Device memory allocations now held.
    [[nodiscard]] std::int64_t allocation_count() const noexcept { return allocations_; }

    /// Gives `handle` a name in messages and captures, where VK_EXT_debug_utils is there.
    void name_object(VkObjectType type, std::uint64_t handle, std::string_view name) const noexcept;

    /// True once a wait() has timed out. The device may then still write to its buffers, and freeing them, or the
    /// device, would crash or never return: everything of this context is left alone instead.
    [[nodiscard]] bool is_stuck() const noexcept { return is_stuck_; }

    /// For Handle alone.
    void count_objects(VkObjectType type, std::int64_t change) const noexcept {
        live_objects_ += change;
        allocations_ += type == VK_OBJECT_TYPE_DEVICE_MEMORY ? change : 0;
    }

private:
    /// What dies with the VkDevice, in one owner: a constructor that throws half-way frees what there is.
    struct LogicalDevice {
        LogicalDevice() = default;
        ~LogicalDevice();
        LogicalDevice(const LogicalDevice&) = delete;
        LogicalDevice& operator=(const LogicalDevice&) = delete;

        VolkDeviceTable table{};
        VkDevice device = VK_NULL_HANDLE;
        VkQueue queue = VK_NULL_HANDLE;
        VkPipelineCache pipeline_cache = VK_NULL_HANDLE;
        VkSemaphore timeline = VK_NULL_HANDLE;
        VkSemaphore exported_timeline = VK_NULL_HANDLE;  ///< none before it is asked for
        bool is_adopted = false;
    };

    void create_device();
    void create_cache();
    void create_timeline();
    void find_enabled_exports();
    void open(VkDevice device);
    void submit_to_queue(const VkSubmitInfo2& info, const std::string& name);

    Instance instance_;
    VkPhysicalDevice physical_device_ = VK_NULL_HANDLE;
    std::uint32_t queue_family_ = 0;
    DeviceInfo info_;
    DeviceLimits limits_;
    VkPhysicalDeviceMemoryProperties memory_{};
    ExternalSupport external_;
    std::shared_ptr<CudaSeeker> cuda_;
    bool is_unified_ = false;
    LogicalDevice logical_;
    std::function<void()> lock_queue_, unlock_queue_;  ///< of a device that is shared with its maker
    std::mutex submit_mutex_;
    std::uint64_t last_value_ = 0;
    std::atomic<bool> is_stuck_{false};
    mutable std::atomic<std::int64_t> live_objects_{0};
    mutable std::atomic<std::int64_t> allocations_{0};
    mutable PieceStore pieces_;
    PipelineStore pipelines_;  // last: it is freed by all the others
};

/// Opens the device that `options` ask for, else PLUMB_DEVICE, else the best one. The validation layer is on if the
/// options or PLUMB_VALIDATE=1 ask for it.
///
/// @throws Error  not_found if Vulkan, the validation layer asked for, or a fitting device is missing; the message
///                says the remedy and lists every device with every reason
std::shared_ptr<Context> open_context(const DeviceOptions& options = {});

}  // namespace plumb::gpu
