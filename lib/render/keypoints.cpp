#include "render/keypoints.hpp"

#include <algorithm>

namespace plumb::render {

Keypoints::Keypoints(std::shared_ptr<gpu::Context> context, const scene::SceneData& data,
                     std::span<const KeypointRule> rules)
    : context_(std::move(context)), keypoints_(annotation::find_keypoints(data, rules)) {
    if (!keypoints_.empty()) figures_ = annotation::figures_of(data);
}

void Keypoints::plan(ShotSpan shots, Size size, std::span<FrameAnnotations> views) {
    asked_.clear();
    places_.clear();
    for (std::uint32_t v = 0; v < views.size(); ++v) {
        const std::vector<double> along = annotation::place_keypoints(keypoints_, figures_, shots[v], size, views[v]);
        for (std::uint32_t i = 0; i < keypoints_.size(); ++i) {
            const KeypointAnnotation& keypoint = views[v].keypoints[i];
            if (keypoint.state == KeypointState::outside) continue;
            asked_.push_back({v, i, along[i]});
            places_.push_back({keypoint.pixel->x, keypoint.pixel->y, v, 0});
        }
    }
    const std::uint64_t count = places_.size();
    gpu::make_room(words_, context_, count * 8, gpu::Memory::device, "sight at keypoints");
    gpu::make_room(seen_, context_, count * sizeof(shared::SeenThere), gpu::Memory::device, "seen at keypoints");
    if (!context_->is_unified_memory())
        gpu::make_room(readback_, context_, count * sizeof(shared::SeenThere), gpu::Memory::readback,
                       "seen at keypoints, on the host");
}

std::uint64_t Keypoints::ring_bytes() const noexcept {
    return UploadRing::bytes_for(places_.size() * sizeof(shared::Place)) + Rasterizer::ring_bytes;
}

void Keypoints::upload(UploadRing& ring) {
    const UploadRing::Part<shared::Place> part = ring.take<shared::Place>(places_.size());
    std::ranges::copy(places_, part.values.begin());
    places_address_ = part.address;
}

void Keypoints::record(gpu::Commands& commands, UploadRing& ring, Eye& eye, const Eye::Look& look) {
    if (places_.empty()) return;
    Eye::Look there = look;
    there.words = &words_;
    eye.record_places(commands, ring, there,
                      {places_address_, seen_.address(), static_cast<std::uint32_t>(places_.size())});
    if (!readback_) return;
    commands.compute_barrier();
    commands.copy(seen_, readback_, {0, 0, places_.size() * sizeof(shared::SeenThere)});
}

void Keypoints::take(std::span<FrameAnnotations> views) const {
    if (places_.empty()) return;
    const auto seen = (readback_ ? readback_ : seen_).mapped_as<shared::SeenThere>();
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        const annotation::Keypoint& keypoint = keypoints_[asked_[i].keypoint];
        KeypointAnnotation& made = views[asked_[i].view].keypoints[asked_[i].keypoint];
        const shared::SeenThere& there = seen[i];
        const bool is_own = there.instance != 0 && figures_[there.instance - 1] == figures_[keypoint.instance];
        // Depths are stored in single precision: a surface through the very point must not be before it by rounding.
        const double nearer_m = asked_[i].along_m - static_cast<double>(there.depth_m) * (1 + 1e-5);
        const bool is_free = there.instance == 0 || nearer_m <= (is_own ? keypoint.reach_m : 0.0);
        made.state = is_free ? KeypointState::visible : KeypointState::hidden;
    }
}

}  // namespace plumb::render
