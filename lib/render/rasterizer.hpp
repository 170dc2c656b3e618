#pragma once

#include "gpu/buffer.hpp"
#include "gpu/commands.hpp"
#include "gpu/pipeline.hpp"
#include "render/eye.hpp"
#include "render/upload_ring.hpp"
#include "shared/frame.h"
#include "upload/scene_gpu.hpp"

#include <plumb/shot.hpp>

#include <cstdint>
#include <memory>

namespace plumb::render {

/// What changes the speed and no answer.
struct RasterizerTuning {
    /// Entries of the queue of large triangles; 0 chooses by image size. What does not fit is walked in place: slower,
    /// never lost.
    std::uint32_t tile_capacity = 0;
    /// From how many queries in a pixel of the other frame on a small triangle looks at the cells it touches.
    std::uint32_t dense_queries = 32;
};

/// Sees by walking triangles over pixels; finds every pixel of an instance that is alone as well.
class Rasterizer final : public Eye {
public:
    Rasterizer(std::shared_ptr<gpu::Context> context, const upload::SceneGpu& scene, Size size,
               const RasterizerTuning& tuning);

    /// Makes room for `view_count` views in one submission.
    void reserve(std::uint32_t view_count);

    void record(gpu::Commands& commands, UploadRing& ring, const Look& look) override;
    void record_sight(gpu::Commands& commands, UploadRing& ring, const Look& look,
                      const gpu::Buffer& words_now) override;
    void record_sample(gpu::Commands& commands, UploadRing& ring, const Look& look, const Sample& sample) override;
    void record_places(gpu::Commands& commands, UploadRing& ring, const Look& look, const Places& places) override;

    /// Instances on their own: sets the bits of the regions of one round.
    struct Alone {
        std::uint64_t regions = 0;  ///< address of shared::AmodalRegion, [view][instance]; all bits 0
        std::uint32_t round = 0;
    };
    /// @param look  its words are not written, but known to the shared::Raster
    /// @return      address of that shared::Raster
    std::uint64_t record_alone(gpu::Commands& commands, UploadRing& ring, const Look& look, const Alone& alone);

    /// Bytes of UploadRing that one record(), record_sight(), record_places(), record_sample() or record_alone() takes.
    static constexpr std::uint64_t ring_bytes = (sizeof(shared::Raster) + 15) / 16 * 16;

    /// Specialization constants that all of its shaders share.
    [[nodiscard]] gpu::ComputePipeline pipeline(std::span<const std::uint32_t> words, const char* name,
                                                std::uint32_t push_bytes) const;

private:
    std::uint64_t describe(UploadRing& ring, const Look& look, const Alone& alone, const Sample& sample);
    std::uint64_t start(gpu::Commands& commands, UploadRing& ring, const Look& look, std::uint64_t word_count);
    void clear(gpu::Commands& commands, const Look& look, std::uint64_t word_count);
    /// Pipelines and empty lists for `query_count` queries, which go into `queries`: one buffer for each use, as
    /// commands that are already recorded keep the addresses of theirs.
    std::uint64_t start_sight(gpu::Commands& commands, UploadRing& ring, const Look& look, gpu::Buffer& queries,
                              std::uint64_t query_count);
    [[nodiscard]] std::uint64_t pixels(const Look& look) const;
    void run(gpu::Commands& commands, std::uint64_t raster, const Look& look, const gpu::ComputePipeline& clusters,
             const gpu::ComputePipeline& tiles);

    std::shared_ptr<gpu::Context> context_;
    Size size_;
    std::uint32_t draw_cluster_count_;
    bool has_cut_outs_;
    std::uint32_t tile_capacity_;
    std::uint32_t dense_queries_;
    gpu::ComputePipeline cull_, cluster_arguments_, tile_arguments_, raster_, raster_tiles_;
    gpu::ComputePipeline queries_pipeline_, sight_, sight_tiles_, list_places_, tell_places_, sample_raster_,
        sample_tiles_, alone_,
        alone_tiles_;  // made when first needed
    gpu::Buffer work_, tiles_, counters_, queries_, place_queries_, query_heads_, query_cells_;
};

}  // namespace plumb::render
