#pragma once

#include "dataset/committer.hpp"

#include <plumb/frame.hpp>
#include <plumb/shot.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace plumb::dataset {

/// A frame that waits to be written.
struct FrameJob {
    std::uint64_t index = 0;
    Frame frame;
    std::optional<Shot> shot;  ///< to be written beside it
    std::string key;
    bool is_redone = false;  ///< StagedFrame::is_redone
};

/// Encodes frames on threads of its own and commits them in groups on a further one, while the caller renders. Holds no
/// more than two frames a thread that are not encoded yet: push() waits.
class FramePipeline {
public:
    struct Steps {
        /// Called by several threads at once, each time with the number of threads that it may use.
        std::function<StagedFrame(const FrameJob&, std::size_t)> encode;
        std::function<void(const std::vector<StagedFrame>&)> commit;  ///< called by one thread
    };

    /// @throws Error  out_of_memory if the system does not start `thread_count` threads and one more
    FramePipeline(std::size_t thread_count, Steps steps);
    /// Frames that wait are dropped; call drain() before.
    ~FramePipeline();
    FramePipeline(const FramePipeline&) = delete;
    FramePipeline& operator=(const FramePipeline&) = delete;

    /// @throws what a step threw for an earlier frame
    void push(FrameJob job);
    /// Returns when every frame that was pushed is committed, or cannot be.
    /// @throws what a step threw
    void drain();

private:
    using Clock = std::chrono::steady_clock;
    void stop();
    void encode_frames();
    void commit_groups();
    [[nodiscard]] bool is_idle() const { return jobs_.empty() && encoding_ == 0 && staged_.empty() && !is_committing_; }
    [[nodiscard]] bool is_group_due() const;

    Steps steps_;
    std::size_t thread_count_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<FrameJob> jobs_;
    std::vector<StagedFrame> staged_;
    Clock::time_point oldest_staged_;
    std::size_t encoding_ = 0;
    std::size_t draining_ = 0;
    bool is_committing_ = false;
    bool is_stopped_ = false;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  // last: they use all above
};

}  // namespace plumb::dataset
