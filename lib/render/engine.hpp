#pragma once

#include "base/frame_content.hpp"
#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "gpu/timestamps.hpp"
#include "render/amodal.hpp"
#include "render/coverage.hpp"
#include "render/keypoints.hpp"
#include "render/output_pool.hpp"
#include "render/path_tracer.hpp"
#include "render/plan.hpp"
#include "render/rasterizer.hpp"
#include "render/ray_views.hpp"
#include "render/shading_data.hpp"
#include "render/shadow_pass.hpp"
#include "render/upload_ring.hpp"
#include "upload/scene_gpu.hpp"

#include <plumb/renderer.hpp>

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
    std::uint64_t coverage_bytes = 0;  ///< of samples at once; 0 chooses
};

/// Turns shots of one scene into frames: the whole of plumb::Renderer but its argument defaults.
class Engine {
public:
    Engine(const Device& device, const Scene& scene, const RendererOptions& options, const EngineTuning& tuning = {});

    std::vector<Frame> render(std::span<const Shot> shots);

    [[nodiscard]] const RendererOptions& options() const noexcept { return given_; }
    [[nodiscard]] const RenderTimings& last_timings() const noexcept { return timings_; }
    [[nodiscard]] double upload_s() const noexcept { return upload_s_; }

private:
    struct Submission;
    [[nodiscard]] std::uint32_t views_per_submission(std::span<const Shot> shots) const;
    void render_some(std::span<const Shot> shots, std::vector<Frame>& frames);
    void upload(std::span<const Shot> shots, Submission& submission);
    void record(std::span<const Shot> shots, Submission& submission);
    [[nodiscard]] bool has_samples(Policy policy) const;
    void record_samples(const Submission& submission);
    void record_coverage(const Submission& submission);
    void record_looks(const Submission& submission);
    void record_counts(const Submission& submission, const gpu::Buffer& target);
    [[nodiscard]] Rasterizer::Look look_now(const Submission& submission);
    void annotate(std::span<const Shot> shots, Submission& submission);
    void finish_amodal(Submission& submission);
    void add_pixels(Submission& submission) const;
    void record_visibility(const Submission& submission, Policy policy);
    void record_shadows(std::span<const Shot> shots, const Submission& submission);
    void record_poses(const Submission& submission, std::uint32_t view_count);
    void collect(std::span<const Shot> shots, Submission& submission, std::vector<Frame>& frames);
    void compress(std::span<const Shot> shots, const Submission& submission) const;
    void add_timings();
    [[nodiscard]] bool looks(Policy policy) const;
    /// Whether the surfaces of a policy are shadowed.
    [[nodiscard]] bool shadows(Policy policy) const;
    /// Makes room for what is read back. @return its address for the shaders
    std::uint64_t place_output(Submission& submission);
    void write_resolves(std::span<const Shot> shots, const shared::Frame& frame, Submission& submission);

    /// What a policy's rays meet, and the passes that are made of it.
    struct Sighting {
        gpu::ComputePipeline resolve;                   ///< absent if no pass is asked for
        gpu::Buffer words, next_sight, previous_sight;  ///< uint64, [view][y][x]
        gpu::Buffer samples;                            ///< uint64, [sample - 1][view][y][x]
    };

    Scene scene_;
    RendererOptions given_;
    RendererOptions options_;  ///< as they act
    EngineTuning tuning_;
    Plan plan_;
    std::shared_ptr<gpu::Context> context_;
    std::shared_ptr<const DeviceInfo> device_info_;  ///< shared by all frames
    double upload_s_ = 0;
    upload::SceneGpu scene_gpu_;
    std::uint32_t moment_count_;
    Rasterizer rasterizer_;
    gpu::ComputePipeline pose_, count_;
    std::optional<Coverage> coverage_;    ///< if it was asked for
    std::optional<Amodal> amodal_;        ///< if it was asked for
    std::optional<Keypoints> keypoints_;  ///< if there are any
    PerPolicy<Sighting> sightings_;
    std::unique_ptr<PathTracer> paths_;  ///< where colour is asked for by paths
    std::unique_ptr<RayViews> rays_;     ///< where something asks for rays
    PerPolicy<gpu::ComputePipeline> ray_visibility_;
    std::unique_ptr<ShadowPass> shadow_pass_;  ///< where colour needs rays
    gpu::Buffer posed_positions_, posed_normals_, posed_tangents_;
    gpu::Buffer device_output_;
    UploadRing ring_;
    EnvironmentCache environments_;
    std::shared_ptr<OutputPool> outputs_;
    gpu::Timestamps stamps_;
    gpu::Commands commands_;
    RenderTimings timings_;
};

}  // namespace plumb::render
