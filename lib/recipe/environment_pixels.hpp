#pragma once

#include <plumb/shot.hpp>

#include <string>
#include <string_view>

namespace plumb::recipe {

/// XXH3 (128 bits, 32 hexadecimal digits) of the map's pixels, as little-endian floats.
std::string pixel_hash(const EnvironmentMap& map);

/// The pixels as `data:application/octet-stream;base64,...` of little-endian floats.
std::string pixels_as_data_uri(const EnvironmentMap& map);

/// Fills `map.rgb`, of map.width x map.height x 3 floats, from what pixels_as_data_uri() gave.
/// @return  why the text was refused; empty if it was not
std::string read_data_uri(std::string_view text, EnvironmentMap& map);

}  // namespace plumb::recipe
