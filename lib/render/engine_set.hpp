#pragma once

#include "render/engine.hpp"
#include "render/outputs.hpp"
#include "render/pending_batch.hpp"
#include "upload/scene_gpu.hpp"

#include <plumb/renderer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace plumb::render {

/// A batch on its way: what EngineSet::begin() makes and EngineSet::finish() waits for.
struct PendingSet {
    struct Group {
        std::shared_ptr<Engine> engine;
        std::uint32_t count = 0;  ///< of the part's shots, after those of the groups before
    };
    /// Frames that share memory.
    struct Part {
        std::shared_ptr<PendingBatch> batch;
        std::vector<std::size_t> frames;  ///< by place in the memory, the number in the set
        std::vector<Group> groups;        ///< the first one's engine tells the layout
    };
    std::vector<Part> parts;
    std::size_t frame_count = 0;
    std::vector<SharedShot> own_shots;  ///< empty where the caller keeps them
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

/// The engines of a renderer, one for each of its scenes and each size that is asked for: the whole of plumb::Renderer
/// but its argument defaults.
class EngineSet {
public:
    EngineSet(const Device& device, const std::vector<Scene>& scenes, const RendererOptions& options,
              const EngineTuning& tuning = {});

    Batch render(std::span<const Shot> shots) { return finish(*begin(shots)); }
    Batch render(std::span<const SceneShot> shots) { return finish(*begin(shots)); }

    /// Starts a batch: prepares and submits what it takes.
    /// @param shots  stay as they are until finish() has returned
    std::shared_ptr<PendingSet> begin(std::span<const Shot> shots);
    std::shared_ptr<PendingSet> begin(std::span<const SceneShot> shots);
    /// Keeps the shots.
    std::shared_ptr<PendingSet> begin(std::vector<SharedShot> shots);
    /// Waits for a batch and takes it in, with all that was begun before it.
    Batch finish(PendingSet& set);

    [[nodiscard]] const RendererOptions& options() const noexcept { return options_; }
    [[nodiscard]] const RenderTimings& last_timings() const noexcept { return timings_; }
    [[nodiscard]] double upload_s() const noexcept { return upload_s_; }

private:
    struct Kept {
        std::size_t scene = 0;
        Size size;
        std::shared_ptr<Engine> engine;
    };
    std::shared_ptr<Engine> engine(std::size_t scene, Size size);
    /// A shot somewhere, and what it is of.
    struct Placed {
        const Shot* shot = nullptr;
        std::size_t scene = 0;
        Size size;
    };
    std::shared_ptr<PendingSet> begin(std::shared_ptr<PendingSet> set, std::span<const Placed> shots);
    void check_placed(std::size_t number, const Placed& placed) const;
    void add_size(PendingSet& set, Size size, std::span<const std::size_t> frames, std::span<const Placed> shots);
    void start(PendingSet& set);
    static void settle(const PendingSet& set);
    [[nodiscard]] std::size_t frames_together(const Engine& engine) const;
    void make_memory(PendingSet::Part& part) const;

    Device device_;
    std::vector<Scene> scenes_;
    RendererOptions options_;
    EngineTuning tuning_;
    std::vector<std::shared_ptr<const upload::SceneGpu>> uploads_;  ///< by scene
    EngineParts common_;
    std::uint64_t count_bytes_ = 0;  ///< of the scene that has most instances
    std::vector<Kept> engines_;      ///< latest use last
    RenderTimings timings_;
    double upload_s_ = 0;
};

}  // namespace plumb::render
