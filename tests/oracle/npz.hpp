#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace plumb::oracle {

/// An array of an .npz file, whatever its type, in double precision.
struct NpyArray {
    std::vector<std::size_t> shape;
    std::vector<double> values;
};

/// Reads the arrays of NumPy's archive: little-endian f8, i8 and booleans in C order, stored or deflated.
/// @throws std::runtime_error  for anything else
std::map<std::string, NpyArray> read_npz(const std::filesystem::path& path);

}  // namespace plumb::oracle
