#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace plumb::program {

/// Tells the error stream how far a run of `total` frames is: one line that is drawn anew on a terminal, a plain line
/// now and then elsewhere.
class Progress {
public:
    explicit Progress(std::uint64_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void advance();
    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] double frames_per_second() const;

private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] std::string line() const;

    std::uint64_t total_;
    std::uint64_t done_ = 0;
    bool is_terminal_;
    bool has_open_line_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point shown_ = start_;
};

}  // namespace plumb::program
