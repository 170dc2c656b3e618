#pragma once

#include "dataset/png.hpp"

#include <plumb/frame.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// Whether PNG can hold the pass: 8-bit colour, codes, ids, and distances in metres.
bool has_png(const PassInfo& pass) noexcept;

/// A pass as PNG, with what a reader must know to get the values back.
struct PngPass {
    std::vector<std::byte> bytes;
    std::string encoding;                    ///< for frame.json
    std::optional<double> metres_per_value;  ///< distances: stored integer times this
    std::uint64_t unrepresentable = 0;       ///< pixels whose value does not fit and became "no surface"
};

/// Encodes `pass`. Ids are stored as 16-bit integers, where the background 4294967295 becomes 65535; distances as
/// 16-bit millimetres, where 0 is no surface and everything beyond 65.535 m or nearer than 0.5 mm becomes 0 and is
/// counted.
/// @param texts    further ones, in front of its own
/// @throws Error  unsupported if an id does not fit, naming pass, value and limit; invalid_argument unless has_png()
PngPass png_pass(const PassView& pass, std::vector<std::pair<std::string, std::string>> texts = {});

/// Checks what png_pass() would refuse, without encoding.
/// @throws Error  as png_pass()
void check_png_pass(const PassView& pass);

}  // namespace plumb::dataset
