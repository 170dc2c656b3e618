#pragma once

#include "render/engine.hpp"

#include <plumb/batch.hpp>
#include <plumb/shot.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace plumb::render {

/// Feeds an engine from a thread of its own, so that the engine always has a batch to draw while another one is
/// prepared or taken in.
class RenderQueue {
public:
    /// @param engine  outlives the queue; whoever else uses it calls drain() first
    explicit RenderQueue(Engine& engine);
    /// Finishes what was begun; the other futures get an error.
    ~RenderQueue();
    RenderQueue(const RenderQueue&) = delete;
    RenderQueue& operator=(const RenderQueue&) = delete;

    std::future<Batch> push(std::vector<Shot> shots);
    /// Returns once every batch that was pushed is ready and the engine is idle.
    void drain();

private:
    struct Job {
        std::vector<Shot> shots;
        std::promise<Batch> promise;
    };
    struct Begun {
        std::shared_ptr<PendingBatch> batch;
        std::promise<Batch> promise;
    };
    void work();
    std::optional<Job> next(bool may_wait);
    void begin(Job job);
    void finish_oldest();

    Engine& engine_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::size_t unfinished_ = 0;  ///< pushed and not ready
    bool is_closing_ = false;
    std::deque<Begun> begun_;  ///< of the thread alone
    std::thread thread_;
};

}  // namespace plumb::render
