#include "render/path_tracer.hpp"

#include "shaders/lens_path.hpp"
#include "shaders/path.hpp"
#include "shaders/plain_path.hpp"
#include "shaders/rolling_path.hpp"
#include "shared/frame.h"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace plumb::render {

namespace {

struct PathPush {
    std::uint64_t frame;
    std::uint64_t paths;
    std::uint32_t first_sample;
    std::uint32_t sample_count;
};

/// Paths of one dispatch: a few milliseconds of a GPU, whose watchdogs end what runs for seconds.
constexpr std::uint64_t paths_per_dispatch = 1ULL << 21;

bool has_blending(const scene::SceneData& data) {
    return std::ranges::any_of(
        data.materials, [](const scene::Material& material) { return material.alpha_mode == scene::AlphaMode::blend; });
}

}  // namespace

PathTracer::PathTracer(std::shared_ptr<gpu::Context> context, const scene::SceneData& data,
                       const upload::SceneGpu& scene, const RendererOptions& options)
    : context_(std::move(context)),
      emitters_(context_, data, scene),
      sample_count_(options.color.path_samples),
      filter_(options.filter),
      constants_{has_blending(data) ? 1U : 0U, 0, 0, scene.lobes,
                 options.color.energy == ColorOptions::Energy::conserving ? 1U : 0U} {
    if (sample_count_ < 1 || sample_count_ > 65535)
        throw Error(ErrorCode::invalid_argument,
                    "colour by " + std::to_string(sample_count_) + " paths a pixel; allowed: 1 to 65535");
    ray_count_ = gpu::Buffer(context_, sizeof(std::uint64_t), gpu::Memory::readback, "count of rays");
    pipelines_[Optics::matrix] = gpu::ComputePipeline(context_, scene.lobes == 0 ? shaders::plain_path : shaders::path,
                                                      "path", constants_, sizeof(PathPush));
}

std::uint64_t PathTracer::place(UploadRing& ring, Size size, std::uint32_t view_count) {
    size_ = size;
    view_count_ = view_count;
    const std::uint64_t bytes = bytes_per_view(size) * view_count;
    if (!sums_ || sums_.size() < bytes) {
        sums_ = gpu::Buffer();
        sums_ = gpu::Buffer(context_, bytes, gpu::Memory::device, "sums of paths");
    }
    const UploadRing::Part<shared::Paths> part = ring.take<shared::Paths>(1);
    const bool is_box = filter_ == PixelFilter::box;
    part.values[0] = {sums_.address(), ray_count_.address(),
                      is_box ? shared::FILTER_BOX : shared::FILTER_BLACKMAN_HARRIS, 0};
    paths_ = part.address;
    return sums_.address();
}

void PathTracer::record(gpu::Commands& commands, std::span<const std::uint64_t> frames, Optics optics,
                        const std::function<void()>& pause) {
    const std::uint64_t pixels = std::uint64_t{size_.width} * size_.height * view_count_;
    const auto step = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(paths_per_dispatch / pixels, 1, 16));
    gpu::ComputePipeline& pipeline = pipelines_[optics];
    if (!pipeline)
        pipeline = gpu::ComputePipeline(context_, optics == Optics::lens ? shaders::lens_path : shaders::rolling_path,
                                        "path by lens", constants_, sizeof(PathPush));
    commands.fill(ray_count_, 0);
    commands.compute_barrier();
    std::uint32_t done = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto end = static_cast<std::uint32_t>(std::uint64_t{sample_count_} * (i + 1) / frames.size());
        while (done < end) {
            const std::uint32_t count = std::min(step, end - done);
            commands.dispatch(pipeline, PathPush{frames[i], paths_, done, count},
                              {(size_.width + 7) / 8, (size_.height + 7) / 8, view_count_});
            commands.compute_barrier();
            done += count;
            if (done < sample_count_) pause();
        }
    }
}

}  // namespace plumb::render
