#pragma once

#include "annotate/posed_extent.hpp"
#include "base/frame_content.hpp"
#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "gpu/timestamps.hpp"
#include "render/amodal.hpp"
#include "render/coverage.hpp"
#include "render/keypoints.hpp"
#include "render/optics.hpp"
#include "render/outputs.hpp"
#include "render/packer.hpp"
#include "render/path_tracer.hpp"
#include "render/pending_batch.hpp"
#include "render/plan.hpp"
#include "render/rasterizer.hpp"
#include "render/ray_alone.hpp"
#include "render/ray_eye.hpp"
#include "render/ray_views.hpp"
#include "render/shading_data.hpp"
#include "render/shadow_pass.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "upload/scene_gpu.hpp"

#include <plumb/renderer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace plumb::render {

/// What only tests set.
struct EngineTuning {
    std::uint32_t most_views = 0;  ///< views a submission at most; 0 chooses by memory
    RasterizerTuning rasterizer{};
    std::uint64_t amodal_bytes = 0;    ///< of amodal regions at once; 0 chooses
    std::uint64_t amodal_rays = 0;     ///< of one dispatch; 0 chooses
    std::uint64_t coverage_bytes = 0;  ///< of samples at once; 0 chooses
    std::uint64_t memory_bytes = 0;    ///< of frames that share memory; 0 chooses
};

/// What the engines of one renderer have in common.
struct EngineParts {
    std::shared_ptr<const upload::SceneGpu> scene;  ///< made anew if there is none
    std::shared_ptr<const Outputs> outputs;         ///< likewise
    bool tells_through_apart = false;               ///< passes `NAME_through` have arrays of their own in any scene
};

/// Turns shots of one scene into frames of one size.
class Engine {
public:
    Engine(const Device& device, const Scene& scene, const RendererOptions& options, const EngineTuning& tuning = {},
           const EngineParts& parts = {});

    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) = delete;

    Batch render(std::span<const Shot> shots);

    /// @throws Error  as Renderer::render() for a shot that cannot be rendered
    void check(ShotSpan shots) const;
    /// Bytes of the counted pixels of a view.
    [[nodiscard]] std::uint64_t count_bytes() const noexcept;
    /// Where one view lies in memory, before any other is beside it.
    [[nodiscard]] OutputLayout view_layout() const noexcept { return {&plan_, 1, count_bytes()}; }
    /// Prepares and submits `count` shots of a batch from `first` on, in one submission or several, two of them on
    /// their way at a time. Nothing else waits for the device, so that the next shots are prepared while these are
    /// drawn.
    /// @param batch  checked, with its memory; its shots stay as they are until settle() has returned
    void launch(const std::shared_ptr<PendingBatch>& batch, std::uint32_t first, std::uint32_t count);
    /// Waits for what was launched of a batch and takes it in, with all that was launched before it.
    void settle(const PendingBatch& batch);
    /// A batch whose frames are all there.
    [[nodiscard]] Batch assemble(PendingBatch& batch) const;

    [[nodiscard]] const std::shared_ptr<const upload::SceneGpu>& scene_gpu() const noexcept { return scene_gpu_part_; }

private:
    struct Submission;
    struct InFlight;
    [[nodiscard]] std::uint32_t views_per_submission(ShotSpan shots) const;
    [[nodiscard]] std::uint32_t alike(ShotSpan shots, std::uint32_t most) const;
    void submit(const std::shared_ptr<PendingBatch>& batch, std::uint32_t first, std::uint32_t count);
    void fly(Submission&& submission);
    void land();
    void take_in(Submission& submission, const gpu::Timestamps& stamps);
    /// Makes what views through these optics need and others do not.
    void prepare_optics(Optics optics);
    /// What sees the views of a submission, beside their pixel centres.
    [[nodiscard]] Eye& eye_of(const Submission& submission);
    /// Whether rays see the pixel centres of a submission.
    [[nodiscard]] bool sees_by_rays(const Submission& submission) const;
    /// Of which moments rays can ask in a submission.
    [[nodiscard]] std::uint32_t ray_moment_count(const Submission& submission) const;
    /// What a resolve does with colour: works it out, adds it to sums, or takes it from sums.
    enum class ColorStep : std::uint8_t { make, add, take };
    [[nodiscard]] PerPolicy<gpu::ComputePipeline> make_resolves(Optics optics, ColorStep step) const;
    void upload(ShotSpan shots, Submission& submission);
    void record(ShotSpan shots, Submission& submission);
    [[nodiscard]] bool has_samples(Policy policy) const;
    void record_samples(const Submission& submission);
    void record_coverage(const Submission& submission);
    void record_looks(const Submission& submission);
    void record_counts(const Submission& submission, const gpu::Buffer& target);
    void record_readback(const Submission& submission);
    void record_counts_readback(const Submission& submission, const gpu::Buffer& target);
    void record_host_copy(const Submission& submission);
    static std::uint32_t end_of_run(const Submission& submission, std::uint32_t first);
    [[nodiscard]] Rasterizer::Look look_now(const Submission& submission);
    void annotate(ShotSpan shots, Submission& submission);
    void record_amodal(const Submission& submission, std::uint32_t round);
    void finish_amodal(Submission& submission);
    /// What draws instances alone for views through these optics, where rays see them; made when first needed.
    RayAlone& ray_alone(Optics optics);
    void add_pixels(Submission& submission) const;
    /// @param frame  address of a shared::Frame of the submission's views
    void record_visibility(const Submission& submission, std::uint64_t frame, Policy policy, const gpu::Buffer& words);
    /// Submits what was recorded so far and waits for it: Context::wait() gives up on what takes a device too long.
    void let_finish();
    void record_paths(const Submission& submission);
    /// Whether the colour of a shot is a sum over views of its own, see has_exposures().
    [[nodiscard]] bool is_exposed(const Shot& shot) const;
    [[nodiscard]] std::uint64_t exposure_bytes(const Submission& submission) const;
    void prepare_exposures(const Submission& submission);
    void write_exposures(ShotSpan shots, const shared::Frame& frame, Submission& submission);
    void record_exposures(ShotSpan shots, const Submission& submission);
    void record_shadows(ShotSpan shots, const Submission& submission);
    void record_poses(const Submission& submission, std::uint32_t view_count);
    void collect(ShotSpan shots, Submission& submission);
    void compress(ShotSpan shots, const Submission& submission) const;
    void add_timings(const gpu::Timestamps& stamps, RenderTimings& timings) const;
    [[nodiscard]] bool looks(Policy policy) const;
    /// Whether the surfaces of a policy are shadowed.
    [[nodiscard]] bool shadows(Policy policy) const;
    /// Says where the shaders write what is read back.
    void place_output(Submission& submission);
    /// Where the resolve writes a row of the pass table, or what packing it starts from.
    [[nodiscard]] std::uint64_t resolved(const Submission& submission, std::uint32_t row, Policy policy) const;
    void record_packing(const Submission& submission);
    void write_resolves(ShotSpan shots, const shared::Frame& frame, Submission& submission);

    /// What a policy's rays meet.
    struct Sighting {
        gpu::Buffer words, next_sight, previous_sight;  ///< uint64, [view][y][x]
        gpu::Buffer samples;                            ///< uint64, [sample - 1][view][y][x]
    };

    /// What direct colour of shutters and apertures is summed up with.
    struct Exposures {
        struct Pipelines {
            bool exist = false;
            PerPolicy<gpu::ComputePipeline> add, take;
        };
        PerOptics<Pipelines> pipelines;  ///< made when first needed
        PerPolicy<gpu::Buffer> words, sums;
    };

    Scene scene_;
    RendererOptions given_;
    RendererOptions options_;  ///< as they act
    EngineTuning tuning_;
    Plan plan_;
    std::shared_ptr<gpu::Context> context_;
    std::shared_ptr<const DeviceInfo> device_info_;  ///< shared by all frames
    std::shared_ptr<const upload::SceneGpu> scene_gpu_part_;
    const upload::SceneGpu& scene_gpu_;
    std::uint32_t moment_count_;
    Rasterizer rasterizer_;
    gpu::ComputePipeline pose_, count_;
    std::optional<Packer> packer_;                        ///< if something is packed
    gpu::Buffer sources_;                                 ///< Plan::sources of all views of a submission
    std::optional<Coverage> coverage_;                    ///< if it was asked for
    std::optional<Amodal> amodal_;                        ///< if it was asked for
    std::optional<annotation::DeformedExtents> extents_;  ///< if there are annotations
    std::optional<Keypoints> keypoints_;                  ///< if there are any
    PerPolicy<Sighting> sightings_;
    PerOptics<PerPolicy<gpu::ComputePipeline>> resolves_;  ///< absent if no pass is asked for
    std::unique_ptr<PathTracer> paths_;                    ///< where colour is asked for by paths
    std::unique_ptr<RayViews> rays_;                       ///< where something asks for rays
    std::unique_ptr<RayEye> ray_eye_;                      ///< where rays are asked for by name
    PerOptics<std::unique_ptr<RayEye>> lens_eyes_;         ///< once a view has such optics; none of matrices
    PerOptics<std::unique_ptr<RayAlone>> ray_alone_;       ///< once asked for
    std::unique_ptr<Exposures> exposures_;                 ///< once a shot has any, in direct colour
    std::unique_ptr<ShadowPass> shadow_pass_;              ///< where colour needs rays
    gpu::Buffer posed_positions_, posed_normals_, posed_tangents_;
    gpu::Buffer device_output_;
    UploadRing ring_;  // with stamps_ and commands_ the kit of the submission that is being prepared
    EnvironmentCache environments_;
    AcesTable aces_;
    std::shared_ptr<const Outputs> outputs_;
    gpu::Timestamps stamps_;
    gpu::Commands commands_;
    std::vector<SubmissionKit> spare_kits_;
    std::vector<InFlight> in_flight_;  ///< oldest first
};

}  // namespace plumb::render
