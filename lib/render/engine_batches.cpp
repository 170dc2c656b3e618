// How an engine takes batches through the device: what is prepared, what is in flight, what is taken in.
#include "base/batch_content.hpp"
#include "base/parallel.hpp"
#include "render/exposures.hpp"
#include "render/submission.hpp"
#include "render/view_data.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <string>

namespace plumb::render {

namespace {

constexpr std::size_t most_in_flight = 2;  // submissions

}  // namespace

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;

void Engine::check(ShotSpan shots) const {
    const bool is_out_of_reach = options_.memory == FrameMemory::exported && !context_->is_unified_memory();
    in_parallel(shots.size(), threads_for(shots.size() * scene_gpu_.instance_count), [&](std::size_t v) {
        const Shot& shot = shots[v];
        check_shot(scene_.data(), shot);
        if (is_out_of_reach && shot.sensor.jpeg_quality)
            throw Error(ErrorCode::unsupported,
                        "a shot with jpeg_quality = " + std::to_string(*shot.sensor.jpeg_quality) +
                            " for a renderer with memory = exported on the device '" + context_->info().name +
                            "': the host makes that loss, and it cannot write into the device's memory; leave it out "
                            "or render into memory = host");
        check_lenses(shot, plan_.size);
        if (plan_.need(PassNeeds::shading)) check_exposures(shot, options_);
    });
}

std::uint64_t Engine::count_bytes() const noexcept {
    return options_.annotations ? scene_gpu_.instance_count * sizeof(shared::PixelCount) : 0;
}

Batch Engine::render(std::span<const Shot> shots) {
    const auto batch = std::make_shared<PendingBatch>();
    batch->shots = places_of(shots);
    check(ShotSpan(batch->shots));
    batch->frames.resize(shots.size());
    batch->layout = view_layout();
    batch->layout.view_count = static_cast<std::uint32_t>(shots.size());
    if (!shots.empty()) {
        outputs_->provide(*batch);
        launch(batch, 0, batch->layout.view_count);
    }
    settle(*batch);
    if (batch->failure) std::rethrow_exception(batch->failure);
    return assemble(*batch);
}

/// How many of the first shots are drawn in the same way, through the same optics and with exposures or not: a frame's
/// bytes do not depend on its neighbours in a batch.
/// @param most  views that a submission has room for, those of exposures counted
std::uint32_t Engine::alike(ShotSpan shots, std::uint32_t most) const {
    const Optics optics = optics_of(shots.front());
    const bool exposed = is_exposed(shots.front());
    const auto end = std::ranges::find_if(
        shots, [&](const Shot& shot) { return optics_of(shot) != optics || is_exposed(shot) != exposed; });
    const auto count = static_cast<std::uint32_t>(std::ranges::distance(shots.begin(), end));
    return exposed ? std::min(count, std::max(most / (1 + exposure_count(options_)), 1U)) : count;
}

void Engine::launch(const std::shared_ptr<PendingBatch>& batch, std::uint32_t first, std::uint32_t count) {
    const ShotSpan shots = batch->view_shots(first, count);
    for (const Shot& shot : shots) prepare_optics(optics_of(shot));
    const std::uint32_t most = views_per_submission(shots);
    try {
        for (std::uint32_t done = 0; done < count;) {
            const std::uint32_t some = alike(shots.subspan(done, std::min(most, count - done)), most);
            submit(batch, first + done, some);
            done += some;
        }
    } catch (...) {
        settle(*batch);  // what is on its way reads the caller's shots
        throw;
    }
}

/// Prepares and submits some views of a batch.
void Engine::submit(const std::shared_ptr<PendingBatch>& batch, std::uint32_t first, std::uint32_t count) {
    const Clock::time_point start = Clock::now();
    const ShotSpan shots = batch->view_shots(first, count);
    Submission submission;
    submission.batch = batch;
    submission.first_view = first;
    submission.view_count = count;
    submission.optics = optics_of(shots.front());
    annotate(shots, submission);
    ExposedShots exposed;
    if (is_exposed(shots.front())) {
        submission.exposure_count = exposure_count(options_);
        exposed = with_exposures(shots, options_);
    }
    upload(exposed.all.empty() ? shots : ShotSpan(exposed.all), submission);
    record(shots, submission);
    batch->timings.host_prepare_s += seconds_since(start);
    if (!amodal_ && !keypoints_ && !paths_ && submission.exposure_count == 0) {
        fly(std::move(submission));
        return;
    }
    // These keep what they ask and what they are told in one place.
    const std::uint64_t value = context_->submit(commands_);
    if (batch->exported) batch->exported->add_submission(value);
    context_->wait(value);
    take_in(submission, stamps_);
}

/// Submits what was recorded and leaves an unused kit in its place; the oldest submission comes back first if there are
/// too many.
void Engine::fly(Submission&& submission) {
    while (in_flight_.size() >= most_in_flight) land();
    if (spare_kits_.empty())
        spare_kits_.push_back(
            {UploadRing(context_), gpu::Timestamps(context_, stamp_count, "stages"), gpu::Commands(context_, "frame")});
    in_flight_.reserve(most_in_flight);
    const std::uint64_t value = context_->submit(commands_);
    if (submission.batch->exported) submission.batch->exported->add_submission(value);
    ++submission.batch->open_count;
    in_flight_.push_back({std::move(submission), value, {std::move(ring_), std::move(stamps_), std::move(commands_)}});
    SubmissionKit& spare = spare_kits_.back();
    ring_ = std::move(spare.ring);
    stamps_ = std::move(spare.stamps);
    commands_ = std::move(spare.commands);
    spare_kits_.pop_back();
}

/// Takes the oldest submission in. What goes wrong is kept for whoever waits for its batch.
void Engine::land() {
    InFlight oldest = std::move(in_flight_.front());
    in_flight_.erase(in_flight_.begin());
    PendingBatch& batch = *oldest.submission.batch;
    --batch.open_count;
    try {
        context_->wait(oldest.value);
        if (!batch.failure) take_in(oldest.submission, oldest.kit.stamps);
    } catch (...) {
        if (!batch.failure) batch.failure = std::current_exception();
    }
    spare_kits_.push_back(std::move(oldest.kit));
}

/// Makes frames of a submission that has finished.
void Engine::take_in(Submission& submission, const gpu::Timestamps& stamps) {
    context_->check_messages();
    if (packer_) Packer::check(plan_, submission.misfits.values);
    PendingBatch& batch = *submission.batch;
    add_timings(stamps, batch.timings);
    if (paths_) batch.timings.path_rays += paths_->ray_count();
    if (submission.ray_count != nullptr) batch.timings.shadow_rays += *submission.ray_count;
    const Clock::time_point start = Clock::now();
    const ShotSpan shots = batch.view_shots(submission.first_view, submission.view_count);
    compress(shots, submission);
    add_pixels(submission);
    const double amodal_before_s = batch.timings.amodal_s;
    finish_amodal(submission);
    collect(shots, submission);
    batch.timings.annotate_s += seconds_since(start) - (batch.timings.amodal_s - amodal_before_s);
}

void Engine::settle(const PendingBatch& batch) {
    const auto is_of_batch = [&](const InFlight& flying) { return flying.submission.batch.get() == &batch; };
    while (std::ranges::any_of(in_flight_, is_of_batch)) land();
}

Batch Engine::assemble(PendingBatch& batch) const {
    const auto content = std::make_shared<Batch::Content>();
    content->size = plan_.size;
    content->names = plan_.names;
    content->memory = batch.output;
    content->exported = batch.exported;
    if (batch.exported) content->memory = batch.exported;
    const auto* const bytes = batch.output ? static_cast<const std::byte*>(batch.output->mapped()) : nullptr;
    for (const auto& [info, array] : plan_.outputs) {
        content->infos.push_back(info);
        const std::uint64_t offset = batch.output ? batch.layout.array(array, 0) : 0;
        if (batch.exported)
            content->offsets.push_back(offset);
        else if (batch.output)
            content->arrays.emplace_back(bytes + offset, plan_.arrays[array].bytes_per_view * batch.frames.size());
        else
            content->arrays.emplace_back();
    }
    for (std::optional<Frame>& frame : batch.frames) content->frames.push_back(std::move(*frame));
    return Batch(content);
}

}  // namespace plumb::render
