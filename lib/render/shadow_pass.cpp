#include "render/shadow_pass.hpp"

#include "shaders/lens_shadow.hpp"
#include "shaders/rolling_shadow.hpp"
#include "shaders/shadow.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace plumb::render {

namespace {

struct ShadowPush {
    std::uint64_t frame;
    std::uint64_t work;
};

constexpr std::uint32_t most_light_samples = 256;

[[noreturn]] void refuse(const char* what, const std::string& value, const char* allowed) {
    throw Error(ErrorCode::invalid_argument,
                std::string("a renderer with color.") + what + " = " + value + "; it must be " + allowed);
}

}  // namespace

void check_color(const ColorOptions& options) {
    if (options.light_samples < 1 || options.light_samples > most_light_samples)
        refuse("light_samples", std::to_string(options.light_samples), "1 to 256");
    if (options.ambient_samples > most_light_samples)
        refuse("ambient_samples", std::to_string(options.ambient_samples), "0 to 256");
    if (!(options.ambient_distance_m > 0))
        refuse("ambient_distance_m", std::to_string(options.ambient_distance_m), "above 0");
}

bool traces(const ColorOptions& options) {
    return options.shadows || options.ambient_samples > 0;
}

ShadowPass::ShadowPass(std::shared_ptr<gpu::Context> context, const ColorOptions& options, Size size)
    : context_(std::move(context)), options_(options), size_(size) {
    pipelines_[Optics::matrix] = make_pipeline(shaders::shadow);
}

gpu::ComputePipeline ShadowPass::make_pipeline(std::span<const std::uint32_t> words) const {
    return {context_, words, "shadow", std::array{options_.ambient_samples == 0 ? 0U : 1U}, sizeof(ShadowPush)};
}

std::uint32_t ShadowPass::stride_of(ShotSpan shots) {
    std::size_t most = 0;
    for (const Shot& shot : shots) most = std::max(most, shot.lights.size());
    return static_cast<std::uint32_t>(most + 1);
}

std::uint64_t ShadowPass::view_bytes(Size size, ShotSpan shots) {
    return std::uint64_t{size.width} * size.height * stride_of(shots) * sizeof(std::uint64_t);
}

std::uint64_t ShadowPass::reserve(Policy policy, ShotSpan shots, std::uint32_t samples) {
    const std::uint64_t bytes = view_bytes(size_, shots) * shots.size() * samples;
    gpu::Buffer& shares = shares_[policy];
    make_room(shares, context_, bytes, gpu::Memory::device, "shares of light");
    return shares.address();
}

const std::uint64_t* ShadowPass::count_into(UploadRing& ring) {
    const UploadRing::Part<std::uint64_t> part = ring.take<std::uint64_t>(1);
    part.values[0] = 0;
    ray_count_ = part.address;
    return part.values.data();
}

void ShadowPass::record(gpu::Commands& commands, UploadRing& ring, const Look& look, ShotSpan shots) {
    const UploadRing::Part<shared::Shadows> part = ring.take<shared::Shadows>(1);
    shared::Shadows work{};
    work.surface = look.words[Policy::surface];
    work.through = look.words[Policy::through];
    work.first_surface = look.first_words[Policy::surface];
    work.first_through = look.first_words[Policy::through];
    work.is_through = look.policy == Policy::through ? 1 : 0;
    work.sample_index = look.sample_index;
    work.x = look.place.x;
    work.y = look.place.y;
    work.shares = shares_[look.policy].address() + look.sample_index * view_bytes(size_, shots) * shots.size();
    work.ray_count = ray_count_;
    work.stride = stride_of(shots);
    work.has_light_shadows = options_.shadows ? 1 : 0;
    work.light_samples = options_.light_samples;
    work.ambient_samples = options_.ambient_samples;
    work.ambient_distance_m = options_.ambient_distance_m;
    part.values[0] = work;
    gpu::ComputePipeline& pipeline = pipelines_[look.optics];
    if (!pipeline)
        pipeline = make_pipeline(look.optics == Optics::lens ? shaders::lens_shadow : shaders::rolling_shadow);
    commands.dispatch(pipeline, ShadowPush{look.frame, part.address},
                      {(size_.width + 7) / 8, (size_.height + 7) / 8, static_cast<std::uint32_t>(shots.size())});
}

}  // namespace plumb::render
