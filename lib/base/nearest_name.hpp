#pragma once

#include <span>
#include <string>
#include <string_view>

namespace plumb {

/// The candidate with the smallest edit distance to `name`; empty if there are no candidates.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

/// `did you mean 'x'? ` for messages; empty if no candidate is like `name`.
std::string suggestion(std::string_view name, std::span<const std::string_view> candidates);

/// `a, b, c`, for messages.
std::string join_names(std::span<const std::string_view> names);

}  // namespace plumb
