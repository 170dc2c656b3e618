#include "render/amodal.hpp"

#include "base/assert.hpp"
#include "shaders/amodal_count.hpp"

#include <algorithm>
#include <cstring>

namespace plumb::render {

static_assert(sizeof(shared::AmodalRegion) == shared::AMODAL_REGION_BYTES);
static_assert(sizeof(shared::AmodalCount) == shared::AMODAL_COUNT_BYTES);

namespace {

struct CountPush {
    std::uint64_t frame;
    std::uint64_t raster;
    std::uint64_t strips;
    std::uint32_t strip_count;
    std::uint32_t padding;
};

constexpr std::uint64_t amodal_bytes_at_once = 64ULL << 20;
constexpr std::int32_t strip_rows = 16;

/// Column of the first bit of a region's rows, as region_origin() in visibility/region.glsl.
std::int32_t first_column(const shared::AmodalRegion& region) {
    return region.first_x & ~31;
}

std::uint64_t row_words(const shared::AmodalRegion& region) {
    return (static_cast<std::uint64_t>(region.end_x - first_column(region)) + 31) / 32;
}

std::uint64_t round_up(std::uint64_t bytes) {
    return (bytes + 15) / 16 * 16;
}

/// Copies rows of whole words: those of `box`, in pixels of the image, out of a region.
void copy_rows(const shared::AmodalRegion& region, const std::uint32_t* bits, const PixelBox& box,
               std::vector<std::uint32_t>& words) {
    const auto first_word =
        static_cast<std::size_t>((static_cast<std::int32_t>(box.x_min & ~31U) - first_column(region)) / 32);
    const std::size_t count = (box.x_max + 31) / 32 - box.x_min / 32;
    for (std::uint32_t y = box.y_min; y < box.y_max; ++y) {
        const auto row = static_cast<std::size_t>(static_cast<std::int32_t>(y) - region.first_y);
        const std::uint32_t* const from = bits + row * row_words(region) + first_word;
        words.insert(words.end(), from, from + count);
        // The last word of a row may go on to the right of the image.
        if (box.x_max % 32 != 0) words.back() &= (1U << box.x_max % 32) - 1;
    }
}

}  // namespace

Amodal::Amodal(std::shared_ptr<gpu::Context> context, const Rasterizer& rasterizer, std::uint64_t bytes_at_once)
    : context_(std::move(context)),
      bytes_at_once_(bytes_at_once != 0 ? bytes_at_once : amodal_bytes_at_once),
      count_(rasterizer.pipeline(shaders::amodal_count, "amodal count", sizeof(CountPush))) {}

void Amodal::plan(std::span<const std::optional<CanvasBox>> boxes, std::uint32_t instance_count) {
    instance_count_ = instance_count;
    regions_.assign(boxes.size(), {});
    for (shared::AmodalRegion& region : regions_) region.round = shared::NO_ROUND;
    rounds_.assign(1, {});
    for (std::uint32_t index = 0; index < boxes.size(); ++index)
        if (boxes[index]) add_region(index / instance_count_, index % instance_count_, *boxes[index]);
    std::uint64_t bytes = 0;
    for (const Round& round : rounds_) bytes = std::max(bytes, round.bytes);
    make_room(memory_, context_, bytes, gpu::Memory::device, "amodal regions");
    if (!context_->is_unified_memory())
        make_room(readback_, context_, bytes, gpu::Memory::readback, "amodal regions on the host");
}

void Amodal::add_region(std::uint32_t view, std::uint32_t instance, const CanvasBox& box) {
    const std::uint32_t index = view * instance_count_ + instance;
    shared::AmodalRegion& region = regions_[index];
    region.first_x = box.x_min;
    region.first_y = box.y_min;
    region.end_x = box.x_max;
    region.end_y = box.y_max;
    const std::uint64_t count_bytes = round_up(sizeof(shared::AmodalCount) + 4ULL * instance_count_);
    const std::uint64_t bytes =
        count_bytes + round_up(4 * row_words(region) * static_cast<std::uint64_t>(box.y_max - box.y_min));
    if (rounds_.back().bytes != 0 && rounds_.back().bytes + bytes > bytes_at_once_) rounds_.emplace_back();
    Round& round = rounds_.back();
    region.round = static_cast<std::uint32_t>(rounds_.size() - 1);
    region.counts = round.bytes;
    region.bits = round.bytes + count_bytes;
    round.bytes += bytes;
    round.regions.push_back(index);
    for (std::int32_t y = box.y_min; y < box.y_max; y += strip_rows)
        round.strips.push_back({view, instance, y, std::min(y + strip_rows, box.y_max)});
}

std::uint64_t Amodal::ring_bytes() const noexcept {
    std::uint64_t bytes = UploadRing::bytes_for(regions_.size() * sizeof(shared::AmodalRegion));
    for (const Round& round : rounds_)
        bytes += UploadRing::bytes_for(round.strips.size() * sizeof(shared::AmodalStrip)) + Rasterizer::ring_bytes;
    return bytes;
}

void Amodal::upload(UploadRing& ring) {
    const UploadRing::Part<shared::AmodalRegion> part = ring.take<shared::AmodalRegion>(regions_.size());
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        part.values[i] = regions_[i];
        part.values[i].counts += memory_.address();
        part.values[i].bits += memory_.address();
    }
    regions_address_ = part.address;
    for (Round& round : rounds_) {
        const UploadRing::Part<shared::AmodalStrip> strips = ring.take<shared::AmodalStrip>(round.strips.size());
        std::ranges::copy(round.strips, strips.values.begin());
        round.strips_address = strips.address;
    }
}

void Amodal::record(gpu::Commands& commands, std::uint64_t frame, std::uint32_t index, const Draw& draw) {
    const Round& round = rounds_[index];
    if (round.regions.empty()) return;
    commands.fill(memory_, 0, round.bytes, 0);
    const std::uint64_t raster = draw({regions_address_, index});
    const auto strip_count = static_cast<std::uint32_t>(round.strips.size());
    commands.dispatch(count_, CountPush{frame, raster, round.strips_address, strip_count, 0}, gpu::folded(strip_count));
    if (!readback_) return;
    commands.compute_barrier();
    commands.copy(memory_, readback_, {0, 0, round.bytes});
}

void Amodal::take(std::uint32_t index, std::span<FrameAnnotations> views, std::span<AmodalMasks> masks) const {
    if (index == 0)
        for (std::size_t v = 0; v < views.size(); ++v) {
            for (InstanceAnnotation& instance : views[v].instances) instance.amodal.emplace();
            masks[v].boxes.assign(instance_count_, {});
            masks[v].first_words.assign(instance_count_, 0);
        }
    for (const std::uint32_t region : rounds_[index].regions) {
        const std::uint32_t view = region / instance_count_;
        take_region(region, views[view], masks[view]);
    }
}

void Amodal::take_region(std::uint32_t index, FrameAnnotations& view, AmodalMasks& masks) const {
    const shared::AmodalRegion& region = regions_[index];
    const std::uint32_t which = index % instance_count_;
    InstanceAnnotation& instance = view.instances[which];
    const auto* const bytes = static_cast<const std::byte*>((readback_ ? readback_ : memory_).mapped());
    const auto& count = *reinterpret_cast<const shared::AmodalCount*>(bytes + region.counts);
    const auto* const seen = reinterpret_cast<const std::uint32_t*>(bytes + region.counts + sizeof(count));
    AmodalAnnotation& amodal = *instance.amodal;
    amodal.pixels = count.inside;
    amodal.pixels_outside = count.outside;
    if (count.inside + count.outside == 0) return;
    amodal.truncation = static_cast<double>(count.outside) / (static_cast<double>(count.inside) + count.outside);
    const std::int32_t x = first_column(region), y = region.first_y;
    amodal.box_loose_unclipped =
        CanvasBox{x + static_cast<std::int32_t>(~count.not_x_min), y + static_cast<std::int32_t>(~count.not_y_min),
                  x + static_cast<std::int32_t>(count.x_end), y + static_cast<std::int32_t>(count.y_end)};
    if (count.inside == 0) return;
    const auto pixel = [](std::int32_t first, std::uint32_t offset) {
        return static_cast<std::uint32_t>(first + static_cast<std::int32_t>(offset));
    };
    const PixelBox box{pixel(x, ~count.inside_not_x_min), pixel(y, ~count.inside_not_y_min),
                       pixel(x, count.inside_x_end), pixel(y, count.inside_y_end)};
    amodal.box_loose = box;
    amodal.visible_fraction = static_cast<double>(instance.pixels) / count.inside;
    for (std::uint32_t i = 0; i < instance_count_; ++i)
        if (i != which && seen[i] != 0) amodal.occluded_by.push_back({i + 1, seen[i]});
    PLUMB_ASSERT(seen[which] == instance.pixels);
    masks.boxes[which] = box;
    masks.first_words[which] = masks.words.size();
    copy_rows(region, reinterpret_cast<const std::uint32_t*>(bytes + region.bits), box, masks.words);
}

}  // namespace plumb::render
