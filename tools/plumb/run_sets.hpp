#pragma once

#include "render_arguments.hpp"
#include "shot_source.hpp"

#include <cstdint>
#include <vector>

namespace plumb::program {

/// Positions first .. first + count - 1 of a run.
struct Stretch {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// The sets that a run writes: one, or one a view.
class RunSets {
public:
    /// Opens them.
    /// @throws Error  as Dataset
    RunSets(const RenderArguments& arguments, const ShotSource& source);

    /// The next frames that are not done, none at the end; at most `limit`.
    [[nodiscard]] Stretch next(std::uint64_t limit);
    void write(std::uint64_t position, const Frame& frame, const Shot& shot);
    void flush();
    /// @return false where other processes are still at it
    bool finish();
    /// Sum over the sets.
    [[nodiscard]] DatasetProgress progress() const;

    /// Frames of the run that are to be rendered, that are there, and that were there with files missing.
    [[nodiscard]] std::uint64_t todo_count() const { return todo_count_; }
    [[nodiscard]] std::uint64_t there_count() const { return source_.count() - todo_count_; }
    [[nodiscard]] std::uint64_t lost_count() const;

private:
    const RenderArguments& arguments_;
    const ShotSource& source_;
    std::vector<Dataset> sets_;
    std::vector<Stretch> todo_;
    std::size_t next_ = 0;
    std::uint64_t todo_count_ = 0;
};

}  // namespace plumb::program
