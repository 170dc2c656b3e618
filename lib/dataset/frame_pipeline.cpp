#include "dataset/frame_pipeline.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace plumb::dataset {

namespace {

// What may be lost when the power fails.
constexpr std::size_t group_limit = 64;
constexpr std::chrono::seconds group_age_limit{2};
// Files without a name yet; committing is slow on a slow disk.
constexpr std::size_t staged_limit = 4 * group_limit;

}  // namespace

FramePipeline::FramePipeline(std::size_t thread_count, Steps steps)
    : steps_(std::move(steps)), thread_count_(thread_count) {
    try {
        threads_.reserve(thread_count_ + 1);
        for (std::size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { encode_frames(); });
        threads_.emplace_back([this] { commit_groups(); });
    } catch (const std::exception& error) {
        // Those that run wait for frames, and are waited for.
        stop();
        throw Error(ErrorCode::out_of_memory, "starting threads to write frames: the system gave " +
                                                  std::to_string(threads_.size()) + " of " +
                                                  std::to_string(thread_count_ + 1) + ": " + error.what());
    }
}

FramePipeline::~FramePipeline() {
    stop();
}

void FramePipeline::stop() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopped_ = true;
        jobs_.clear();
    }
    changed_.notify_all();
}

void FramePipeline::push(FrameJob job) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ || (jobs_.size() < thread_count_ && staged_.size() < staged_limit); });
    if (failure_) std::rethrow_exception(failure_);
    jobs_.push_back(std::move(job));
    changed_.notify_all();
}

void FramePipeline::drain() {
    std::unique_lock lock(mutex_);
    ++draining_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_idle(); });
    --draining_;
    if (failure_) std::rethrow_exception(failure_);
}

void FramePipeline::encode_frames() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return is_stopped_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        FrameJob job = std::move(jobs_.front());
        jobs_.pop_front();
        ++encoding_;
        // A frame that is alone, or one of a few, has the threads that have none.
        const std::size_t thread_count = std::max<std::size_t>(1, thread_count_ / (encoding_ + jobs_.size()));
        lock.unlock();
        std::optional<StagedFrame> frame;
        std::exception_ptr failure;
        try {
            frame = steps_.encode(job, thread_count);
        } catch (...) {
            failure = std::current_exception();
        }
        // The arrays are given back without anybody waiting for it.
        { const FrameJob done = std::move(job); }
        lock.lock();
        --encoding_;
        if (frame) {
            if (staged_.empty()) oldest_staged_ = Clock::now();
            staged_.push_back(std::move(*frame));
        } else {
            // No frame after a failure; what is encoded already is still committed, if it can be.
            if (!failure_) failure_ = failure;
            jobs_.clear();
        }
        changed_.notify_all();
    }
}

bool FramePipeline::is_group_due() const {
    if (staged_.empty()) return false;
    const bool is_last = (draining_ > 0 || failure_) && jobs_.empty() && encoding_ == 0;
    return is_last || staged_.size() >= group_limit || Clock::now() - oldest_staged_ >= group_age_limit;
}

void FramePipeline::commit_groups() {
    std::unique_lock lock(mutex_);
    while (true) {
        while (!is_stopped_ && !is_group_due()) {
            if (staged_.empty()) {
                changed_.wait(lock);
            } else {
                changed_.wait_until(lock, oldest_staged_ + group_age_limit);
            }
        }
        if (is_stopped_) return;
        const std::vector<StagedFrame> group = std::exchange(staged_, {});
        is_committing_ = true;
        lock.unlock();
        std::exception_ptr failure;
        try {
            steps_.commit(group);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        is_committing_ = false;
        if (failure) {
            if (!failure_) failure_ = failure;
            jobs_.clear();
            staged_.clear();
        }
        changed_.notify_all();
    }
}

}  // namespace plumb::dataset
