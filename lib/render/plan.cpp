#include "render/plan.hpp"

#include <plumb/error.hpp>

#include <algorithm>

namespace plumb::render {

namespace {

constexpr std::uint32_t largest_edge = 16384;
constexpr std::uint64_t alignment = 256;

void add_output(Plan& plan, const PassInfo& info, Policy policy) {
    const auto row = static_cast<std::uint32_t>(&row_of(info) - pass_table);
    const std::uint64_t pixels = std::uint64_t{plan.size.width} * plan.size.height;
    const auto same = std::ranges::find_if(
        plan.arrays, [&](const Plan::Array& array) { return array.row == row && array.policy == policy; });
    plan.outputs.push_back({&info, static_cast<std::size_t>(same - plan.arrays.begin())});
    plan.names.emplace_back(info.name);
    if (same != plan.arrays.end()) return;
    plan.arrays.push_back({row, policy, pixels * info.channels * size_of(info.type)});
    Plan::Work& work = plan.works[policy];
    work.pass_mask |= 1U << row;
    work.needs = work.needs | info.needs;
}

/// Arrays that no resolve writes; their slots follow those of the table.
void add_coverage(Plan& plan, std::size_t index) {
    const PassInfo& info = coverage_passes()[index];
    const std::uint64_t pixels = std::uint64_t{plan.size.width} * plan.size.height;
    plan.outputs.push_back({&info, plan.arrays.size()});
    plan.names.emplace_back(info.name);
    plan.coverage_arrays[index] = plan.arrays.size();
    plan.arrays.push_back(
        {static_cast<std::uint32_t>(pass_count + index), Policy::surface, pixels * info.channels * size_of(info.type)});
}

}  // namespace

std::uint64_t Plan::offset(std::size_t i, std::uint32_t view_count) const {
    std::uint64_t bytes = 0;
    for (std::size_t k = 0; k < i; ++k)
        bytes += (arrays[k].bytes_per_view * view_count + alignment - 1) / alignment * alignment;
    return bytes;
}

Plan make_plan(Size size, const std::vector<std::string>& passes, bool has_blended, bool is_apart) {
    if (size.width < 1 || size.height < 1 || size.width > largest_edge || size.height > largest_edge)
        throw Error(ErrorCode::invalid_argument, "a renderer of " + std::to_string(size.width) + " x " +
                                                     std::to_string(size.height) + " pixels; each edge must be 1 to " +
                                                     std::to_string(largest_edge));
    if (passes.empty())
        throw Error(ErrorCode::invalid_argument, "a renderer without passes; name at least one of the pass table");
    for (const std::string& name : passes) (void)find_pass(name);
    const auto is_asked_for = [&](const PassInfo& info) {
        return std::ranges::find(passes, info.name) != passes.end();
    };
    Plan plan;
    plan.size = size;
    plan.has_blended = has_blended;
    for (const PassInfo& info : plumb::passes())
        if (is_asked_for(info)) add_output(plan, info, Policy::surface);
    for (const PassInfo& info : through_passes())
        if (is_asked_for(info)) add_output(plan, info, has_blended || is_apart ? Policy::through : Policy::surface);
    for (std::size_t i = 0; i < coverage_passes().size(); ++i)
        if (is_asked_for(coverage_passes()[i])) add_coverage(plan, i);
    return plan;
}

}  // namespace plumb::render
