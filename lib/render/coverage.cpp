#include "render/coverage.hpp"

#include "render/sample_pattern.hpp"
#include "shaders/coverage_ids.hpp"
#include "shaders/coverage_rank.hpp"
#include "shared/frame.h"

#include <plumb/passes.hpp>

#include <algorithm>

namespace plumb::render {

static_assert(shared::COVERAGE_RANKS == coverage_ranks);

namespace {

struct IdsPush {
    std::uint64_t frame;
    std::uint64_t words;
    std::uint64_t instances;
    std::uint64_t materials;
    std::uint32_t row_count;
    std::uint32_t padding;
};

struct RankPush {
    std::uint64_t frame;
    std::uint64_t ids;
    std::uint64_t to_ids;
    std::uint64_t to_shares;
    std::uint32_t first_row, row_count;
    std::uint32_t sample_count;
    std::uint32_t padding;
};

constexpr std::uint64_t coverage_bytes_at_once = 256ULL << 20;
constexpr std::uint64_t word_bytes = 8, id_bytes = 4;

}  // namespace

Coverage::Coverage(std::shared_ptr<gpu::Context> context, Size size, std::uint64_t bytes_at_once)
    : context_(std::move(context)),
      size_(size),
      bytes_at_once_(bytes_at_once != 0 ? bytes_at_once : coverage_bytes_at_once),
      ids_pipeline_(context_, shaders::coverage_ids, "coverage ids", {}, sizeof(IdsPush)),
      rank_(context_, shaders::coverage_rank, "coverage rank", {}, sizeof(RankPush)) {}

void Coverage::plan(std::uint32_t view_count, std::uint32_t kind_count) {
    const std::uint64_t row_pixels = std::uint64_t{size_.width} * view_count;
    const std::uint64_t row_bytes = row_pixels * (kind_count * shared::COVERAGE_SAMPLES * id_bytes + word_bytes);
    band_rows_ = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(bytes_at_once_ / row_bytes, 1, size_.height));
    const std::uint64_t pixels = row_pixels * band_rows_;
    gpu::make_room(words_, context_, pixels * word_bytes, gpu::Memory::device, "sample visibility");
    gpu::make_room(ids_, context_, kind_count * pixels * id_bytes * shared::COVERAGE_SAMPLES, gpu::Memory::device,
                   "ids of samples");
}

std::uint32_t Coverage::band_count() const noexcept {
    return (size_.height + band_rows_ - 1) / band_rows_;
}

std::uint64_t Coverage::ring_bytes() const noexcept {
    return std::uint64_t{band_count()} * shared::COVERAGE_SAMPLES * Rasterizer::ring_bytes;
}

void Coverage::record(gpu::Commands& commands, UploadRing& ring, Eye& eye, const Eye::Look& look,
                      const Outputs& outputs) {
    const std::vector<SamplePlace> places = sample_places(PixelFilter::box, shared::COVERAGE_SAMPLES);
    Eye::Look sample = look;
    sample.words = &words_;
    for (std::uint32_t first = 0; first < size_.height; first += band_rows_) {
        const std::uint32_t rows = std::min(band_rows_, size_.height - first);
        const std::uint64_t sample_bytes = std::uint64_t{size_.width} * rows * look.view_count * id_bytes;
        const std::uint64_t kind_bytes = sample_bytes * shared::COVERAGE_SAMPLES;
        const std::uint64_t instances = outputs.instances.are_asked_for() ? ids_.address() : 0;
        const std::uint64_t materials =
            outputs.materials.are_asked_for() ? ids_.address() + (instances != 0 ? kind_bytes : 0) : 0;
        const auto of_sample = [&](std::uint64_t ids, std::uint32_t i) {
            return ids != 0 ? ids + i * sample_bytes : 0;
        };
        for (std::uint32_t i = 0; i < shared::COVERAGE_SAMPLES; ++i) {
            eye.record_sample(commands, ring, sample, {places[i].x, places[i].y, 0, first, rows});
            commands.dispatch(
                ids_pipeline_,
                IdsPush{look.frame, words_.address(), of_sample(instances, i), of_sample(materials, i), rows, 0},
                {(size_.width + 32 * 64 - 1) / (32 * 64), rows, look.view_count});
        }
        commands.compute_barrier();
        const auto rank = [&](std::uint64_t ids, const Ranks& to) {
            if (ids == 0) return;
            commands.dispatch(rank_,
                              RankPush{look.frame, ids, to.ids, to.shares, first, rows, shared::COVERAGE_SAMPLES, 0},
                              {(size_.width + 7) / 8, (rows + 7) / 8, look.view_count});
        };
        rank(instances, outputs.instances);
        rank(materials, outputs.materials);
        commands.compute_barrier();  // the next band writes where this one is read
    }
}

}  // namespace plumb::render
