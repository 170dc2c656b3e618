#pragma once

#include <plumb/renderer.hpp>

#include <cstdint>
#include <vector>

namespace plumb::render {

/// Place of a sample in its pixel, 1/256 px; may lie outside the pixel. The centre is (128, 128).
struct SamplePlace {
    std::int32_t x = 128, y = 128;
    friend bool operator==(const SamplePlace&, const SamplePlace&) = default;
};

/// Of a pixel.
inline constexpr std::uint32_t most_samples = 64;

/// Where the samples of every pixel lie: the first in the centre, all with one weight, so that their density is the
/// filter.
///
/// For the box: the first `count` points of Sobol's sequence, in the middle of cells of 1/64 px. Any 2^k of them have
/// one in every strip of 2^-k px, across and along. The wider filter takes the same points through the inverse of its
/// distribution.
/// @param count  1 to most_samples
std::vector<SamplePlace> sample_places(PixelFilter filter, std::uint32_t count);

/// Pixels by which samples of `filter` may leave their own pixel, rounded up.
std::int32_t sample_reach(PixelFilter filter) noexcept;

}  // namespace plumb::render
