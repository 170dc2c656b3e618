#include "render/engine_set.hpp"

#include "base/batch_content.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <numeric>

namespace plumb::render {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_engines = 16;             // that wait for shots of their size
constexpr std::uint64_t most_together = 4ULL << 30;  // bytes of frames that share memory, as of any buffer

void add(RenderTimings& sum, const RenderTimings& part) {
    for (double RenderTimings::*const member :
         {&RenderTimings::host_prepare_s, &RenderTimings::pose_s, &RenderTimings::visibility_s, &RenderTimings::sight_s,
          &RenderTimings::coverage_s, &RenderTimings::shadow_s, &RenderTimings::paths_s, &RenderTimings::resolve_s,
          &RenderTimings::annotate_s, &RenderTimings::amodal_s, &RenderTimings::readback_s})
        sum.*member += part.*member;
    sum.shadow_rays += part.shadow_rays;
    sum.path_rays += part.path_rays;
}

}  // namespace

EngineSet::EngineSet(const Device& device, const std::vector<Scene>& scenes, const RendererOptions& options,
                     const EngineTuning& tuning)
    : device_(device), scenes_(scenes), options_(options), tuning_(tuning) {
    if (scenes_.empty()) throw Error(ErrorCode::invalid_argument, "a renderer of 0 scenes; at least 1 is needed");
    const Clock::time_point start = Clock::now();
    common_.outputs = std::make_shared<const Outputs>(device.context(), options.memory);
    const bool is_shaded = make_plan({options.size, options.passes, options.formats}).need(PassNeeds::shading);
    uploads_.resize(scenes_.size());
    for (std::size_t i = 0; i < scenes_.size() && scenes_.size() > 1; ++i) {
        uploads_[i] = std::make_shared<const upload::SceneGpu>(device.context(), scenes_[i].data(), is_shaded);
        common_.tells_through_apart = common_.tells_through_apart || uploads_[i]->has_blended;
    }
    for (std::size_t i = 0; i < scenes_.size(); ++i) {
        const std::shared_ptr<Engine> made = engine(i, options.size);
        uploads_[i] = made->scene_gpu();
        count_bytes_ = std::max(count_bytes_, made->count_bytes());
    }
    upload_s_ = std::chrono::duration<double>(Clock::now() - start).count();
}

/// The engine for shots of a scene at a size; those that were not used for long make room for new ones.
std::shared_ptr<Engine> EngineSet::engine(std::size_t scene, Size size) {
    const auto found =
        std::ranges::find_if(engines_, [&](const Kept& kept) { return kept.scene == scene && kept.size == size; });
    if (found != engines_.end()) {
        std::rotate(found, found + 1, engines_.end());
        return engines_.back().engine;
    }
    RendererOptions options = options_;
    options.size = size;
    EngineParts parts = common_;
    parts.scene = uploads_[scene];
    auto made = std::make_shared<Engine>(device_, scenes_[scene], options, tuning_, parts);
    if (engines_.size() >= std::max(most_engines, scenes_.size())) engines_.erase(engines_.begin());
    engines_.push_back({scene, size, made});
    return made;
}

std::shared_ptr<PendingSet> EngineSet::begin(std::span<const Shot> shots) {
    std::vector<Placed> placed;
    placed.reserve(shots.size());
    for (const Shot& shot : shots) placed.push_back({&shot, 0, options_.size});
    return begin(std::make_shared<PendingSet>(), placed);
}

std::shared_ptr<PendingSet> EngineSet::begin(std::span<const SceneShot> shots) {
    std::vector<Placed> placed;
    placed.reserve(shots.size());
    for (const auto& [shot, scene, size] : shots) placed.push_back({&shot, scene, size.value_or(options_.size)});
    return begin(std::make_shared<PendingSet>(), placed);
}

std::shared_ptr<PendingSet> EngineSet::begin(std::vector<SharedShot> shots) {
    std::vector<Placed> placed;
    placed.reserve(shots.size());
    for (const auto& [shot, scene, size] : shots) placed.push_back({shot.get(), scene, size.value_or(options_.size)});
    auto set = std::make_shared<PendingSet>();
    set->own_shots = std::move(shots);
    return begin(std::move(set), placed);
}

/// @param set  new, and has what keeps the shots
std::shared_ptr<PendingSet> EngineSet::begin(std::shared_ptr<PendingSet> set, std::span<const Placed> shots) {
    set->frame_count = shots.size();
    std::vector<std::pair<Size, std::vector<std::size_t>>> sizes;  // in the order in which they come
    for (std::size_t i = 0; i < shots.size(); ++i) {
        check_placed(i, shots[i]);
        auto found = std::ranges::find_if(sizes, [&](const auto& entry) { return entry.first == shots[i].size; });
        if (found == sizes.end()) found = sizes.insert(sizes.end(), {shots[i].size, {}});
        found->second.push_back(i);
    }
    for (const auto& [size, frames] : sizes) add_size(*set, size, frames, shots);
    start(*set);
    return set;
}

void EngineSet::check_placed(std::size_t number, const Placed& placed) const {
    const std::string what = "shot " + std::to_string(number) + " of a batch is ";
    if (placed.shot == nullptr) throw Error(ErrorCode::invalid_argument, what + "null; each must be there");
    if (placed.scene >= scenes_.size())
        throw Error(ErrorCode::invalid_argument, what + "of scene " + std::to_string(placed.scene) +
                                                     "; the renderer has " + std::to_string(scenes_.size()) +
                                                     " scenes, counted from 0");
}

std::size_t EngineSet::frames_together(const Engine& engine) const {
    OutputLayout layout = engine.view_layout();
    layout.count_bytes = count_bytes_;
    const std::uint64_t limit =
        std::min<std::uint64_t>(tuning_.memory_bytes != 0 ? tuning_.memory_bytes : most_together,
                                device_.context()->limits().max_allocation_bytes);
    return static_cast<std::size_t>(std::max<std::uint64_t>(limit / layout.bytes(), 1));
}

/// Gives a part its layout and memory.
void EngineSet::make_memory(PendingSet::Part& part) const {
    PendingBatch& batch = *part.batch;
    batch.layout = part.groups.front().engine->view_layout();
    batch.layout.count_bytes = count_bytes_;
    batch.layout.view_count = static_cast<std::uint32_t>(part.frames.size());
    batch.frames.resize(part.frames.size());
    common_.outputs->provide(batch);
}

/// Adds shots of one size: in memory they lie in the batch's order, but those of a scene are launched together.
/// @param frames  which of the shots
void EngineSet::add_size(PendingSet& set, Size size, std::span<const std::size_t> frames,
                         std::span<const Placed> shots) {
    const std::size_t most = frames_together(*engine(shots[frames.front()].scene, size));
    for (std::size_t first = 0; first < frames.size(); first += most) {
        const std::span<const std::size_t> some = frames.subspan(first, std::min(most, frames.size() - first));
        PendingSet::Part part{std::make_shared<PendingBatch>(), {some.begin(), some.end()}, {}};
        std::vector<std::uint32_t>& order = part.batch->slots;
        order.resize(some.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::stable_sort(order, {}, [&](std::uint32_t slot) { return shots[some[slot]].scene; });
        for (std::size_t k = 0; k < order.size(); ++k) {
            const Placed& placed = shots[some[order[k]]];
            if (k == 0 || placed.scene != shots[some[order[k - 1]]].scene)
                part.groups.push_back({engine(placed.scene, size), 0});
            ++part.groups.back().count;
            part.batch->shots.push_back(placed.shot);
        }
        set.parts.push_back(std::move(part));
    }
}

void EngineSet::start(PendingSet& set) {
    for (const PendingSet::Part& part : set.parts) {
        std::uint32_t first = 0;
        for (const auto& [drawing, count] : part.groups) {
            drawing->check(part.batch->view_shots(first, count));
            first += count;
        }
    }
    try {
        for (PendingSet::Part& part : set.parts) make_memory(part);
        for (const PendingSet::Part& part : set.parts) {
            std::uint32_t first = 0;
            for (const auto& [drawing, count] : part.groups) {
                drawing->launch(part.batch, first, count);
                first += count;
            }
        }
    } catch (...) {
        settle(set);
        throw;
    }
}

void EngineSet::settle(const PendingSet& set) {
    for (const PendingSet::Part& part : set.parts)
        for (const PendingSet::Group& group : part.groups) group.engine->settle(*part.batch);
}

Batch EngineSet::finish(PendingSet& set) {
    settle(set);
    timings_ = {};
    for (const PendingSet::Part& part : set.parts) add(timings_, part.batch->timings);
    timings_.total_s = std::chrono::duration<double>(Clock::now() - set.start).count();
    for (const PendingSet::Part& part : set.parts)
        if (part.batch->failure) std::rethrow_exception(part.batch->failure);
    if (set.parts.empty()) {
        PendingBatch none;
        return engine(0, options_.size)->assemble(none);
    }
    if (set.parts.size() == 1) return set.parts[0].groups[0].engine->assemble(*set.parts[0].batch);
    const auto content = std::make_shared<Batch::Content>();
    std::vector<const Frame*> frames(set.frame_count);
    for (PendingSet::Part& part : set.parts) {
        content->parts.push_back({part.frames, part.groups[0].engine->assemble(*part.batch)});
        const BatchPart& made = content->parts.back();
        for (std::size_t i = 0; i < made.frames.size(); ++i) frames[made.frames[i]] = &made.batch.frames()[i];
    }
    for (const Frame* frame : frames) content->frames.push_back(*frame);
    const std::span<const std::string> names = content->parts.front().batch.pass_names();
    content->names.assign(names.begin(), names.end());
    return Batch(content);
}

}  // namespace plumb::render
