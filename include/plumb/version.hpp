#pragma once

#include <plumb/export.hpp>

/// Version of these headers; CMake reads it from here.
#define PLUMB_VERSION_MAJOR 0
#define PLUMB_VERSION_MINOR 1
#define PLUMB_VERSION_PATCH 0

namespace plumb {

/// Version of docs/conventions.md: rises when a number in a frame gets another meaning.
inline constexpr int conventions_version = 1;

/// Version of the library that is loaded, "major.minor.patch"; may differ from the headers' macros.
PLUMB_API const char* version() noexcept;

}  // namespace plumb
