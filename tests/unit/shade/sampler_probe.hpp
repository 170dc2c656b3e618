#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "gpu/pipeline.hpp"
#include "histogram.hpp"
#include "render/aces_table.hpp"
#include "render/emitters.hpp"
#include "render/ray_views.hpp"
#include "render/shading_data.hpp"
#include "render/upload_ring.hpp"
#include "render/view_data.hpp"
#include "shaders/sampler_probe.h"
#include "upload/scene_gpu.hpp"

#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::render {

/// Asks the samplers of light and of the camera in one shot, with the buffers that an engine would make for it.
class SamplerProbe {
public:
    SamplerProbe(const Scene& scene, const Shot& shot);
    ~SamplerProbe();
    SamplerProbe(const SamplerProbe&) = delete;
    SamplerProbe& operator=(const SamplerProbe&) = delete;

    [[nodiscard]] std::vector<shared::SamplerAnswer> ask(std::span<const shared::SamplerQuery> queries) const;

private:
    void pose(const ViewData& views);

    std::shared_ptr<gpu::Context> context_;
    upload::SceneGpu scene_;
    Emitters emitters_;
    RayViews rays_;
    EnvironmentCache environments_;
    AcesTable aces_;
    UploadRing ring_;
    gpu::Buffer posed_positions_;
    gpu::ComputePipeline pipeline_;
    std::uint64_t frame_ = 0;  ///< address
};

/// A sampler in a shot, and the bins in which its directions are counted.
struct SamplerCase {
    std::string name;
    Scene scene;
    Shot shot;
    std::uint32_t kind = shared::SAMPLES_LIGHTS;
    glm::dvec3 point{0};      ///< from which light is looked for, world
    glm::dvec3 direction{0};  ///< that the sampler itself needs, world
    Partition partition{};    ///< of directions of the world
    double elsewhere = 0;     ///< share of samples that have no direction, or none that a path could find
    /// Density of a direction of the world where the sampler tells none; none: the one that a path would tell.
    std::function<double(const glm::dvec3&)> density{};
};

/// What can be wrong in a sampler or its density.
struct SamplerFault {
    std::string name;
    std::function<void(shared::SamplerQuery&)> draw{};             ///< changes what is drawn
    std::function<double(const glm::dvec3& direction)> density{};  ///< factor of it, by direction of the world
};

/// Histogram of 200,000 samples, with what falls outside in a last bin.
Histogram histogram_of(const SamplerCase& sampler, const SamplerFault& fault = {});

/// Share of samples whose density, or whose radiance, is not within 1/1000 of what a path tells that comes upon the
/// same direction by itself.
double share_told_otherwise(const SamplerCase& sampler);

}  // namespace plumb::render
