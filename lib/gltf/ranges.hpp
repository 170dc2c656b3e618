// Bounds that several checks share.
#pragma once

#include "gltf/json_view.hpp"

namespace plumb::gltf {

inline constexpr Range unit{0, 1};
inline constexpr Range not_negative{0};
inline constexpr Range positive{0, std::numeric_limits<double>::infinity(), true};

/// JSON's numbers are doubles, which tell whole numbers apart up to here.
inline constexpr std::uint64_t greatest_length = 1ULL << 53;

/// Off by how much the length of a unit vector or quaternion may be.
inline constexpr double unit_tolerance = 1e-3;

/// The same of quaternions of packed integers: half a step of 8 bits in each of four components.
inline constexpr double packed_unit_tolerance = 0.00769;

/// Metres, of positions and translations.
inline constexpr double coordinate_limit = 1e9;

}  // namespace plumb::gltf
