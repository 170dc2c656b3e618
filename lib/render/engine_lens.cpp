// How an engine makes what depends on the optics of its views.
#include "render/submission.hpp"
#include "shaders/lens_resolve.hpp"
#include "shaders/lens_resolve_unshaded.hpp"
#include "shaders/plain_resolve.hpp"
#include "shaders/resolve.hpp"
#include "shaders/resolve_unshaded.hpp"
#include "shaders/rolling_resolve.hpp"
#include "shaders/rolling_resolve_unshaded.hpp"

#include <array>

namespace plumb::render {

PerPolicy<gpu::ComputePipeline> Engine::make_resolves(Optics optics, ColorStep step) const {
    const bool takes_paths = options_.color.mode == ColorOptions::Mode::path && plan_.need(PassNeeds::shading);
    const bool takes = takes_paths || step == ColorStep::take;
    const auto hdr_row = static_cast<std::uint32_t>(&find_pass("hdr") - pass_table);
    PerPolicy<gpu::ComputePipeline> resolves;
    for (const Policy policy : policies) {
        const std::uint32_t pass_mask = plan_.works[policy].pass_mask;
        if (pass_mask == 0 || (step == ColorStep::add && !plan_.need(policy, PassNeeds::shading))) continue;
        const bool composites = policy == Policy::surface && plan_.composites();
        const bool conserves = options_.color.energy == ColorOptions::Energy::conserving;
        const bool adds = step == ColorStep::add;
        const std::array<std::uint32_t, 8> constants{adds ? 1U << hdr_row : pass_mask,
                                                     composites ? 1U : 0U,
                                                     step == ColorStep::make ? options_.samples : 1,
                                                     scene_gpu_.lobes,
                                                     conserves ? 1U : 0U,
                                                     takes ? 1U : 0U,
                                                     adds ? 1U : 0U,
                                                     band_rows(options_.size)};
        const bool shades = plan_.need(policy, PassNeeds::shading) && !takes;
        const PerOptics<std::span<const std::uint32_t>> shaded{
            {scene_gpu_.lobes == 0 ? shaders::plain_resolve : shaders::resolve, shaders::lens_resolve,
             shaders::rolling_resolve}};
        const PerOptics<std::span<const std::uint32_t>> unshaded{
            {shaders::resolve_unshaded, shaders::lens_resolve_unshaded, shaders::rolling_resolve_unshaded}};
        resolves[policy] = gpu::ComputePipeline(context_, shades ? shaded[optics] : unshaded[optics], "resolve",
                                                constants, sizeof(AddressPush));
    }
    return resolves;
}

void Engine::prepare_optics(Optics optics) {
    if (optics == Optics::matrix || lens_eyes_[optics]) return;
    if (!rays_) rays_ = std::make_unique<RayViews>(context_, scene_.data(), scene_gpu_);
    resolves_[optics] = make_resolves(optics, ColorStep::make);
    lens_eyes_[optics] = std::make_unique<RayEye>(context_, options_.size, optics);
}

Eye& Engine::eye_of(const Submission& submission) {
    if (submission.optics != Optics::matrix) return *lens_eyes_[submission.optics];
    return rasterizer_;
}

bool Engine::sees_by_rays(const Submission& submission) const {
    return ray_eye_ || submission.optics != Optics::matrix;
}

std::uint32_t Engine::ray_moment_count(const Submission& submission) const {
    const bool looks_away = plan_.need(PassNeeds::next_sight) || plan_.need(PassNeeds::previous_sight);
    return submission.optics != Optics::matrix && looks_away ? moment_count_ : 1;
}

}  // namespace plumb::render
