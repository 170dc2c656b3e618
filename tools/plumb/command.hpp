#pragma once

#include "cli_forward.hpp"

#include <functional>

namespace plumb::program {

inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_io = 3;  ///< a file could not be read or written: disk full, quota, read-only, I/O error

/// What the command line asked for, run after it was parsed; returns the exit code.
using Action = std::function<int()>;

/// Each adds one subcommand to `app`, which sets `action` when it is chosen.
void add_render(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_doctor(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_merge(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);

}  // namespace plumb::program
