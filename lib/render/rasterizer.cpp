#include "render/rasterizer.hpp"

#include "shaders/amodal.hpp"
#include "shaders/amodal_tiles.hpp"
#include "shaders/arguments.hpp"
#include "shaders/cull.hpp"
#include "shaders/places.hpp"
#include "shaders/queries.hpp"
#include "shaders/raster.hpp"
#include "shaders/raster_tiles.hpp"
#include "shaders/sample_raster.hpp"
#include "shaders/sample_tiles.hpp"
#include "shaders/sight.hpp"
#include "shaders/sight_tiles.hpp"

#include <algorithm>
#include <cstddef>

namespace plumb::render {

namespace {

struct RasterPush {
    std::uint64_t frame;
    std::uint64_t raster;
};

struct QueriesPush {
    std::uint64_t frame;
    std::uint64_t raster;
    std::uint64_t words;
};

struct RasterPlacesPush {
    std::uint64_t frame;
    std::uint64_t raster;
    std::uint64_t places;
    std::uint64_t seen;
    std::uint32_t place_count;
    std::uint32_t padding;
};

constexpr std::uint32_t least_tiles = 16384;

std::uint32_t default_tile_capacity(Size size) {
    const std::uint32_t tiles = ((size.width + shared::TILE_SIZE - 1) / shared::TILE_SIZE) *
                                ((size.height + shared::TILE_SIZE - 1) / shared::TILE_SIZE);
    return std::max(least_tiles, 16 * tiles);
}

}  // namespace

Rasterizer::Rasterizer(std::shared_ptr<gpu::Context> context, const upload::SceneGpu& scene, Size size,
                       const RasterizerTuning& tuning)
    : context_(std::move(context)),
      size_(size),
      draw_cluster_count_(scene.draw_cluster_count),
      has_cut_outs_(scene.has_cut_outs),
      tile_capacity_(tuning.tile_capacity != 0 ? tuning.tile_capacity : default_tile_capacity(size)),
      dense_queries_(tuning.dense_queries),
      cull_(pipeline(shaders::cull, "cull", sizeof(RasterPush))),
      cluster_arguments_(context_, shaders::arguments, "cluster arguments", std::array{0U}, sizeof(RasterPush)),
      tile_arguments_(context_, shaders::arguments, "tile arguments", std::array{1U}, sizeof(RasterPush)),
      raster_(pipeline(shaders::raster, "raster", sizeof(RasterPush))),
      raster_tiles_(pipeline(shaders::raster_tiles, "raster tiles", sizeof(RasterPush))),
      tiles_(context_, std::uint64_t{tile_capacity_} * sizeof(shared::TileWork), gpu::Memory::device, "tile queue"),
      counters_(context_, sizeof(shared::Counters), gpu::Memory::device, "counters") {}

gpu::ComputePipeline Rasterizer::pipeline(std::span<const std::uint32_t> words, const char* name,
                                          std::uint32_t push_bytes) const {
    const bool is_cpu = context_->info().kind == DeviceInfo::Kind::cpu;
    const std::uint32_t group_size = is_cpu ? 8 : 64;
    const std::uint32_t constants[] = {has_cut_outs_ ? 1U : 0U, group_size, dense_queries_};
    return {context_, words, name, constants, push_bytes};
}

void Rasterizer::reserve(std::uint32_t view_count) {
    make_room(work_, context_, std::uint64_t{draw_cluster_count_} * view_count * 8, gpu::Memory::device,
              "visible clusters");
}

std::uint64_t Rasterizer::describe(UploadRing& ring, const Look& look, const Alone& alone, const Sample& sample) {
    const UploadRing::Part<shared::Raster> part = ring.take<shared::Raster>(1);
    shared::Raster raster{};
    raster.depth_and_reference = look.words->address() + look.words_offset;
    raster.work = work_.address();
    raster.tiles = tiles_.address();
    raster.counters = counters_.address();
    raster.queries = look.queries;
    raster.query_heads = query_heads_ ? query_heads_.address() : 0;
    raster.query_cells = query_cells_ ? query_cells_.address() : 0;
    raster.moment = look.moment;
    raster.tile_capacity = tile_capacity_;
    raster.skips_blended = look.skips_blended ? 1 : 0;
    raster.round = alone.round;
    raster.regions = alone.regions;
    raster.sample_x = sample.x;
    raster.sample_y = sample.y;
    raster.sample_reach = sample.reach_px;
    raster.first_row = sample.first_row;
    raster.row_count = sample.row_count;
    part.values[0] = raster;
    return part.address;
}

std::uint64_t Rasterizer::start(gpu::Commands& commands, UploadRing& ring, const Look& look, std::uint64_t word_count) {
    const std::uint64_t raster = describe(ring, look, {}, {});
    clear(commands, look, word_count);
    return raster;
}

void Rasterizer::clear(gpu::Commands& commands, const Look& look, std::uint64_t word_count) {
    commands.compute_barrier();  // the former run may still read what is cleared here
    commands.fill(counters_, 0);
    commands.fill(*look.words, look.words_offset, word_count * 8, 0xFFFFFFFFU);
}

void Rasterizer::run(gpu::Commands& commands, std::uint64_t raster, const Look& look,
                     const gpu::ComputePipeline& clusters, const gpu::ComputePipeline& tiles) {
    const RasterPush push{look.frame, raster};
    commands.dispatch(cull_, push, gpu::folded((std::uint64_t{draw_cluster_count_} * look.view_count + 63) / 64));
    commands.compute_barrier();
    commands.dispatch(cluster_arguments_, push, {1, 1, 1});
    commands.compute_barrier();
    commands.dispatch_indirect(clusters, push, counters_, offsetof(shared::Counters, work_groups));
    commands.compute_barrier();
    commands.dispatch(tile_arguments_, push, {1, 1, 1});
    commands.compute_barrier();
    commands.dispatch_indirect(tiles, push, counters_, offsetof(shared::Counters, tile_groups));
    commands.compute_barrier();
}

void Rasterizer::record(gpu::Commands& commands, UploadRing& ring, const Look& look) {
    const std::uint64_t raster = start(commands, ring, look, pixels(look));
    commands.compute_barrier();
    if (draw_cluster_count_ == 0) return;
    run(commands, raster, look, raster_, raster_tiles_);
}

std::uint64_t Rasterizer::record_alone(gpu::Commands& commands, UploadRing& ring, const Look& look,
                                       const Alone& alone) {
    if (!alone_) {
        alone_ = pipeline(shaders::amodal, "amodal", sizeof(RasterPush));
        alone_tiles_ = pipeline(shaders::amodal_tiles, "amodal tiles", sizeof(RasterPush));
    }
    const std::uint64_t raster = describe(ring, look, alone, {});
    commands.compute_barrier();  // the former run may still read what is cleared here
    commands.fill(counters_, 0);
    commands.compute_barrier();
    if (draw_cluster_count_ != 0) run(commands, raster, look, alone_, alone_tiles_);
    return raster;
}

void Rasterizer::record_sample(gpu::Commands& commands, UploadRing& ring, const Look& look, const Sample& sample) {
    if (!sample_raster_) {
        sample_raster_ = pipeline(shaders::sample_raster, "sample raster", sizeof(RasterPush));
        sample_tiles_ = pipeline(shaders::sample_tiles, "sample tiles", sizeof(RasterPush));
    }
    const std::uint64_t raster = describe(ring, look, {}, sample);
    clear(commands, look, std::uint64_t{size_.width} * sample.row_count * look.view_count);
    commands.compute_barrier();
    if (draw_cluster_count_ != 0) run(commands, raster, look, sample_raster_, sample_tiles_);
}

std::uint64_t Rasterizer::start_sight(gpu::Commands& commands, UploadRing& ring, const Look& look, gpu::Buffer& queries,
                                      std::uint64_t query_count) {
    const std::uint64_t pixel_count = pixels(look);
    make_room(queries, context_, query_count * sizeof(shared::Query), gpu::Memory::device, "sight queries");
    make_room(query_heads_, context_, pixel_count * sizeof(shared::QueryHead), gpu::Memory::device,
              "sight query heads");
    make_room(query_cells_, context_, pixel_count * 4, gpu::Memory::device, "sight query cells");
    if (!sight_) {
        sight_ = pipeline(shaders::sight, "sight", sizeof(RasterPush));
        sight_tiles_ = pipeline(shaders::sight_tiles, "sight tiles", sizeof(RasterPush));
    }
    commands.compute_barrier();  // the former run may still read what is cleared here
    commands.fill(query_heads_, 0, pixel_count * sizeof(shared::QueryHead), 0);
    commands.fill(query_cells_, 0, pixel_count * 4, 0);
    Look listed = look;
    listed.queries = queries.address();
    const std::uint64_t raster = start(commands, ring, listed, query_count);
    commands.compute_barrier();
    return raster;
}

void Rasterizer::record_sight(gpu::Commands& commands, UploadRing& ring, const Look& look,
                              const gpu::Buffer& words_now) {
    if (!queries_pipeline_) queries_pipeline_ = pipeline(shaders::queries, "queries", sizeof(QueriesPush));
    const std::uint64_t raster = start_sight(commands, ring, look, queries_, pixels(look));
    if (draw_cluster_count_ == 0) return;
    commands.dispatch(queries_pipeline_, QueriesPush{look.frame, raster, words_now.address()},
                      {(size_.width + 7) / 8, (size_.height + 7) / 8, look.view_count});
    commands.compute_barrier();
    run(commands, raster, look, sight_, sight_tiles_);
}

void Rasterizer::record_places(gpu::Commands& commands, UploadRing& ring, const Look& look, const Places& places) {
    if (!list_places_) {
        list_places_ =
            gpu::ComputePipeline(context_, shaders::places, "list places", std::array{0U}, sizeof(RasterPlacesPush));
        tell_places_ =
            gpu::ComputePipeline(context_, shaders::places, "tell places", std::array{1U}, sizeof(RasterPlacesPush));
    }
    const std::uint64_t raster = start_sight(commands, ring, look, place_queries_, places.count);
    const RasterPlacesPush push{look.frame, raster, places.asked, places.seen, places.count, 0};
    if (draw_cluster_count_ != 0) {
        commands.dispatch(list_places_, push, gpu::folded((places.count + 63) / 64));
        commands.compute_barrier();
        run(commands, raster, look, sight_, sight_tiles_);
    }
    commands.dispatch(tell_places_, push, gpu::folded((places.count + 63) / 64));
}

std::uint64_t Rasterizer::pixels(const Look& look) const {
    return std::uint64_t{size_.width} * size_.height * look.view_count;
}

}  // namespace plumb::render
