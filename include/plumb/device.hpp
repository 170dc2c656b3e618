#pragma once

#include <plumb/export.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumb {

namespace gpu {
class Context;
}

/// What is known of one Vulkan device of this machine.
struct DeviceInfo {
    enum class Kind : std::uint8_t { discrete, integrated, virtual_gpu, cpu, other };
    std::uint32_t index = 0;  ///< as in PLUMB_DEVICE
    std::string name;
    std::string uuid;    ///< 32 hexadecimal digits
    std::string driver;  ///< name and version
    std::string api_version;
    Kind kind = Kind::other;
    std::uint64_t memory_bytes = 0;     ///< largest device-local heap
    std::vector<std::string> problems;  ///< why plumb cannot use it, each with its remedy; empty if it can
};

struct DeviceOptions {
    /// Index, name (or a part of it) or UUID; PLUMB_DEVICE of the environment if empty, else the best device.
    std::string device{};
    /// Ask for the validation layer with synchronization checks. Its messages become Error{internal} at the next call.
    bool is_validated = false;
    /// The CUDA driver's library, by name or path, for frames that are shared with CUDA (interop::CudaFrames);
    /// libcuda.so.1 if empty. Not looked at before. FrameMemory::automatic looks for a device that is not made by
    /// NVIDIA in CUDA only if this is given.
    std::string cuda_library{};
};

/// A Vulkan device with its compute queue. Cheap to copy; the last copy frees it.
class PLUMB_API Device {
public:
    /// Opens the best device: discrete, integrated, virtual, CPU.
    /// @throws Error  not_found if there is no Vulkan or no device fits; lists every device with every reason
    static Device create(const DeviceOptions& options = {});

    /// All devices of this machine in order of preference.
    /// @throws Error  not_found if Vulkan itself is missing, with the remedy
    static std::vector<DeviceInfo> list();

    [[nodiscard]] const DeviceInfo& info() const noexcept;
    /// Messages of the validation layer since the device was opened; 0 where it was not asked for.
    [[nodiscard]] std::uint64_t validation_message_count() const noexcept;

    /// For plumb's own parts.
    [[nodiscard]] const std::shared_ptr<gpu::Context>& context() const noexcept { return context_; }
    explicit Device(std::shared_ptr<gpu::Context> context) : context_(std::move(context)) {}

private:
    std::shared_ptr<gpu::Context> context_;
};

}  // namespace plumb
