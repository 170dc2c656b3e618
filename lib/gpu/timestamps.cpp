#include "gpu/timestamps.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <limits>
#include <string>
#include <utility>

namespace plumb::gpu {

Timestamps::Timestamps(std::shared_ptr<Context> context, std::uint32_t slot_count, std::string_view debug_name)
    : slot_count_(slot_count) {
    auto info = structure<VkQueryPoolCreateInfo>(VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO);
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = slot_count;
    VkQueryPool pool = VK_NULL_HANDLE;
    check(context->vk().vkCreateQueryPool(context->device(), &info, nullptr, &pool),
          "vkCreateQueryPool (" + std::string(debug_name) + ")");
    pool_ = {std::move(context), pool, debug_name};
    // Slots that are read without having been written must be known to be unwritten.
    pool_.context()->vk().vkResetQueryPool(pool_.context()->device(), pool, 0, slot_count);
}

bool Timestamps::is_supported() const noexcept {
    return pool_.context() && pool_.context()->limits().timestamp_valid_bits != 0;
}

std::vector<double> Timestamps::seconds() const {
    std::vector<double> seconds(slot_count_, 0.0);
    if (!is_supported()) {
        return seconds;
    }
    struct Slot {
        std::uint64_t ticks = 0;
        std::uint64_t is_written = 0;
    };
    std::vector<Slot> slots(slot_count_);
    const Context& context = *pool_.context();
    const VkResult result = context.vk().vkGetQueryPoolResults(
        context.device(), pool_.get(), 0, slot_count_, slots.size() * sizeof(Slot), slots.data(), sizeof(Slot),
        VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WITH_AVAILABILITY_BIT);
    if (result != VK_NOT_READY) {
        check(result, "vkGetQueryPoolResults");
    }
    const std::uint32_t unused_bits = 64 - context.limits().timestamp_valid_bits;
    for (std::uint32_t i = 0; i < slot_count_; ++i) {
        if (slots[i].is_written == 0 || slots[0].is_written == 0) {
            seconds[i] = std::numeric_limits<double>::quiet_NaN();
            continue;
        }
        // The difference modulo the clock's width, as a signed number.
        const auto shifted = static_cast<std::int64_t>((slots[i].ticks - slots[0].ticks) << unused_bits);
        seconds[i] = static_cast<double>(shifted >> unused_bits) * context.limits().timestamp_period_ns * 1e-9;
    }
    return seconds;
}

}  // namespace plumb::gpu
