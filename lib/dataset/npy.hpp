#pragma once

#include <plumb/frame.hpp>

#include <string>

namespace plumb::dataset {

/// Header of a NumPy file, format version 1.0, that the bytes of `pass` complete: little-endian, C order, shape
/// (height, width) or (height, width, channels). Its length is a multiple of 64.
///
/// Source: numpy.lib.format.
std::string npy_header(const PassView& pass);

}  // namespace plumb::dataset
