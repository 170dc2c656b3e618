#include "render/plan.hpp"

#include <plumb/error.hpp>

namespace plumb::render {

namespace {

constexpr std::uint32_t largest_edge = 16384;
constexpr std::uint64_t alignment = 256;

}  // namespace

std::uint64_t Plan::offset(std::size_t i, std::uint32_t view_count) const {
    std::uint64_t bytes = 0;
    for (std::size_t k = 0; k < i; ++k)
        bytes += (outputs[k].bytes_per_view * view_count + alignment - 1) / alignment * alignment;
    return bytes;
}

Plan make_plan(Size size, const std::vector<std::string>& passes) {
    if (size.width < 1 || size.height < 1 || size.width > largest_edge || size.height > largest_edge)
        throw Error(ErrorCode::invalid_argument, "a renderer of " + std::to_string(size.width) + " x " +
                                                     std::to_string(size.height) + " pixels; each edge must be 1 to " +
                                                     std::to_string(largest_edge));
    if (passes.empty())
        throw Error(ErrorCode::invalid_argument, "a renderer without passes; name at least one of the pass table");
    Plan plan;
    plan.size = size;
    for (const std::string& name : passes) plan.pass_mask |= 1U << (&find_pass(name) - pass_table);
    for (std::uint32_t row = 0; row < pass_count; ++row) {
        if ((plan.pass_mask >> row & 1U) == 0) continue;
        const PassInfo& info = pass_table[row];
        const std::uint64_t pixels = std::uint64_t{size.width} * size.height;
        plan.outputs.push_back({&info, row, pixels * info.channels * size_of(info.type)});
        plan.names.emplace_back(info.name);
        plan.needs = plan.needs | info.needs;
    }
    return plan;
}

}  // namespace plumb::render
