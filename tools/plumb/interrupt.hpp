#pragma once

namespace plumb::program {

/// From here on the first SIGINT, SIGTERM or SIGHUP asks for an orderly end, which may take four seconds; then, or at a
/// second one, the process ends as it is. What cannot be written (a pipe without reader, a file beyond the limit on its
/// size) is an error of the call and no longer ends the process.
void catch_interrupts();

/// Whether an orderly end was asked for.
bool is_interrupted() noexcept;

/// The exit code for it: 128 and the signal's number.
int interrupted_exit_code() noexcept;

}  // namespace plumb::program
