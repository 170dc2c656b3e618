#include "progress.hpp"

#include "text.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

namespace plumb::program {

Progress::Progress(std::uint64_t total, std::uint64_t there, Kind kind)
    : total_(total), there_(there), kind_(kind), is_terminal_(::isatty(STDERR_FILENO) == 1) {
    if (kind_ == Kind::json) print_json("rendering");
}

Progress::~Progress() {
    if (has_open_line_) std::fputc('\n', stderr);
}

double Progress::seconds() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

double Progress::frames_per_second() const {
    const double elapsed_s = seconds();
    return elapsed_s > 0 ? static_cast<double>(done_) / elapsed_s : 0;
}

double Progress::seconds_left() const {
    const double rate = frames_per_second();
    return rate > 0 ? static_cast<double>(total_ - done_) / rate : 0;
}

std::string Progress::text_line() const {
    const auto left_s = static_cast<std::uint64_t>(seconds_left() + 0.5);
    std::array<char, 200> text{};
    std::snprintf(text.data(), text.size(), "frame %llu of %llu, %.1f frames/s, %s, %llu:%02llu:%02llu left",
                  static_cast<unsigned long long>(done_), static_cast<unsigned long long>(total_), frames_per_second(),
                  bytes_text(bytes_).c_str(), static_cast<unsigned long long>(left_s / 3600),
                  static_cast<unsigned long long>(left_s / 60 % 60), static_cast<unsigned long long>(left_s % 60));
    return text.data();
}

void Progress::print_json(const char* state) const {
    const Json line{{"state", state},
                    {"frames", done_},
                    {"frames_total", total_},
                    {"frames_there_before", there_},
                    {"bytes", bytes_},
                    {"seconds", seconds()},
                    {"frames_per_second", frames_per_second()},
                    {"seconds_left", done_ > 0 ? Json(seconds_left()) : Json(nullptr)}};
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

void Progress::update(std::uint64_t done, std::uint64_t bytes) {
    const bool is_first = done_ == 0 && done > 0;
    done_ = done;
    bytes_ = bytes;
    const auto now = Clock::now();
    const bool is_last = done_ == total_;
    const auto is_early = [&](std::chrono::milliseconds pause) { return !is_first && now - shown_ < pause; };
    if (kind_ == Kind::json) {
        if (is_early(std::chrono::milliseconds(500)) && !is_last) return;
        print_json("rendering");
    } else if (is_terminal_) {
        if (is_early(std::chrono::milliseconds(100)) && !is_last) return;
        std::fprintf(stderr, "\r\x1b[K%s", text_line().c_str());
        std::fflush(stderr);
        has_open_line_ = true;
    } else {
        // A log of a long run stays short: a line every ten seconds.
        if (is_last || now - shown_ < std::chrono::seconds(10)) return;
        std::fprintf(stderr, "plumb: %s\n", text_line().c_str());
    }
    shown_ = now;
}

void Progress::end(const char* state) {
    if (kind_ == Kind::json) print_json(state);
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array<const char*, 5> units{"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    return text.data();
}

}  // namespace plumb::program
