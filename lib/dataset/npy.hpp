#pragma once

#include <plumb/frame.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumb::dataset {

/// Header of a NumPy file, format version 1.0, that `shape` values in C order complete. Its length is a multiple of 64.
/// @param descriptor  Python literal, such as "'<f4'" or "[('id', '<u4')]"
///
/// Source: numpy.lib.format.
std::string npy_header(std::string_view descriptor, std::span<const std::size_t> shape);

/// The header that the bytes of `pass` complete: little-endian, shape (height, width) or (height, width, channels).
std::string npy_header(const PassView& pass);

/// A NumPy file: the header and the array as it is.
std::vector<std::byte> npy_bytes(const PassView& pass);

}  // namespace plumb::dataset
