#include "gpu/commands.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <utility>

namespace plumb::gpu {

namespace {

constexpr VkPipelineStageFlags2 work_stages =
    VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT;
constexpr VkAccessFlags2 work_writes = VK_ACCESS_2_SHADER_WRITE_BIT | VK_ACCESS_2_TRANSFER_WRITE_BIT;
constexpr VkPipelineStageFlags2 reading_stages = work_stages | VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT;
constexpr VkAccessFlags2 later_accesses =
    work_writes | VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_TRANSFER_READ_BIT | VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT;

[[noreturn]] void refuse(const std::string& commands, const std::string& what) {
    throw Error(ErrorCode::internal, "commands '" + commands + "': " + what);
}

}  // namespace

Groups folded(std::uint64_t count, std::uint32_t z) noexcept {
    const std::uint64_t x = std::clamp<std::uint64_t>(count, 1, 32768);
    return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>((count + x - 1) / x), z};
}

Commands::Commands(std::shared_ptr<Context> context, std::string_view debug_name) : name_(debug_name) {
    auto pool_info = structure<VkCommandPoolCreateInfo>(VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO);
    pool_info.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
    pool_info.queueFamilyIndex = context->queue_family();
    VkCommandPool pool = VK_NULL_HANDLE;
    check(context->vk().vkCreateCommandPool(context->device(), &pool_info, nullptr, &pool),
          "vkCreateCommandPool (" + name_ + ")");
    pool_ = {context, pool, name_};
    auto info = structure<VkCommandBufferAllocateInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO);
    info.commandPool = pool;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    check(context->vk().vkAllocateCommandBuffers(context->device(), &info, &buffer_),
          "vkAllocateCommandBuffers (" + name_ + ")");
    context->name_object(VK_OBJECT_TYPE_COMMAND_BUFFER, (std::uint64_t)buffer_, name_);
    begin();
}

Commands::~Commands() {
    wait_for_last();
}

Commands::Commands(Commands&& other) noexcept
    : name_(std::move(other.name_)),
      pool_(std::move(other.pool_)),
      buffer_(std::exchange(other.buffer_, VK_NULL_HANDLE)),
      is_recording_(std::exchange(other.is_recording_, false)),
      submitted_value_(std::exchange(other.submitted_value_, 0)) {}

Commands& Commands::operator=(Commands&& other) noexcept {
    if (this != &other) {
        wait_for_last();
        name_ = std::move(other.name_);
        pool_ = std::move(other.pool_);
        buffer_ = std::exchange(other.buffer_, VK_NULL_HANDLE);
        is_recording_ = std::exchange(other.is_recording_, false);
        submitted_value_ = std::exchange(other.submitted_value_, 0);
    }
    return *this;
}

void Commands::wait_for_last() noexcept {
    if (!pool_ || submitted_value_ == 0) {
        return;
    }
    try {
        context()->wait(submitted_value_);
    } catch (const std::exception&) {
        // A device that does not answer has been reported to whoever waited for its results.
        return;
    }
}

void Commands::reset() {
    context()->wait(std::exchange(submitted_value_, 0));
    is_recording_ = false;
    check(context()->vk().vkResetCommandPool(context()->device(), pool_.get(), 0),
          "vkResetCommandPool (" + name_ + ")");
    begin();
}

void Commands::begin() {
    const auto info = structure<VkCommandBufferBeginInfo>(VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO);
    check(context()->vk().vkBeginCommandBuffer(buffer_, &info), "vkBeginCommandBuffer (" + name_ + ")");
    is_recording_ = true;
    compute_barrier();
}

void Commands::finish_recording() {
    if (std::exchange(is_recording_, false)) {
        check(context()->vk().vkEndCommandBuffer(buffer_), "vkEndCommandBuffer (" + name_ + ")");
    }
}

void Commands::require_recording(const char* what) const {
    if (!is_recording_) {
        refuse(name_, std::string(what) + " after the recording was submitted; reset() opens a new one");
    }
}

void Commands::bind(const ComputePipeline& pipeline, std::span<const std::byte> push) {
    require_recording("a dispatch");
    if (push.size() > pipeline.push_bytes() || push.size() % 4 != 0) {
        refuse(name_, "dispatch of '" + pipeline.name() + "' with " + std::to_string(push.size()) +
                          " bytes of push constants; a multiple of 4 of at most " +
                          std::to_string(pipeline.push_bytes()) + " is allowed");
    }
    const VolkDeviceTable& vk = context()->vk();
    vk.vkCmdBindPipeline(buffer_, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle());
    if (!push.empty()) {
        vk.vkCmdPushConstants(buffer_, pipeline.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              static_cast<std::uint32_t>(push.size()), push.data());
    }
}

void Commands::dispatch_bytes(const ComputePipeline& pipeline, std::span<const std::byte> push, Groups groups) {
    const std::uint32_t counts[3] = {groups.x, groups.y, groups.z};
    for (int axis = 0; axis < 3; ++axis) {
        const std::uint32_t limit = context()->limits().max_group_count[axis];
        if (counts[axis] > limit) {
            refuse(name_, "dispatch of '" + pipeline.name() + "' with " + std::to_string(counts[axis]) +
                              " workgroups along axis " + std::to_string(axis) + "; at most " + std::to_string(limit) +
                              " are allowed");
        }
    }
    bind(pipeline, push);
    if (groups.x != 0 && groups.y != 0 && groups.z != 0) {
        context()->vk().vkCmdDispatch(buffer_, groups.x, groups.y, groups.z);
    }
}

void Commands::dispatch_indirect_bytes(const ComputePipeline& pipeline, std::span<const std::byte> push,
                                       const Buffer& arguments, VkDeviceSize offset) {
    constexpr VkDeviceSize argument_bytes = sizeof(VkDispatchIndirectCommand);
    if (offset % 4 != 0 || offset > arguments.size() || arguments.size() - offset < argument_bytes) {
        refuse(name_, "indirect dispatch of '" + pipeline.name() + "' reads 12 bytes at " + std::to_string(offset) +
                          " of a buffer of " + std::to_string(arguments.size()) +
                          " bytes; a multiple of 4 within it is allowed");
    }
    bind(pipeline, push);
    context()->vk().vkCmdDispatchIndirect(buffer_, arguments.handle(), offset);
}

void Commands::fill(const Buffer& buffer, std::uint32_t value) {
    require_recording("a fill");
    context()->vk().vkCmdFillBuffer(buffer_, buffer.handle(), 0, VK_WHOLE_SIZE, value);
}

void Commands::fill(const Buffer& buffer, VkDeviceSize offset, VkDeviceSize bytes, std::uint32_t value) {
    require_recording("a fill");
    if (offset % 4 != 0 || bytes % 4 != 0 || offset > buffer.size() || buffer.size() - offset < bytes) {
        refuse(name_, "fill of " + std::to_string(bytes) + " bytes at " + std::to_string(offset) + " of a buffer of " +
                          std::to_string(buffer.size()) + " bytes; multiples of 4 within it are allowed");
    }
    if (bytes != 0) {
        context()->vk().vkCmdFillBuffer(buffer_, buffer.handle(), offset, bytes, value);
    }
}

void Commands::copy(const Buffer& source, const Buffer& target, const CopyRange& range) {
    require_recording("a copy");
    const bool starts_inside = range.source_offset <= source.size() && range.target_offset <= target.size();
    const VkDeviceSize rest = starts_inside ? source.size() - range.source_offset : 0;
    const VkDeviceSize bytes = range.bytes == VK_WHOLE_SIZE ? rest : range.bytes;
    if (!starts_inside || bytes > rest || bytes > target.size() - range.target_offset) {
        refuse(name_, "copy of " + std::to_string(bytes) + " bytes from " + std::to_string(range.source_offset) +
                          " of " + std::to_string(source.size()) + " to " + std::to_string(range.target_offset) +
                          " of " + std::to_string(target.size()) + "; both must lie inside");
    }
    if (bytes != 0) {
        const VkBufferCopy region{range.source_offset, range.target_offset, bytes};
        context()->vk().vkCmdCopyBuffer(buffer_, source.handle(), target.handle(), 1, &region);
    }
}

void Commands::barrier(const VkMemoryBarrier2& what) {
    require_recording("a barrier");
    auto info = structure<VkDependencyInfo>(VK_STRUCTURE_TYPE_DEPENDENCY_INFO);
    info.memoryBarrierCount = 1;
    info.pMemoryBarriers = &what;
    context()->vk().vkCmdPipelineBarrier2(buffer_, &info);
}

void Commands::compute_barrier() {
    barrier({VK_STRUCTURE_TYPE_MEMORY_BARRIER_2, nullptr, work_stages, work_writes, reading_stages, later_accesses});
}

void Commands::upload_barrier() {
    barrier({VK_STRUCTURE_TYPE_MEMORY_BARRIER_2, nullptr, VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_WRITE_BIT,
             reading_stages, later_accesses});
}

void Commands::host_read_barrier() {
    barrier({VK_STRUCTURE_TYPE_MEMORY_BARRIER_2, nullptr, work_stages, work_writes, VK_PIPELINE_STAGE_2_HOST_BIT,
             VK_ACCESS_2_HOST_READ_BIT});
}

void Commands::reset_timestamps(const Timestamps& timestamps) {
    require_recording("a reset of timestamps");
    if (timestamps.is_supported()) {
        context()->vk().vkCmdResetQueryPool(buffer_, timestamps.handle(), 0, timestamps.slot_count());
    }
}

void Commands::timestamp(const Timestamps& timestamps, std::uint32_t slot) {
    require_recording("a timestamp");
    if (slot >= timestamps.slot_count()) {
        refuse(name_, "timestamp into slot " + std::to_string(slot) + " of " + std::to_string(timestamps.slot_count()));
    }
    if (timestamps.is_supported()) {
        context()->vk().vkCmdWriteTimestamp2(buffer_, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, timestamps.handle(), slot);
    }
}

}  // namespace plumb::gpu
