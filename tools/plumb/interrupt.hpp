#pragma once

namespace plumb::program {

/// From here on the first SIGINT or SIGTERM asks for an orderly end; the second one ends the process at once.
void catch_interrupts();

/// Whether an orderly end was asked for.
bool is_interrupted() noexcept;

}  // namespace plumb::program
