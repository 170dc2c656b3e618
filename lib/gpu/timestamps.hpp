#pragma once

#include "gpu/context.hpp"
#include "gpu/handle.hpp"

#include <volk.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace plumb::gpu {

/// Slots into which Commands::timestamp() writes the device's clock. Move-only; a default one is empty.
class Timestamps {
public:
    Timestamps() = default;
    Timestamps(std::shared_ptr<Context> context, std::uint32_t slot_count, std::string_view debug_name);

    [[nodiscard]] VkQueryPool handle() const noexcept { return pool_.get(); }
    [[nodiscard]] std::uint32_t slot_count() const noexcept { return slot_count_; }
    /// False where the queue has no clock; all times are then 0.
    [[nodiscard]] bool is_supported() const noexcept;

    /// Seconds of each slot since slot 0 was written; NaN where a slot was not written. Call it once the submission
    /// has finished. A clock that wraps around in between is accounted for.
    [[nodiscard]] std::vector<double> seconds() const;

private:
    std::uint32_t slot_count_ = 0;
    Handle<VkQueryPool, VK_OBJECT_TYPE_QUERY_POOL, &VolkDeviceTable::vkDestroyQueryPool> pool_;
};

}  // namespace plumb::gpu
