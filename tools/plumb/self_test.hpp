#pragma once

#include <plumb/plumb.hpp>

#include <string>

namespace plumb::program {

/// Renders one triangle on `device` and compares its depth and ids with what geometry says.
/// @return        empty if they agree, else what differs
/// @throws Error  whatever the device or the file system has to say
std::string self_test(const Device& device);

}  // namespace plumb::program
