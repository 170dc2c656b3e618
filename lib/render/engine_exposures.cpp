// How an engine makes colour of more than one instant, or of more than a pinhole: every exposure is a view of its own,
// behind those of the shots, and colour the mean over them.
#include "render/exposures.hpp"
#include "render/submission.hpp"
#include "shared/lens.h"
#include "shared/lobes.h"

#include <vector>

namespace plumb::render {

namespace {

/// A frame whose view 0 is another one's view `first`.
shared::Frame from_view(shared::Frame frame, std::uint64_t first) {
    const std::uint64_t slots = first * frame.moment_count;
    const auto move = [](std::uint64_t& address, std::uint64_t bytes) {
        if (address != 0) address += bytes;
    };
    move(frame.cameras, slots * sizeof(shared::CameraMoment));
    move(frame.instance_moments, slots * frame.instance_count * sizeof(shared::InstanceMoment));
    move(frame.lenses, slots * sizeof(shared::Lens));
    move(frame.shadings, first * sizeof(shared::ViewShading));
    move(frame.posed_positions, slots * frame.posed_vertex_count * 12);
    move(frame.posed_normals, first * frame.posed_vertex_count * 12);
    move(frame.posed_tangents, first * frame.posed_vertex_count * 16);
    move(frame.ray_views, first * frame.ray_moment_count * sizeof(shared::RayView));
    move(frame.draw_sets, first * sizeof(std::uint32_t));
    move(frame.materials, first * frame.material_stride * sizeof(shared::Material));
    move(frame.material_lobes, first * frame.material_stride * sizeof(shared::MaterialLobes));
    return frame;
}

}  // namespace

bool Engine::is_exposed(const Shot& shot) const {
    return plan_.need(PassNeeds::shading) && has_exposures(shot, options_.color.mode);
}

std::uint64_t Engine::exposure_bytes(const Submission& submission) const {
    const std::uint64_t one = UploadRing::bytes_for(sizeof(shared::Frame)) +
                              UploadRing::bytes_for(sizeof(shared::Resolve)) + ShadowPass::ring_bytes +
                              Rasterizer::ring_bytes;
    return submission.exposure_count * policies.size() * one;
}

/// Pipelines at the first need, buffers for as many views as there are.
void Engine::prepare_exposures(const Submission& submission) {
    if (!exposures_) exposures_ = std::make_unique<Exposures>();
    Exposures::Pipelines& pipelines = exposures_->pipelines[submission.optics];
    if (!pipelines.exist)
        pipelines = {true, make_resolves(submission.optics, ColorStep::add),
                     make_resolves(submission.optics, ColorStep::take)};
    const std::uint64_t pixels = std::uint64_t{plan_.size.width} * plan_.size.height * submission.view_count;
    for (const Policy policy : policies) {
        if (plan_.need(policy, PassNeeds::shading) || (policy == Policy::through && plan_.composites()))
            make_room(exposures_->words[policy], context_, pixels * 8, gpu::Memory::device, "visibility of exposures");
        if (plan_.need(policy, PassNeeds::shading))
            make_room(exposures_->sums[policy], context_, pixels * 16, gpu::Memory::device, "sums of exposures");
    }
}

void Engine::write_exposures(ShotSpan shots, const shared::Frame& frame, Submission& submission) {
    const std::uint64_t shares_of_sample = ShadowPass::view_bytes(plan_.size, shots) * submission.view_count;
    PerPolicy<std::uint64_t> shares{};
    for (const Policy policy : policies)
        if (shadows(policy)) shares[policy] = shadow_pass_->reserve(policy, shots, options_.samples);
    for (std::uint32_t i = 0; i < submission.exposure_count; ++i) {
        PerPolicy<std::uint64_t>& frames = submission.exposures.emplace_back();
        PerPolicy<std::uint64_t>& resolves = submission.exposure_resolves.emplace_back();
        const shared::Frame moved = from_view(frame, std::uint64_t{i + 1} * submission.view_count);
        for (const Policy policy : policies) {
            const UploadRing::Part<shared::Frame> frame_part = ring_.take<shared::Frame>(1);
            frame_part.values[0] = moved;
            frames[policy] = frame_part.address;
            if (paths_) continue;
            const UploadRing::Part<shared::Resolve> part = ring_.take<shared::Resolve>(1);
            const auto shares_at = [&](Policy of) { return shares[of] == 0 ? 0 : shares[of] + i * shares_of_sample; };
            shared::Resolve resolve{};
            resolve.depth_and_reference = exposures_->words[policy].address();
            resolve.through = exposures_->words[Policy::through].address();
            resolve.shares = shares_at(policy);
            resolve.through_shares = shares_at(Policy::through);
            resolve.share_stride = ShadowPass::stride_of(shots);
            resolve.path_sums = exposures_->sums[policy].address();
            part.values[0] = resolve;
            resolves[policy] = part.address;
        }
    }
}

void Engine::let_finish() {
    context_->run(commands_);
    commands_.reset();
}

void Engine::record_paths(const Submission& submission) {
    std::vector<std::uint64_t> frames;
    for (const PerPolicy<std::uint64_t>& exposure : submission.exposures) frames.push_back(exposure[Policy::surface]);
    if (frames.empty()) frames.push_back(submission.frame[Policy::surface]);
    paths_->record(commands_, frames, submission.optics, [this] { let_finish(); });
}

void Engine::record_exposures(ShotSpan shots, const Submission& submission) {
    for (const Policy policy : policies)
        if (exposures_->sums[policy]) commands_.fill(exposures_->sums[policy], 0);
    commands_.compute_barrier();
    for (std::uint32_t i = 0; i < submission.exposure_count; ++i) {
        const PerPolicy<std::uint64_t>& frames = submission.exposures[i];
        PerPolicy<std::uint64_t> words{};
        for (const Policy policy : policies) {
            const gpu::Buffer& seen = exposures_->words[policy];
            words[policy] = seen.address();
            if (seen) record_visibility(submission, frames[policy], policy, seen);
        }
        for (const Policy policy : policies)
            if (shadows(policy))
                shadow_pass_->record(commands_, ring_,
                                     {policy, frames[policy], words, {}, i, SamplePlace{}, submission.optics}, shots);
        commands_.compute_barrier();
        for (const Policy policy : policies)
            if (plan_.need(policy, PassNeeds::shading))
                commands_.dispatch(exposures_->pipelines[submission.optics].add[policy],
                                   AddressPush{frames[policy], submission.exposure_resolves[i][policy]},
                                   resolve_groups(plan_.size, submission.view_count));
        commands_.compute_barrier();
        let_finish();
    }
}

}  // namespace plumb::render
