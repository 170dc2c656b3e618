#include "render/plan.hpp"

#include <plumb/error.hpp>

#include <algorithm>

namespace plumb::render {

namespace {

constexpr std::uint32_t largest_edge = 16384;
constexpr std::uint64_t alignment = 256;

struct Named {
    const PassInfo* pass = nullptr;
    Packing packing = Packing::none;
};

void add_output(Plan& plan, const Named& named, Policy policy) {
    const PassInfo& info = *named.pass;
    const auto row = static_cast<std::uint32_t>(&row_of(info) - pass_table);
    const std::uint64_t pixels = std::uint64_t{plan.size.width} * plan.size.height;
    const PassInfo& stored = packed_pass(info.name, named.packing);
    const auto same = std::ranges::find_if(plan.arrays, [&](const Plan::Array& array) {
        return array.row == row && array.policy == policy && array.packing == named.packing;
    });
    plan.outputs.push_back({&stored, static_cast<std::size_t>(same - plan.arrays.begin())});
    plan.names.emplace_back(info.name);
    if (same != plan.arrays.end()) return;
    plan.arrays.push_back({row, policy, pixels * stored.channels * size_of(stored.type), &stored, named.packing});
    Plan::Work& work = plan.works[policy];
    work.pass_mask |= 1U << row;
    work.needs = work.needs | info.needs;
}

/// Where the resolve writes what no plain array holds.
void add_sources(Plan& plan) {
    const std::uint64_t pixels = std::uint64_t{plan.size.width} * plan.size.height;
    for (const Plan::Array& array : plan.arrays) {
        const auto is_there = [&](const auto& other) { return other.row == array.row && other.policy == array.policy; };
        const bool has_plain = std::ranges::any_of(
            plan.arrays, [&](const Plan::Array& other) { return is_there(other) && other.packing == Packing::none; });
        if (has_plain || std::ranges::any_of(plan.sources, is_there)) continue;
        const PassInfo& info = pass_table[array.row];
        plan.sources.push_back({array.row, array.policy, pixels * info.channels * size_of(info.type)});
    }
}

std::uint64_t offset_of(const auto& arrays, std::size_t i, std::uint32_t view_count) {
    std::uint64_t bytes = 0;
    for (std::size_t k = 0; k < i; ++k)
        bytes += (arrays[k].bytes_per_view * view_count + alignment - 1) / alignment * alignment;
    return bytes;
}

void check_request(const PlanRequest& request) {
    const Size size = request.size;
    if (size.width < 1 || size.height < 1 || size.width > largest_edge || size.height > largest_edge)
        throw Error(ErrorCode::invalid_argument, "a renderer of " + std::to_string(size.width) + " x " +
                                                     std::to_string(size.height) + " pixels; each edge must be 1 to " +
                                                     std::to_string(largest_edge));
    if (request.passes.empty())
        throw Error(ErrorCode::invalid_argument, "a renderer without passes; name at least one of the pass table");
    for (const std::string& name : request.passes) (void)find_pass(name);
    for (const PassFormat& format : request.formats) {
        (void)packed_pass(format.pass, format.packing);
        if (std::ranges::find(request.passes, format.pass) == request.passes.end())
            throw Error(ErrorCode::invalid_argument,
                        "a renderer with a format for pass '" + format.pass + "', which is not among its passes");
        if (std::ranges::count(request.formats, format.pass, &PassFormat::pass) > 1)
            throw Error(ErrorCode::invalid_argument,
                        "a renderer with more than one format for pass '" + format.pass + "'; one is allowed");
    }
}

/// Arrays that no resolve writes; their slots follow those of the table.
void add_coverage(Plan& plan, std::size_t index) {
    const PassInfo& info = coverage_passes()[index];
    const std::uint64_t pixels = std::uint64_t{plan.size.width} * plan.size.height;
    plan.outputs.push_back({&info, plan.arrays.size()});
    plan.names.emplace_back(info.name);
    plan.coverage_arrays[index] = plan.arrays.size();
    plan.arrays.push_back({static_cast<std::uint32_t>(pass_count + index), Policy::surface,
                           pixels * info.channels * size_of(info.type), &info});
}

}  // namespace

std::uint64_t Plan::offset(std::size_t i, std::uint32_t view_count) const {
    return offset_of(arrays, i, view_count);
}

std::uint64_t Plan::source_offset(std::size_t i, std::uint32_t view_count) const {
    return offset_of(sources, i, view_count);
}

Plan make_plan(const PlanRequest& request) {
    check_request(request);
    const auto is_asked_for = [&](const PassInfo& info) {
        return std::ranges::find(request.passes, info.name) != request.passes.end();
    };
    const auto named = [&](const PassInfo& info) {
        const auto format = std::ranges::find(request.formats, info.name, &PassFormat::pass);
        return Named{&info, format == request.formats.end() ? Packing::none : format->packing};
    };
    Plan plan;
    plan.size = request.size;
    plan.has_blended = request.has_blended;
    const Policy behind = request.has_blended || request.is_apart ? Policy::through : Policy::surface;
    for (const PassInfo& info : plumb::passes())
        if (is_asked_for(info)) add_output(plan, named(info), Policy::surface);
    for (const PassInfo& info : through_passes())
        if (is_asked_for(info)) add_output(plan, named(info), behind);
    add_sources(plan);
    for (std::size_t i = 0; i < coverage_passes().size(); ++i)
        if (is_asked_for(coverage_passes()[i])) add_coverage(plan, i);
    return plan;
}

}  // namespace plumb::render
