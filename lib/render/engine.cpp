#include "render/engine.hpp"

#include "render/exposures.hpp"
#include "render/rolling_views.hpp"
#include "render/sample_pattern.hpp"
#include "render/submission.hpp"
#include "render/view_data.hpp"
#include "shaders/count.hpp"
#include "shaders/pose.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>

namespace plumb::render {

namespace {

struct PosePush {
    std::uint64_t frame;
    std::uint64_t pose;
    std::uint64_t draws;
    std::uint32_t draw_index;
    std::uint32_t padding;
};

constexpr std::uint64_t most_bytes = 512ULL << 20;  // of one array of a submission

const RendererOptions& checked(const RendererOptions& options) {
    if (options.amodal && !options.annotations)
        throw Error(ErrorCode::invalid_argument,
                    "a renderer with amodal = true and annotations = false; what is amodal is part of the annotations");
    if (!options.keypoints.empty() && !options.annotations)
        throw Error(ErrorCode::invalid_argument,
                    "a renderer with keypoints and annotations = false; keypoints are part of the annotations");
    const bool is_direct = options.color.mode == ColorOptions::Mode::direct;
    if (is_direct && (options.samples < 1 || options.samples > most_samples))
        throw Error(ErrorCode::invalid_argument, "a renderer with " + std::to_string(options.samples) +
                                                     " samples a pixel; 1 to " + std::to_string(most_samples) +
                                                     " are allowed");
    check_color(options.color);
    return options;
}

/// Options of which those that paths have no use for are off.
RendererOptions without_idle(RendererOptions options) {
    if (options.color.mode == ColorOptions::Mode::direct) return options;
    options.samples = 1;
    options.color.shadows = false;
    options.color.ambient_samples = 0;
    return options;
}

}  // namespace

Engine::Engine(const Device& device, const Scene& scene, const RendererOptions& options, const EngineTuning& tuning,
               const EngineParts& parts)
    : scene_(scene),
      given_(checked(options)),
      options_(without_idle(given_)),
      tuning_(tuning),
      plan_(make_plan({options.size, options.passes, options.formats})),  // refuses before anything is uploaded
      context_(device.context()),
      device_info_(std::make_shared<const DeviceInfo>(device.info())),
      scene_gpu_part_(parts.scene ? parts.scene
                                  : std::make_shared<const upload::SceneGpu>(context_, scene.data(),
                                                                             plan_.need(PassNeeds::shading))),
      scene_gpu_(*scene_gpu_part_),
      moment_count_(plan_.has_neighbours() ? 3 : 1),
      rasterizer_(context_, scene_gpu_, options.size, tuning.rasterizer),
      ring_(context_),
      environments_(context_, options.color.mode == ColorOptions::Mode::path),
      aces_(context_),
      outputs_(parts.outputs ? parts.outputs : std::make_shared<const Outputs>(context_, options.memory)),
      stamps_(context_, stamp_count, "stages"),
      commands_(context_, "frame") {
    plan_ =
        make_plan({options.size, options.passes, options.formats, scene_gpu_.has_blended, parts.tells_through_apart});
    if (std::ranges::any_of(plan_.arrays, [](const Plan::Array& array) { return array.packing != Packing::none; }))
        packer_.emplace(context_, plan_);
    resolves_[Optics::matrix] = make_resolves(Optics::matrix, ColorStep::make);
    const bool takes_paths = options.color.mode == ColorOptions::Mode::path && plan_.need(PassNeeds::shading);
    if (options_.visibility == Visibility::rays)
        ray_eye_ = std::make_unique<RayEye>(context_, options_.size, Optics::matrix);
    if (plan_.need(PassNeeds::shading) && traces(options_.color))
        shadow_pass_ = std::make_unique<ShadowPass>(context_, options_.color, options_.size);
    if (takes_paths) paths_ = std::make_unique<PathTracer>(context_, scene_.data(), scene_gpu_, options_);
    if (ray_eye_ || shadow_pass_ || takes_paths)
        rays_ = std::make_unique<RayViews>(context_, scene_.data(), scene_gpu_);
    if (!scene_gpu_.pose_draws.empty())
        pose_ = gpu::ComputePipeline(context_, shaders::pose, "pose", {}, sizeof(PosePush));
    if (options_.annotations) count_ = gpu::ComputePipeline(context_, shaders::count, "count", {}, sizeof(AddressPush));
    if (options_.annotations) extents_.emplace(scene_.data(), annotation::DeformedExtents::Use::often);
    if (options_.annotations) keypoints_.emplace(context_, scene.data(), options_.keypoints);
    if (keypoints_ && keypoints_->is_empty()) keypoints_.reset();
    if (plan_.coverage_kinds() != 0) coverage_.emplace(context_, options.size, tuning.coverage_bytes);
    if (options_.amodal) amodal_.emplace(context_, rasterizer_, tuning.amodal_bytes);
}

bool Engine::looks(Policy policy) const {
    const bool is_of_use = policy == Policy::surface ? options_.annotations : plan_.composites();
    return plan_.works[policy].pass_mask != 0 || is_of_use;
}

bool Engine::shadows(Policy policy) const {
    if (!shadow_pass_) return false;
    return policy == Policy::surface ? plan_.need(policy, PassNeeds::shading) : plan_.composites();
}

std::uint32_t Engine::views_per_submission(ShotSpan shots) const {
    if (tuning_.most_views != 0) return tuning_.most_views;
    const std::uint64_t pixels = std::uint64_t{plan_.size.width} * plan_.size.height;
    const Optics optics = lens_eyes_[Optics::rolling] ? Optics::rolling : Optics::lens;  // of which a view takes most
    std::uint64_t largest = std::max(
        {pixels * sizeof(shared::Query), pixels * 8 * (options_.samples - 1), plan_.offset(plan_.arrays.size(), 1),
         plan_.source_offset(plan_.sources.size(), 1), std::uint64_t{scene_gpu_.draw_cluster_count} * 8,
         view_bytes(scene_.data(), scene_gpu_, optics, moment_count_) + rolling_bytes(scene_.data(), moment_count_),
         std::uint64_t{scene_gpu_.posed_vertex_count} * 12 * moment_count_ * phase_count_of(optics)});
    if (shadow_pass_) largest = std::max(largest, options_.samples * ShadowPass::view_bytes(plan_.size, shots));
    if (paths_) largest = std::max(largest, PathTracer::bytes_per_view(plan_.size));
    const bool has_lenses = lens_eyes_[Optics::lens] || lens_eyes_[Optics::rolling];
    const std::uint64_t ray_moments = has_lenses ? moment_count_ : 1;
    const std::uint64_t of_rays =
        rays_ ? ray_moments * std::max(rays_->bytes_per_view(), rays_->posed_bytes_per_view(phase_count_of(optics)))
              : 0;
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(most_bytes / std::max(largest, of_rays), 1, most_views_at_once));
}

void Engine::upload(ShotSpan shots, Submission& submission) {
    const auto view_count = static_cast<std::uint32_t>(shots.size());  // with those of exposures
    const ShotSpan own = shots.first(submission.view_count);
    std::uint64_t bytes =
        policies.size() *
        (UploadRing::bytes_for(sizeof(shared::Frame)) + UploadRing::bytes_for(sizeof(shared::Resolve)) +
         options_.samples * ShadowPass::ring_bytes + 16 + 3 * Rasterizer::ring_bytes);
    bytes += sizeof(shared::Pose) + 256;
    bytes += view_bytes(scene_.data(), scene_gpu_, submission.optics, moment_count_) * view_count + 64;
    if (submission.optics == Optics::rolling) bytes += rolling_bytes(scene_.data(), moment_count_) * view_count + 64;
    for (const Shot& shot : shots) bytes += shading_bytes(shot);
    bytes += material_bytes(scene_.data(), shots, moment_count_) + draw_set_bytes(shots);
    bytes += policies.size() * options_.samples * Rasterizer::ring_bytes +
             UploadRing::bytes_for(options_.samples * sizeof(SamplePlace));
    bytes += exposure_bytes(submission);
    if (coverage_) {
        coverage_->plan(submission.view_count, plan_.coverage_kinds());
        bytes += coverage_->ring_bytes();
    }
    if (amodal_ && !sees_by_rays(submission)) bytes += amodal_->ring_bytes();
    if (paths_) bytes += PathTracer::ring_bytes + paths_->emitters().bytes_per_view() * shots.size();
    const std::uint32_t ray_slots = view_count * ray_moment_count(submission);
    if (rays_) bytes += (rays_->bytes_per_view() + sizeof(shared::RayView)) * ray_slots + 256;
    if (keypoints_) bytes += keypoints_->ring_bytes();
    if (packer_) bytes += Packer::ring_bytes(plan_);
    ring_.start(bytes);
    rasterizer_.reserve(submission.view_count);

    const std::uint32_t phase_count = phase_count_of(submission.optics);
    const std::uint64_t posed = std::uint64_t{scene_gpu_.posed_vertex_count} * view_count * phase_count;
    make_room(posed_positions_, context_, posed * moment_count_ * 12, gpu::Memory::device, "posed positions");
    if (plan_.need(PassNeeds::surface) || plan_.need(PassNeeds::shading)) {
        make_room(posed_normals_, context_, posed * 12, gpu::Memory::device, "posed normals");
        make_room(posed_tangents_, context_, posed * 16, gpu::Memory::device, "posed tangents");
    }

    const ViewData views =
        write_views(scene_.data(), scene_gpu_, shots, plan_.size, submission.optics, moment_count_, ring_);
    if (submission.optics != Optics::matrix) write_aside(shots, submission.view_count, options_, views.lenses.values);
    shared::Frame frame{};
    scene_gpu_.describe(frame);
    write_materials(scene_.data(), shots, moment_count_, ring_, frame);
    write_draw_sets(shots, ring_, frame);
    frame.cameras = views.cameras.address;
    frame.instance_moments = views.instance_moments.address;
    frame.lenses = submission.optics == Optics::matrix ? 0 : views.lenses.address;
    if (submission.optics == Optics::rolling)
        write_rolling(scene_.data(), scene_gpu_, shots, moment_count_, ring_, frame);
    if (plan_.need(PassNeeds::shading)) {
        const UploadRing::Part<shared::ViewShading> shadings = write_shadings(shots, environments_, aces_, ring_);
        write_apertures(shots, plan_.size, shadings.values);
        if (paths_) paths_->emitters().write(scene_.data(), scene_gpu_, shots, ring_, shadings.values);
        frame.shadings = shadings.address;
    }
    frame.posed_positions = posed_positions_.address();
    frame.posed_normals = posed_normals_.address();
    frame.posed_tangents = posed_tangents_.address();
    frame.width = plan_.size.width;
    frame.height = plan_.size.height;
    frame.view_count = submission.view_count;
    frame.moment_count = moment_count_;
    frame.phase_count = phase_count;

    if (rays_) rays_->write(scene_.data(), scene_gpu_, shots, ray_moment_count(submission), ring_, frame);

    write_resolves(own, frame, submission);
    write_exposures(own, frame, submission);
    const UploadRing::Part<shared::Pose> pose_part = ring_.take<shared::Pose>(1);
    pose_part.values[0] = {views.joints.address, views.weights.address, scene_gpu_.joint_count,
                           scene_.data().weight_count};
    submission.pose = pose_part.address;
    if (amodal_ && !sees_by_rays(submission)) amodal_->upload(ring_);
    if (keypoints_) keypoints_->upload(ring_);
}

void Engine::write_resolves(ShotSpan shots, const shared::Frame& frame, Submission& submission) {
    place_output(submission);
    const Submission::Target& target = submission.target;
    const std::uint64_t pixels = std::uint64_t{plan_.size.width} * plan_.size.height * submission.view_count;
    const auto words = [&](bool is_needed, gpu::Buffer& buffer, const char* name) -> std::uint64_t {
        if (!is_needed) return 0;
        make_room(buffer, context_, pixels * 8, gpu::Memory::device, name);
        return buffer.address();
    };
    const UploadRing::Part<SamplePlace> places = ring_.take<SamplePlace>(options_.samples);
    std::ranges::copy(sample_places(options_.filter, options_.samples), places.values.begin());
    PerPolicy<std::uint64_t> samples{};
    for (const Policy policy : policies)
        if (has_samples(policy)) {
            make_room(sightings_[policy].samples, context_, pixels * 8 * (options_.samples - 1), gpu::Memory::device,
                      "visibility of samples");
            samples[policy] = sightings_[policy].samples.address();
        }
    const std::uint64_t path_sums = paths_ ? paths_->place(ring_, plan_.size, submission.view_count) : 0;
    if (submission.exposure_count != 0 && !paths_) prepare_exposures(submission);
    const std::uint64_t through = words(looks(Policy::through), sightings_[Policy::through].words, "visibility");
    PerPolicy<std::uint64_t> shares{};
    for (const Policy policy : policies)
        if (shadows(policy)) shares[policy] = shadow_pass_->reserve(policy, shots, options_.samples);
    if (shadow_pass_) submission.ray_count = shadow_pass_->count_into(ring_);
    for (const Policy policy : policies) {
        Sighting& sighting = sightings_[policy];
        const UploadRing::Part<shared::Frame> frame_part = ring_.take<shared::Frame>(1);
        shared::Frame policy_frame = frame;
        for (std::uint32_t row = 0; row < pass_count; ++row)
            policy_frame.outputs[row] = resolved(submission, row, policy);
        frame_part.values[0] = policy_frame;
        submission.frame[policy] = frame_part.address;
        const UploadRing::Part<shared::Resolve> resolve_part = ring_.take<shared::Resolve>(1);
        resolve_part.values[0] = {
            words(looks(policy), sighting.words, "visibility"),
            through,
            words(plan_.need(policy, PassNeeds::next_sight), sighting.next_sight, "sight at next"),
            words(plan_.need(policy, PassNeeds::previous_sight), sighting.previous_sight, "sight at previous"),
            target.counts(),
            samples[Policy::surface],
            samples[Policy::through],
            places.address,
            shares[policy],
            shares[Policy::through],
            ShadowPass::stride_of(shots),
            1.0F / static_cast<float>(paths_ ? options_.color.path_samples : options_.samples),
            submission.exposure_count != 0 && !paths_ ? exposures_->sums[policy].address() : path_sums};
        submission.resolve[policy] = resolve_part.address;
    }
}

void Engine::record_poses(const Submission& submission, std::uint32_t view_count) {
    for (std::size_t i = 0; i < scene_gpu_.pose_draws.size(); ++i)
        commands_.dispatch(pose_,
                           PosePush{submission.frame[Policy::surface], submission.pose, scene_gpu_.pose_draw_table,
                                    static_cast<std::uint32_t>(i), 0},
                           {(scene_gpu_.pose_draws[i].vertex_count + 63) / 64,
                            moment_count_ * phase_count_of(submission.optics), view_count});
    if (!scene_gpu_.pose_draws.empty()) commands_.compute_barrier();
    if (rays_) rays_->record(commands_, submission.frame[Policy::surface], view_count, ray_moment_count(submission));
}

void Engine::record_visibility(const Submission& submission, std::uint64_t frame, Policy policy,
                               const gpu::Buffer& words) {
    Eye& eye = ray_eye_ && submission.optics == Optics::matrix ? *ray_eye_ : eye_of(submission);
    eye.record(commands_, ring_, {frame, shared::NOW, policy == Policy::through, &words, 0, submission.view_count});
}

void Engine::record_looks(const Submission& submission) {
    const auto look = [&](Policy policy, std::uint32_t moment, gpu::Buffer& words) {
        return Rasterizer::Look{submission.frame[policy], moment, policy == Policy::through, &words, 0,
                                submission.view_count};
    };
    for (const Policy policy : policies)
        if (looks(policy)) record_visibility(submission, submission.frame[policy], policy, sightings_[policy].words);
    if (submission.exposure_count == 0) record_samples(submission);
    commands_.timestamp(stamps_, after_visibility);
    Eye& eye = eye_of(submission);
    for (const Policy policy : policies) {
        Sighting& sighting = sightings_[policy];
        if (plan_.need(policy, PassNeeds::next_sight))
            eye.record_sight(commands_, ring_, look(policy, shared::NEXT, sighting.next_sight), sighting.words);
        if (plan_.need(policy, PassNeeds::previous_sight))
            eye.record_sight(commands_, ring_, look(policy, shared::PREVIOUS, sighting.previous_sight), sighting.words);
    }
    commands_.timestamp(stamps_, after_sight);
}

void Engine::record(ShotSpan shots, Submission& submission) {
    const std::uint32_t view_count = submission.view_count;
    const gpu::Buffer& target = submission.target.is_output ? *submission.batch->output : device_output_;
    commands_.reset();
    commands_.reset_timestamps(stamps_);
    commands_.timestamp(stamps_, at_start);
    record_poses(submission, view_count * (1 + submission.exposure_count));
    commands_.timestamp(stamps_, after_pose);

    record_looks(submission);
    record_coverage(submission);
    record_shadows(shots, submission);
    if (paths_)
        record_paths(submission);
    else if (submission.exposure_count != 0)
        record_exposures(shots, submission);
    commands_.timestamp(stamps_, after_paths);
    const bool is_summed_up = submission.exposure_count != 0 && !paths_;
    const PerPolicy<gpu::ComputePipeline>& resolves =
        is_summed_up ? exposures_->pipelines[submission.optics].take : resolves_[submission.optics];
    for (const Policy policy : policies) {
        if (plan_.works[policy].pass_mask == 0) continue;
        commands_.dispatch(resolves[policy], AddressPush{submission.frame[policy], submission.resolve[policy]},
                           resolve_groups(plan_.size, view_count));
    }
    record_packing(submission);
    commands_.timestamp(stamps_, after_resolve);
    record_counts(submission, target);
    if (!submission.target.is_output) record_readback(submission);
    record_counts_readback(submission, target);
    record_host_copy(submission);
    commands_.host_read_barrier();
    commands_.timestamp(stamps_, at_end);
}

void Engine::add_timings(const gpu::Timestamps& stamps, RenderTimings& timings) const {
    if (!stamps.is_supported()) return;
    const std::vector<double> at = stamps.seconds();
    timings.pose_s += at[after_pose] - at[at_start];
    timings.visibility_s += at[after_visibility] - at[after_pose];
    timings.sight_s += at[after_sight] - at[after_visibility];
    timings.coverage_s += at[after_coverage] - at[after_sight];
    if (shadow_pass_) timings.shadow_s += at[after_shadow] - at[after_coverage];
    timings.paths_s += at[after_paths] - at[after_shadow];
    timings.resolve_s += at[after_resolve] - at[after_paths];
    timings.annotate_s += at[after_count] - at[after_resolve];
    timings.amodal_s += at[after_amodal] - at[after_count];
    timings.readback_s += at[at_end] - at[after_amodal];
}

void Engine::collect(ShotSpan shots, Submission& submission) {
    PendingBatch& batch = *submission.batch;
    const auto* const bytes = static_cast<const std::byte*>(batch.output->mapped());
    for (std::uint32_t v = 0; v < submission.view_count; ++v) {
        const auto content = std::make_shared<Frame::Content>();
        content->size = plan_.size;
        content->time_s = shots[v].time_s;
        content->dt_s = shots[v].dt_s;
        content->provenance = {shots[v].animation, shots[v].environment, shots[v].sensor,
                               device_info_,       shots[v].draws,       shots[v].address,
                               given_.color,       shots[v].aperture,    shots[v].shutter};
        content->names = plan_.names;
        content->memory = batch.output;
        content->exported = batch.exported;
        for (const auto& [info, array] : plan_.outputs) {
            const std::uint64_t offset = batch.layout.array(array, submission.slot(v));
            content->infos.push_back(info);
            if (batch.exported)
                content->offsets.push_back(offset);
            else
                content->arrays.emplace_back(bytes + offset, plan_.arrays[array].bytes_per_view);
        }
        if (options_.annotations) content->annotations = std::move(submission.annotations[v]);
        if (amodal_) content->amodal = std::move(submission.masks[v]);
        batch.frames[submission.slot(v)] = Frame(content);
    }
}

}  // namespace plumb::render
