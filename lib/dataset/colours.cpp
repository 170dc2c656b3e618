#include "dataset/colours.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plumb::dataset {

namespace {

std::uint8_t to_byte(double value) noexcept {
    if (!(value > 0)) return 0;
    return static_cast<std::uint8_t>(std::lround(255 * std::min(value, 1.0)));
}

double srgb_curve(double value) noexcept {
    if (!(value > 0)) return 0;
    return value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
}

using Colour = std::array<double, 3>;

/// 55 colours around the circle, spaced by how well the eye tells them apart.
std::vector<Colour> make_wheel() {
    struct Leg {
        int steps;
        Colour from, to;
    };
    const Leg legs[] = {{15, {1, 0, 0}, {1, 1, 0}}, {6, {1, 1, 0}, {0, 1, 0}},  {4, {0, 1, 0}, {0, 1, 1}},
                        {11, {0, 1, 1}, {0, 0, 1}}, {13, {0, 0, 1}, {1, 0, 1}}, {6, {1, 0, 1}, {1, 0, 0}}};
    std::vector<Colour> wheel;
    for (const Leg& leg : legs) {
        for (int step = 0; step < leg.steps; ++step) {
            Colour colour{};
            for (std::size_t c = 0; c < 3; ++c) {
                colour[c] = std::lerp(leg.from[c], leg.to[c], static_cast<double>(step) / leg.steps);
            }
            wheel.push_back(colour);
        }
    }
    return wheel;
}

}  // namespace

Rgb from_unit(double r, double g, double b) noexcept {
    return {to_byte(r), to_byte(g), to_byte(b)};
}

Rgb from_linear(double r, double g, double b) noexcept {
    return from_unit(srgb_curve(r), srgb_curve(g), srgb_curve(b));
}

Rgb turbo(double t) noexcept {
    const double x = std::clamp(std::isnan(t) ? 0.0 : t, 0.0, 1.0);
    const auto polynomial = [x](const std::array<double, 6>& c) {
        double value = 0;
        for (std::size_t i = c.size(); i-- > 0;) value = value * x + c[i];
        return value;
    };
    return from_unit(polynomial({0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943}),
                     polynomial({0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604}),
                     polynomial({0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973}));
}

Rgb id_colour(std::uint32_t id) noexcept {
    if (id == 0) return {};
    // Steps of the golden ratio keep any run of ids apart in hue; saturation and value differ from turn to turn.
    constexpr double golden = 0.6180339887498949;
    const double hue = 6 * std::fmod(0.08 + id * golden, 1.0);
    const double saturation = 0.55 + 0.4 * std::fmod(id * 0.7548776662466927, 1.0);
    const double value = 0.65 + 0.35 * std::fmod(id * 0.5698402909980532, 1.0);
    const auto channel = [=](double offset) {
        const double k = std::fmod(offset + hue, 6.0);
        return value * (1 - saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
    };
    return from_unit(channel(5), channel(3), channel(1));
}

Rgb flow_colour(double x, double y) noexcept {
    if (!std::isfinite(x) || !std::isfinite(y)) return {};
    static const std::vector<Colour> wheel = make_wheel();
    const double radius = std::hypot(x, y);
    const double angle = std::atan2(-y, -x) / std::numbers::pi;
    const double place = (angle + 1) / 2 * static_cast<double>(wheel.size() - 1);
    const auto first = static_cast<std::size_t>(place);
    const Colour& a = wheel[first % wheel.size()];
    const Colour& b = wheel[(first + 1) % wheel.size()];
    Colour colour{};
    for (std::size_t c = 0; c < 3; ++c) {
        const double hue = std::lerp(a[c], b[c], place - static_cast<double>(first));
        colour[c] = radius <= 1 ? 1 - radius * (1 - hue) : hue * 0.75;
    }
    return from_unit(colour[0], colour[1], colour[2]);
}

}  // namespace plumb::dataset
