#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "gpu/handle.hpp"
#include "gpu/pipeline.hpp"
#include "gpu/timestamps.hpp"

#include <volk.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace plumb::gpu {

/// Workgroups of a dispatch along each axis.
struct Groups {
    std::uint32_t x = 1;
    std::uint32_t y = 1;
    std::uint32_t z = 1;
};

/// A grid that holds `count` groups or a few more, for shaders that number them along x, then y. No dimension exceeds
/// what every device takes.
Groups folded(std::uint64_t count, std::uint32_t z = 1) noexcept;

/// A part of a buffer copied into another.
struct CopyRange {
    VkDeviceSize source_offset = 0;
    VkDeviceSize target_offset = 0;
    VkDeviceSize bytes = VK_WHOLE_SIZE;  ///< VK_WHOLE_SIZE: to the end of the source
};

/// Records commands into a command buffer of its own pool. Recording is open from construction and after reset(), and
/// ends with the first submission. The same recording may be submitted again. Not for two threads at once.
///
/// Commands do not order themselves: put compute_barrier() between a write and whatever reads or overwrites it, and
/// host_read_barrier() after the last write of memory that the host reads. Host writes before a submission are seen by
/// it.
class Commands {
public:
    Commands() = default;
    explicit Commands(std::shared_ptr<Context> context, std::string_view debug_name = "commands");
    /// Waits for the last submission.
    ~Commands();
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;
    Commands(Commands&&) noexcept;
    Commands& operator=(Commands&&) noexcept;

    /// Waits for the last submission, forgets the recording and opens a new one.
    void reset();

    /// Runs `groups` workgroups with `push` as push constants (their size <= pipeline.push_bytes()). A dispatch of no
    /// workgroups records nothing.
    ///
    /// @throws Error  internal if a limit on push constants or workgroups is exceeded
    template <typename Push>
    requires std::is_trivially_copyable_v<Push>
    void dispatch(const ComputePipeline& pipeline, const Push& push, Groups groups) {
        dispatch_bytes(pipeline, std::as_bytes(std::span(&push, 1)), groups);
    }
    void dispatch_bytes(const ComputePipeline& pipeline, std::span<const std::byte> push, Groups groups);

    /// As dispatch(), with the three u32 group counts read from `arguments` at `offset` (a multiple of 4).
    template <typename Push>
    requires std::is_trivially_copyable_v<Push>
    void dispatch_indirect(const ComputePipeline& pipeline, const Push& push, const Buffer& arguments,
                           VkDeviceSize offset = 0) {
        dispatch_indirect_bytes(pipeline, std::as_bytes(std::span(&push, 1)), arguments, offset);
    }
    void dispatch_indirect_bytes(const ComputePipeline& pipeline, std::span<const std::byte> push,
                                 const Buffer& arguments, VkDeviceSize offset);

    /// Fills a whole buffer with `value`.
    void fill(const Buffer& buffer, std::uint32_t value);
    /// Fills a part; offset and bytes are multiples of 4. No bytes record nothing.
    void fill(const Buffer& buffer, VkDeviceSize offset, VkDeviceSize bytes, std::uint32_t value);
    /// Copies a part of `source`; no bytes record nothing.
    ///
    /// @throws Error  internal if the range lies outside of a buffer
    void copy(const Buffer& source, const Buffer& target, const CopyRange& range = {});

    /// Compute and transfer writes become visible to later compute and transfer reads and writes and indirect reads.
    void compute_barrier();
    /// Host writes become visible to compute, transfer and indirect reads. A submission does this by itself; it is for
    /// memory that the host writes while the commands wait for something else.
    void upload_barrier();
    /// Compute and transfer writes become visible to the host once the submission is waited for.
    void host_read_barrier();

    /// Every slot becomes unwritten. Belongs before the first timestamp() of a recording.
    void reset_timestamps(const Timestamps& timestamps);
    /// Writes the device's clock into `slot` after all earlier commands.
    void timestamp(const Timestamps& timestamps, std::uint32_t slot);

    [[nodiscard]] const std::shared_ptr<Context>& context() const noexcept { return pool_.context(); }
    [[nodiscard]] VkCommandBuffer handle() const noexcept { return buffer_; }

private:
    friend class Context;
    void begin();
    void finish_recording();
    void require_recording(const char* what) const;
    void bind(const ComputePipeline& pipeline, std::span<const std::byte> push);
    void barrier(const VkMemoryBarrier2& what);
    void wait_for_last() noexcept;

    std::string name_;
    Handle<VkCommandPool, VK_OBJECT_TYPE_COMMAND_POOL, &VolkDeviceTable::vkDestroyCommandPool> pool_;
    VkCommandBuffer buffer_ = VK_NULL_HANDLE;
    bool is_recording_ = false;
    std::uint64_t submitted_value_ = 0;
};

}  // namespace plumb::gpu
