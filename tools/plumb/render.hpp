#pragma once

#include "render_arguments.hpp"

namespace plumb::program {

/// Renders what is not done, tells progress, and completes the sets; ends early on a signal.
/// @return        the exit code
/// @throws Error  what loading, rendering and writing throw
int render(const RenderArguments& arguments);

}  // namespace plumb::program
