#include "progress.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace plumb::program {

Progress::Progress(std::uint64_t total) : total_(total), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (has_open_line_) std::fputc('\n', stderr);
}

double Progress::frames_per_second() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    return seconds > 0 ? static_cast<double>(done_) / seconds : 0;
}

std::string Progress::line() const {
    const double rate = frames_per_second();
    const auto left_s = rate > 0 ? static_cast<std::uint64_t>(static_cast<double>(total_ - done_) / rate + 0.5) : 0;
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "frame %llu of %llu, %.1f frames/s, %llu:%02llu:%02llu left",
                  static_cast<unsigned long long>(done_), static_cast<unsigned long long>(total_), rate,
                  static_cast<unsigned long long>(left_s / 3600), static_cast<unsigned long long>(left_s / 60 % 60),
                  static_cast<unsigned long long>(left_s % 60));
    return text.data();
}

void Progress::advance() {
    ++done_;
    const auto now = Clock::now();
    const bool is_last = done_ == total_;
    if (is_terminal_) {
        if (!is_last && now - shown_ < std::chrono::milliseconds(100)) return;
        std::fprintf(stderr, "\r\x1b[K%s", line().c_str());
        std::fflush(stderr);
        has_open_line_ = true;
    } else {
        // A log of a long run stays short: a line every ten seconds.
        if (is_last || now - shown_ < std::chrono::seconds(10)) return;
        std::fprintf(stderr, "plumb: %s\n", line().c_str());
    }
    shown_ = now;
}

}  // namespace plumb::program
