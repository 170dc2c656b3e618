#include "render/ray_alone.hpp"

#include "annotate/reach.hpp"
#include "shaders/lens_alone.hpp"
#include "shaders/ray_alone.hpp"
#include "shaders/rolling_alone.hpp"
#include "shared/alone.h"
#include "shared/frame.h"

#include <algorithm>
#include <array>

namespace plumb::render {

static_assert(sizeof(shared::CanvasReach) == shared::CANVAS_REACH_BYTES);

namespace {

/// Rays of one dispatch: a GPU's watchdogs end what runs for seconds.
constexpr std::uint64_t default_rays_at_once = 1ULL << 21;

std::uint32_t tiles_along(std::uint32_t edge_px) {
    return (3 * edge_px + shared::CANVAS_TILE - 1) / shared::CANVAS_TILE;
}

std::optional<CanvasBox> box_of(const shared::CanvasReach& reach, const CanvasBox& canvas) {
    if (reach.x_end == 0) return std::nullopt;
    const auto from = [](std::int32_t first, std::uint32_t offset) {
        return first + static_cast<std::int32_t>(offset);
    };
    return CanvasBox{from(canvas.x_min, ~reach.not_x_min), from(canvas.y_min, ~reach.not_y_min),
                     from(canvas.x_min, reach.x_end), from(canvas.y_min, reach.y_end)};
}

}  // namespace

RayAlone::RayAlone(std::shared_ptr<gpu::Context> context, Size size, Optics optics, std::uint64_t rays_at_once)
    : context_(std::move(context)),
      size_(size),
      optics_(optics),
      rays_at_once_(rays_at_once != 0 ? rays_at_once : default_rays_at_once),
      tile_columns_(tiles_along(size.width)),
      tile_rows_(tiles_along(size.height)),
      measure_(pipeline(true)),
      mark_(pipeline(false)),
      ring_(context_) {}

gpu::ComputePipeline RayAlone::pipeline(bool measures) const {
    const PerOptics<std::span<const std::uint32_t>> words{
        {shaders::ray_alone, shaders::lens_alone, shaders::rolling_alone}};
    return {context_, words[optics_], measures ? "reach of instances" : "instances alone by rays",
            std::array{measures ? 1U : 0U}, sizeof(Push)};
}

void RayAlone::run(gpu::Commands& commands, const gpu::ComputePipeline& pipeline, Push push, std::uint32_t view_count) {
    const std::uint64_t row_rays =
        std::uint64_t{tile_columns_} * shared::CANVAS_TILE * shared::CANVAS_TILE * view_count;
    const auto step = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(rays_at_once_ / row_rays, 1, tile_rows_));
    for (std::uint32_t row = 0; row < tile_rows_; row += step) {
        if (row != 0) {
            context_->run(commands);
            commands.reset();
        }
        push.first_tile_row = row;
        commands.dispatch(pipeline, push, {tile_columns_, std::min(step, tile_rows_ - row), view_count});
        commands.compute_barrier();
    }
}

std::vector<std::optional<CanvasBox>> RayAlone::measure(gpu::Commands& commands, const Eye::Look& look,
                                                        std::uint32_t instance_count) {
    const std::uint64_t count = std::uint64_t{look.view_count} * instance_count;
    const std::uint64_t bytes = count * sizeof(shared::CanvasReach);
    const std::uint64_t tile_bytes = std::uint64_t{look.view_count} * tile_rows_ * tile_columns_ * 4;
    make_room(reaches_, context_, bytes, gpu::Memory::device, "reach of instances");
    make_room(tiles_, context_, tile_bytes, gpu::Memory::device, "tiles in reach");
    if (!context_->is_unified_memory())
        make_room(readback_, context_, bytes, gpu::Memory::readback, "reach of instances on the host");
    commands.reset();
    commands.fill(reaches_, 0, bytes, 0);
    commands.fill(tiles_, 0, tile_bytes, 0);
    commands.compute_barrier();
    run(commands, measure_, {look.frame, reaches_.address(), tiles_.address(), 0, 0, 0}, look.view_count);
    if (readback_) commands.copy(reaches_, readback_, {0, 0, bytes});
    commands.host_read_barrier();
    context_->run(commands);
    context_->check_messages();
    const CanvasBox canvas = annotation::canvas_around(size_);
    std::vector<std::optional<CanvasBox>> boxes;
    boxes.reserve(count);
    for (const shared::CanvasReach& reach :
         (readback_ ? readback_ : reaches_).mapped_as<const shared::CanvasReach>().first(count))
        boxes.push_back(box_of(reach, canvas));
    return boxes;
}

std::uint64_t RayAlone::record(gpu::Commands& commands, const Eye::Look& look, const Rasterizer::Alone& alone) {
    const UploadRing::Part<shared::Raster> part = ring_.take<shared::Raster>(1);
    part.values[0] = {};
    part.values[0].depth_and_reference = look.words->address() + look.words_offset;
    part.values[0].round = alone.round;
    part.values[0].regions = alone.regions;
    commands.compute_barrier();
    run(commands, mark_, {look.frame, reaches_.address(), tiles_.address(), alone.regions, alone.round, 0},
        look.view_count);
    return part.address;
}

}  // namespace plumb::render
