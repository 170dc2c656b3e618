#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace plumb::program {

/// Tells how far a run of `total` frames is: on the error stream one line that is drawn anew on a terminal and a plain
/// line now and then elsewhere; or, for programs, lines of JSON on the standard output.
class Progress {
public:
    enum class Kind : std::uint8_t { text, json };

    /// @param there  frames that were there before, not part of `total`
    Progress(std::uint64_t total, std::uint64_t there, Kind kind);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// @param done   frames of this run
    /// @param bytes  of their files
    void update(std::uint64_t done, std::uint64_t bytes);
    /// The last line for programs. @param state  done, left_to_others or interrupted
    void end(const char* state);
    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] double seconds() const;
    [[nodiscard]] double frames_per_second() const;

private:
    using Clock = std::chrono::steady_clock;
    [[nodiscard]] double seconds_left() const;
    [[nodiscard]] std::string text_line() const;
    void print_json(const char* state) const;

    std::uint64_t total_;
    std::uint64_t there_;
    Kind kind_;
    std::uint64_t done_ = 0;
    std::uint64_t bytes_ = 0;
    bool is_terminal_;
    bool has_open_line_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point shown_ = start_;
};

/// "12.3 MB".
std::string bytes_text(std::uint64_t bytes);

}  // namespace plumb::program
