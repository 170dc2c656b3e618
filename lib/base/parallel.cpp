#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>

namespace plumb {

std::vector<std::jthread> start_threads(std::size_t count, const std::function<void()>& work) {
    std::vector<std::jthread> threads;
    threads.reserve(count);
    try {
        for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {
        // The system has no more of them.
    }
    return threads;
}

std::size_t threads_for(std::size_t items) noexcept {
    constexpr std::size_t items_of_a_thread = 512;  // whose work takes several times as long as a thread's start
    return std::clamp<std::size_t>(items / items_of_a_thread, 1, std::max(1U, std::thread::hardware_concurrency()));
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
    in_parallel(count, std::max(1U, std::thread::hardware_concurrency()), work);
}

void in_parallel(std::size_t count, std::size_t thread_count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(count);
    const auto run = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                failures[i] = std::current_exception();
            }
        }
    };
    const std::size_t threads = std::min(thread_count, count);
    {
        const std::vector<std::jthread> helpers = start_threads(threads > 0 ? threads - 1 : 0, run);
        run();
    }
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

}  // namespace plumb
