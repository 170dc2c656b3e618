#pragma once

#include <string_view>

namespace plumb {

/// Whether `text` is `pattern`, in which `*` stands for any characters and `?` for any one.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace plumb
