#pragma once

#include <numbers>

namespace plumb::recipe {

using std::numbers::pi;
inline constexpr double radians_per_degree = pi / 180;

}  // namespace plumb::recipe
