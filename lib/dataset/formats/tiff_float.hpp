#pragma once

#include <plumb/shot.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace plumb::dataset {

/// A TIFF file of one channel of 32-bit floats, compressed without loss.
/// @throws Error  internal
std::vector<std::byte> encode_tiff(Size size, std::span<const float> values);

}  // namespace plumb::dataset
