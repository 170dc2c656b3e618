#pragma once

#include "render/engine_set.hpp"

#include <plumb/batch.hpp>
#include <plumb/renderer.hpp>

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

/// Feeds a renderer's engines from a thread of its own, so that they always have a batch to draw while another one is
/// prepared or taken in.
class RenderQueue {
public:
    /// @param engines  outlive the queue; whoever else uses them calls drain() first
    explicit RenderQueue(EngineSet& engines);
    /// Finishes what was begun; the other futures get an error.
    ~RenderQueue();
    RenderQueue(const RenderQueue&) = delete;
    RenderQueue& operator=(const RenderQueue&) = delete;

    std::future<Batch> push(std::vector<SharedShot> shots);
    /// Returns once every batch that was pushed is ready and the engines are idle.
    void drain();

private:
    struct Job {
        std::vector<SharedShot> shots;
        std::promise<Batch> promise;
    };
    struct Begun {
        std::shared_ptr<PendingSet> batch;
        std::promise<Batch> promise;
    };
    void work();
    std::optional<Job> next(bool may_wait);
    void begin(Job job);
    void finish_oldest();

    EngineSet& engines_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::size_t unfinished_ = 0;  ///< pushed and not ready
    bool is_closing_ = false;
    std::deque<Begun> begun_;  ///< of the thread alone
    std::thread thread_;
};

}  // namespace plumb::render
