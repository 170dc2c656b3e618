#include "render/packer.hpp"

#include "shaders/pack.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <string>

namespace plumb::render {

static_assert(sizeof(shared::Misfit) == shared::MISFIT_BYTES);
static_assert(static_cast<std::uint32_t>(Packing::rgb8) == shared::PACK_RGB8);
static_assert(static_cast<std::uint32_t>(Packing::f16) == shared::PACK_F16);
static_assert(static_cast<std::uint32_t>(Packing::u16_mm) == shared::PACK_U16_MM);
static_assert(static_cast<std::uint32_t>(Packing::u16) == shared::PACK_U16);
static_assert(static_cast<std::uint32_t>(Packing::u8) == shared::PACK_U8);

namespace {

struct PackPush {
    std::uint64_t source, target, misfit;
    std::uint32_t count, limit;
};

constexpr float first_above_half = 65520;  // from here on rounding gives infinity
constexpr float first_coarse_flow_px = 128;

bool is_flow(const PassInfo& info) {
    return info.unit == "px";
}

/// What the shader compares with: for halves bits of the first magnitude that is refused, for ids the greatest.
std::uint32_t limit_of(const Plan::Array& array) {
    switch (array.packing) {
        case Packing::f16:
            return std::bit_cast<std::uint32_t>(is_flow(*array.info) ? first_coarse_flow_px : first_above_half);
        case Packing::u16:
            return 65535;
        case Packing::u8:
            return 255;
        default:
            return 0;
    }
}

std::string number(float value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.9g", static_cast<double>(value));
    return text.data();
}

[[noreturn]] void refuse(const Plan::Array& array, const std::string& value, const std::string& limit) {
    throw Error(ErrorCode::invalid_argument, "packing pass '" + std::string(array.info->name) + "' as " +
                                                 std::string(to_string(array.packing)) + ": a value of " + value +
                                                 " does not fit; " + limit);
}

}  // namespace

Packer::Packer(const std::shared_ptr<gpu::Context>& context, const Plan& plan) {
    pipelines_.resize(plan.arrays.size());
    for (std::size_t i = 0; i < plan.arrays.size(); ++i)
        if (plan.arrays[i].packing != Packing::none)
            pipelines_[i] =
                gpu::ComputePipeline(context, shaders::pack, "pack",
                                     std::array{static_cast<std::uint32_t>(plan.arrays[i].packing)}, sizeof(PackPush));
}

std::uint64_t Packer::ring_bytes(const Plan& plan) {
    return UploadRing::bytes_for(plan.arrays.size() * sizeof(shared::Misfit));
}

UploadRing::Part<shared::Misfit> Packer::place(const Plan& plan, UploadRing& ring) {
    const UploadRing::Part<shared::Misfit> part = ring.take<shared::Misfit>(plan.arrays.size());
    std::ranges::fill(part.values, shared::Misfit{0, 0});
    return part;
}

void Packer::record(gpu::Commands& commands, const Plan& plan, const Work& work) const {
    const Plan::Array& array = plan.arrays[work.array];
    const std::uint64_t count = array.bytes_per_view / size_of(array.info->type) * work.view_count;
    const std::uint64_t groups = (count + 63) / 64;
    const auto columns = static_cast<std::uint32_t>(std::min<std::uint64_t>(groups, 65535));
    const auto rows = static_cast<std::uint32_t>((groups + columns - 1) / columns);
    commands.dispatch(
        pipelines_[work.array],
        PackPush{work.source, work.target, work.misfit, static_cast<std::uint32_t>(count), limit_of(array)},
        {columns, rows, 1});
}

void Packer::check(const Plan& plan, std::span<const shared::Misfit> misfits) {
    for (std::size_t i = 0; i < misfits.size(); ++i) {
        const Plan::Array& array = plan.arrays[i];
        const auto [over, not_under] = misfits[i];
        if (over != 0 && array.packing == Packing::f16)
            refuse(array, number(std::bit_cast<float>(over)),
                   is_flow(*array.info) ? "magnitudes below 128 px do, above which rounding exceeds 1/32 px"
                                        : "finite magnitudes below 65520 do");
        if (over != 0 && array.packing == Packing::u16_mm)
            refuse(array, number(std::bit_cast<float>(over)) + " m", "65.535 m is the most");
        if (not_under != 0) refuse(array, number(std::bit_cast<float>(~not_under)) + " m", "0.0005 m is the least");
        if (over != 0) refuse(array, std::to_string(over), std::to_string(limit_of(array)) + " is the greatest");
    }
}

}  // namespace plumb::render
