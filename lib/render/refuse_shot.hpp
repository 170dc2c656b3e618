#pragma once

#include <plumb/error.hpp>

#include <string>

namespace plumb::render {

/// @throws Error  always
[[noreturn]] inline void refuse_shot(const std::string& what, ErrorCode code = ErrorCode::invalid_argument) {
    throw Error(code, "rendering a shot: " + what);
}

}  // namespace plumb::render
