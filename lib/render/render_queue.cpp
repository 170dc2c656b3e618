#include "render/render_queue.hpp"

#include <plumb/error.hpp>

#include <functional>
#include <string>
#include <system_error>
#include <utility>

namespace plumb::render {

namespace {

constexpr std::size_t most_begun = 3;  // one that is prepared, one that is drawn, one that is taken in

std::thread started(const std::function<void()>& work) {
    try {
        return std::thread(work);
    } catch (const std::system_error& error) {
        throw Error(ErrorCode::out_of_memory,
                    "starting a thread to render on: the system gave none: " + std::string(error.what()));
    }
}

}  // namespace

RenderQueue::RenderQueue(EngineSet& engines) : engines_(engines), thread_(started([this] { work(); })) {}

RenderQueue::~RenderQueue() {
    {
        const std::lock_guard lock(mutex_);
        is_closing_ = true;
    }
    changed_.notify_all();
    thread_.join();
    for (Job& job : jobs_)
        job.promise.set_exception(std::make_exception_ptr(
            Error(ErrorCode::invalid_argument, "rendering " + std::to_string(job.shots.size()) +
                                                   " shots: their renderer was destroyed before it began with them")));
}

std::future<Batch> RenderQueue::push(std::vector<SharedShot> shots) {
    std::promise<Batch> promise;
    std::future<Batch> future = promise.get_future();
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({std::move(shots), std::move(promise)});
        ++unfinished_;
    }
    changed_.notify_all();
    return future;
}

void RenderQueue::drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return unfinished_ == 0; });
}

/// The next job; none if nobody waits for one, or if there will be none.
std::optional<RenderQueue::Job> RenderQueue::next(bool may_wait) {
    std::unique_lock lock(mutex_);
    if (may_wait) changed_.wait(lock, [&] { return is_closing_ || !jobs_.empty(); });
    if (is_closing_ || jobs_.empty()) return std::nullopt;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

void RenderQueue::work() {
    for (;;) {
        if (begun_.size() < most_begun) {
            if (std::optional<Job> job = next(begun_.empty())) {
                begin(std::move(*job));
                continue;
            }
        }
        if (begun_.empty()) return;
        finish_oldest();
    }
}

void RenderQueue::begin(Job job) {
    try {
        begun_.push_back({engines_.begin(std::move(job.shots)), std::move(job.promise)});
    } catch (...) {
        while (!begun_.empty()) finish_oldest();  // in order
        {
            const std::lock_guard lock(mutex_);
            --unfinished_;
        }
        job.promise.set_exception(std::current_exception());
        changed_.notify_all();
    }
}

void RenderQueue::finish_oldest() {
    Begun oldest = std::move(begun_.front());
    begun_.pop_front();
    std::optional<Batch> batch;
    std::exception_ptr failure;
    try {
        batch = engines_.finish(*oldest.batch);
    } catch (...) {
        failure = std::current_exception();
    }
    oldest.batch.reset();  // and the shots with it
    {
        // Before the future is ready: whoever waits for it may use the engine next.
        const std::lock_guard lock(mutex_);
        --unfinished_;
    }
    changed_.notify_all();
    if (batch) {
        oldest.promise.set_value(std::move(*batch));
    } else {
        oldest.promise.set_exception(failure);
    }
}

}  // namespace plumb::render
