// What an engine says of each instance, beside the passes.
#include "annotate/describe.hpp"
#include "render/submission.hpp"

namespace plumb::render {

/// All that is known before anything is drawn, and where each instance will be drawn alone.
void Engine::annotate(std::span<const Shot> shots, Submission& submission) {
    if (!options_.annotations) return;
    for (const Shot& shot : shots) submission.annotations.push_back(annotation::describe(scene_, shot, plan_.size));
    if (keypoints_) keypoints_->plan(shots, plan_.size, submission.annotations);
    if (!amodal_) return;
    submission.masks.resize(shots.size());
    amodal_->plan(submission.annotations, plan_.size);
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
                           {(runs + 63) / 64, plan_.size.height, submission.view_count});
    }
    if (keypoints_) keypoints_->record(commands_, ring_, eye_of(submission), look_now(submission));
    commands_.timestamp(stamps_, after_count);
    if (amodal_) amodal_->record(commands_, ring_, rasterizer_, look_now(submission), 0);
    commands_.timestamp(stamps_, after_amodal);
}

/// Takes what the first round has found and goes through the others.
void Engine::finish_amodal(Submission& submission) {
    if (!amodal_) return;
    amodal_->take(0, submission.annotations, submission.masks);
    for (std::uint32_t round = 1; round < amodal_->round_count(); ++round) {
        const Clock::time_point start = Clock::now();
        commands_.reset();
        amodal_->record(commands_, ring_, rasterizer_, look_now(submission), round);
        commands_.host_read_barrier();
        context_->run(commands_);
        context_->check_messages();
        amodal_->take(round, submission.annotations, submission.masks);
        submission.batch->timings.amodal_s += seconds_since(start);
    }
}

void Engine::add_pixels(Submission& submission) const {
    const PendingBatch& batch = *submission.batch;
    std::vector<PixelCount> seen(scene_gpu_.instance_count);
    for (std::uint32_t v = 0; v < submission.annotations.size(); ++v) {
        const auto* counts = reinterpret_cast<const shared::PixelCount*>(batch.counted(submission.slot(v)));
        for (PixelCount& pixels : seen) {
            const shared::PixelCount& count = *counts++;
            pixels = {count.pixels, {~count.not_x_min, ~count.not_y_min, count.x_end, count.y_end}};
        }
        annotation::add_counts(submission.annotations[v], seen);
    }
    if (keypoints_) keypoints_->take(submission.annotations);
}

}  // namespace plumb::render
