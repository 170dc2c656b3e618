#include "render/ray_eye.hpp"

#include "shaders/lens_places.hpp"
#include "shaders/lens_sight.hpp"
#include "shaders/lens_visibility.hpp"
#include "shaders/ray_visibility.hpp"
#include "shaders/rolling_places.hpp"
#include "shaders/rolling_sight.hpp"
#include "shaders/rolling_visibility.hpp"

#include <algorithm>
#include <array>

namespace plumb::render {

namespace {

struct VisibilityPush {
    std::uint64_t frame;
    std::uint64_t words;
    std::int32_t place_x, place_y;
    std::uint32_t first_row, row_count;
};

struct SightPush {
    std::uint64_t frame;
    std::uint64_t words;
    std::uint64_t seen;
    std::uint32_t moment;
    std::uint32_t padding;
};

struct RayPlacesPush {
    std::uint64_t frame;
    std::uint64_t places;
    std::uint64_t seen;
    std::uint32_t place_count;
    std::uint32_t padding;
};

}  // namespace

RayEye::RayEye(std::shared_ptr<gpu::Context> context, Size size, Optics optics)
    : context_(std::move(context)), size_(size), optics_(optics) {}

gpu::ComputePipeline RayEye::pipeline(std::span<const std::uint32_t> words, const char* name, Policy policy,
                                      std::uint32_t push_bytes) const {
    return {context_, words, name, std::array{policy == Policy::through ? 1U : 0U}, push_bytes};
}

void RayEye::record(gpu::Commands& commands, UploadRing& ring, const Look& look) {
    Sample center;
    center.row_count = size_.height;
    record_sample(commands, ring, look, center);
}

void RayEye::record_sample(gpu::Commands& commands, UploadRing& /*ring*/, const Look& look, const Sample& sample) {
    const Policy policy = look.skips_blended ? Policy::through : Policy::surface;
    gpu::ComputePipeline& visibility = visibility_[policy];
    if (!visibility) {
        const PerOptics<std::span<const std::uint32_t>> words{
            {shaders::ray_visibility, shaders::lens_visibility, shaders::rolling_visibility}};
        visibility = pipeline(words[optics_], "ray visibility", policy, sizeof(VisibilityPush));
    }
    commands.compute_barrier();  // what was there before may still be read
    commands.dispatch(visibility,
                      VisibilityPush{look.frame, look.words->address() + look.words_offset, sample.x, sample.y,
                                     sample.first_row, sample.row_count},
                      {(size_.width + 7) / 8, (sample.row_count + 7) / 8, look.view_count});
    commands.compute_barrier();
}

void RayEye::record_sight(gpu::Commands& commands, UploadRing& /*ring*/, const Look& look,
                          const gpu::Buffer& words_now) {
    const Policy policy = look.skips_blended ? Policy::through : Policy::surface;
    gpu::ComputePipeline& sight = sight_[policy];
    if (!sight)
        sight = pipeline(optics_ == Optics::rolling ? shaders::rolling_sight : shaders::lens_sight, "lens sight",
                         policy, sizeof(SightPush));
    commands.dispatch(sight, SightPush{look.frame, words_now.address(), look.words->address(), look.moment, 0},
                      {(size_.width + 7) / 8, (size_.height + 7) / 8, look.view_count});
    commands.compute_barrier();
}

void RayEye::record_places(gpu::Commands& commands, UploadRing& /*ring*/, const Look& look, const Places& places) {
    if (!places_)
        places_ = pipeline(optics_ == Optics::rolling ? shaders::rolling_places : shaders::lens_places, "lens places",
                           Policy::surface, sizeof(RayPlacesPush));
    commands.dispatch(places_, RayPlacesPush{look.frame, places.asked, places.seen, places.count, 0},
                      gpu::folded((places.count + 63) / 64));
}

}  // namespace plumb::render
