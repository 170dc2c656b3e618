#pragma once

#include <plumb/frame.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// Channel names of a pass in an EXR file, in the order of its components: R, G, B, A for colour, Z for depth, and
/// `<pass>.<component>` for the others.
std::vector<std::string> exr_channel_names(const PassInfo& pass);

/// How the values of a pass are stored, for metadata.
std::string exr_encoding(const PassInfo& pass);

/// 8-bit sRGB colour with straight alpha as linear Rec.709 with associated alpha, as readers of EXR expect it.
std::vector<float> linear_premultiplied(const PassView& rgb);

/// A scan-line EXR file of one part with one pass: 32-bit floats, or 32-bit unsigned integers for ids and codes, ZIP
/// compression without loss. 8-bit sRGB colour becomes linear Rec.709 with associated alpha, as readers of EXR expect;
/// every other value is stored as it is.
/// @param texts    further string attributes: name, text
/// @throws Error  internal with the encoder's reason
std::vector<std::byte> encode_exr(const PassView& pass,
                                  const std::vector<std::pair<std::string, std::string>>& texts = {});

}  // namespace plumb::dataset
