#include "render/sample_pattern.hpp"

#include "base/assert.hpp"

#include <cmath>
#include <numbers>

namespace plumb::render {

namespace {

constexpr std::int32_t subpixels = 256;
constexpr double blackman_harris_radius_px = 1.5;

/// The bits of a 6-bit number the other way round: van der Corput's sequence in 64ths.
std::uint32_t reversed(std::uint32_t index) {
    std::uint32_t result = 0;
    for (std::uint32_t bit = 0; bit < 6; ++bit) result |= (index >> bit & 1U) << (5 - bit);
    return result;
}

/// The second dimension of Sobol's sequence in 64ths: direction numbers of the polynomial x + 1.
std::uint32_t sobol(std::uint32_t index) {
    std::uint32_t result = 0;
    std::uint32_t direction = 32;
    for (; index != 0; index >>= 1U, direction ^= direction >> 1U)
        if ((index & 1U) != 0) result ^= direction;
    return result;
}

/// Share of the four-term Blackman-Harris window (F. J. Harris, 1978) up to t, 0 <= t <= 1.
double blackman_harris_share(double t) {
    using std::numbers::pi;
    return t - (0.48829 * std::sin(2 * pi * t) / (2 * pi) - 0.14128 * std::sin(4 * pi * t) / (4 * pi) +
                0.01168 * std::sin(6 * pi * t) / (6 * pi)) /
                   0.35875;
}

/// Place at which the filter's share is `share`, 1/256 px.
std::int32_t warped(std::int32_t share_256) {
    double low = 0, high = 1;
    for (int step = 0; step < 40; ++step) {
        const double middle = (low + high) / 2;
        (blackman_harris_share(middle) * subpixels < share_256 ? low : high) = middle;
    }
    const double offset_px = (low - 0.5) * 2 * blackman_harris_radius_px;
    return static_cast<std::int32_t>(std::lround((0.5 + offset_px) * subpixels));
}

}  // namespace

std::vector<SamplePlace> sample_places(PixelFilter filter, std::uint32_t count) {
    PLUMB_ASSERT(count >= 1 && count <= most_samples);
    constexpr std::uint32_t middle = most_samples / 2;
    constexpr std::int32_t cell = subpixels / most_samples;
    std::vector<SamplePlace> places(count);
    for (std::uint32_t i = 1; i < count; ++i) {
        // Shifting all points by a half, bit by bit, takes the first one to the centre's cell and keeps the strips.
        places[i] = {static_cast<std::int32_t>(reversed(i) ^ middle) * cell + cell / 2,
                     static_cast<std::int32_t>(sobol(i) ^ middle) * cell + cell / 2};
        if (filter == PixelFilter::blackman_harris) places[i] = {warped(places[i].x), warped(places[i].y)};
    }
    return places;
}

std::int32_t sample_reach(PixelFilter filter) noexcept {
    return filter == PixelFilter::box ? 0 : 1;
}

}  // namespace plumb::render
