// What an engine says of each instance, beside the passes.
#include "annotate/describe.hpp"
#include "annotate/reach.hpp"
#include "base/parallel.hpp"
#include "render/submission.hpp"

namespace plumb::render {

/// All that is known before anything is drawn, and where each instance will be drawn alone.
void Engine::annotate(ShotSpan shots, Submission& submission) {
    if (!options_.annotations) return;
    submission.annotations.resize(shots.size());
    in_parallel(shots.size(), threads_for(shots.size() * scene_gpu_.instance_count), [&](std::size_t v) {
        submission.annotations[v] = annotation::describe(scene_, *extents_, shots[v], plan_.size);
    });
    if (keypoints_) keypoints_->plan(shots, plan_.size, submission.annotations);
    if (!amodal_) return;
    submission.masks.resize(shots.size());
    if (!sees_by_rays(submission))
        amodal_->plan(annotation::reaches(submission.annotations, plan_.size), scene_gpu_.instance_count);
}

Rasterizer::Look Engine::look_now(const Submission& submission) {
    return {submission.frame[Policy::surface],  shared::NOW, false,
            &sightings_[Policy::surface].words, 0,           submission.view_count};
}

void Engine::record_counts(const Submission& submission, const gpu::Buffer& target) {
    const OutputLayout& layout = submission.target.layout;
    const std::uint64_t count_bytes = layout.count_bytes * submission.view_count;
    if (count_bytes > 0) {
        commands_.fill(target, layout.counts(submission.target.first_view), count_bytes, 0);
        commands_.compute_barrier();
        const std::uint32_t runs = (plan_.size.width + 31) / 32;
        commands_.dispatch(count_, AddressPush{submission.frame[Policy::surface], submission.resolve[Policy::surface]},
                           gpu::folded((std::uint64_t{runs} * plan_.size.height + 63) / 64, submission.view_count));
    }
    if (keypoints_) keypoints_->record(commands_, ring_, eye_of(submission), look_now(submission));
    commands_.timestamp(stamps_, after_count);
    if (amodal_ && !sees_by_rays(submission)) record_amodal(submission, 0);
    commands_.timestamp(stamps_, after_amodal);
}

void Engine::record_amodal(const Submission& submission, std::uint32_t round) {
    const Rasterizer::Look look = look_now(submission);
    amodal_->record(commands_, look.frame, round, [&](const Rasterizer::Alone& alone) {
        if (sees_by_rays(submission)) return ray_alone(submission.optics).record(commands_, look, alone);
        return rasterizer_.record_alone(commands_, ring_, look, alone);
    });
}

RayAlone& Engine::ray_alone(Optics optics) {
    std::unique_ptr<RayAlone>& alone = ray_alone_[optics];
    if (!alone) alone = std::make_unique<RayAlone>(context_, plan_.size, optics, tuning_.amodal_rays);
    return *alone;
}

/// Goes through the rounds that no submission has taken along: of the rasterizer all but the first, of rays all, since
/// they have to find out first how far instances reach.
void Engine::finish_amodal(Submission& submission) {
    if (!amodal_) return;
    const Clock::time_point start = Clock::now();
    std::uint32_t round = 0;
    if (sees_by_rays(submission)) {
        RayAlone& rays = ray_alone(submission.optics);
        amodal_->plan(rays.measure(commands_, look_now(submission), scene_gpu_.instance_count),
                      scene_gpu_.instance_count);
        rays.ring().start(amodal_->ring_bytes());
        amodal_->upload(rays.ring());
    } else {
        amodal_->take(round++, submission.annotations, submission.masks);
    }
    for (; round < amodal_->round_count(); ++round) {
        commands_.reset();
        record_amodal(submission, round);
        commands_.host_read_barrier();
        context_->run(commands_);
        context_->check_messages();
        amodal_->take(round, submission.annotations, submission.masks);
    }
    submission.batch->timings.amodal_s += seconds_since(start);
}

void Engine::add_pixels(Submission& submission) const {
    const PendingBatch& batch = *submission.batch;
    const std::size_t instance_count = scene_gpu_.instance_count, view_count = submission.annotations.size();
    in_parallel(view_count, threads_for(view_count * instance_count), [&](std::size_t v) {
        const std::uint32_t slot = submission.slot(static_cast<std::uint32_t>(v));
        const auto* counts = reinterpret_cast<const shared::PixelCount*>(batch.counted(slot));
        std::vector<PixelCount> seen(instance_count);
        for (PixelCount& pixels : seen) {
            const shared::PixelCount& count = *counts++;
            pixels = {count.pixels, {~count.not_x_min, ~count.not_y_min, count.x_end, count.y_end}};
        }
        annotation::add_counts(submission.annotations[v], seen);
    });
    if (keypoints_) keypoints_->take(submission.annotations);
}

}  // namespace plumb::render
