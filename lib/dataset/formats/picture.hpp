#pragma once

#include "dataset/format.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// What every file says of the frame that it is of: generator, index, and where they are known the id of the set and
/// the seed of the recipe's run. Keywords and texts as for PngImage::texts.
std::vector<std::pair<std::string, std::string>> identity_texts(const FrameRecord& record);

/// The same as attributes of an EXR, as ExrImage::texts has them.
std::vector<std::pair<std::string, std::string>> identity_attributes(const FrameRecord& record);

/// `rgb` as an 8-bit RGB PNG, marked as sRGB. Alpha is left out.
std::vector<std::byte> encode_rgb(const FrameRecord& record);

/// 16-bit PNG of one channel.
std::vector<std::byte> encode_grey16(const FrameRecord& record, const std::vector<std::uint16_t>& values,
                                     const std::string& meaning);

/// Planar `depth` in 16-bit units; what is nearer than half a unit, or beyond 65535, is 0.
struct Depth16 {
    std::vector<std::uint16_t> values;
    std::uint64_t unrepresentable = 0;  ///< pixels with a surface that became 0
};
Depth16 depth_in_units(const PassView& depth, double units_per_metre);

}  // namespace plumb::dataset
