#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace plumb {

/// Starts `count` threads that run `work`, or fewer, even none, where the system has no more: the caller has to do what
/// they leave.
std::vector<std::jthread> start_threads(std::size_t count, const std::function<void()>& work);

/// Calls `work` for 0 .. count - 1, each once, on as many threads as the machine runs at once; returns when all are
/// done. The order is not defined. The first exception of the lowest index is thrown again here.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

/// The same on at most `thread_count` threads, of which the caller is one; at least 1.
void in_parallel(std::size_t count, std::size_t thread_count, const std::function<void(std::size_t)>& work);

/// As many threads as pay for themselves where `items` small things are to be done, up to those that the machine runs
/// at once.
std::size_t threads_for(std::size_t items) noexcept;

}  // namespace plumb
