#include "recipe/light_color.hpp"

#include "base/exact_math.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::recipe {

namespace {

double luminance(const glm::dvec3& rgb) {
    return 0.2126 * rgb.x + 0.7152 * rgb.y + 0.0722 * rgb.z;
}

double cubic(const std::array<double, 4>& factors, double x) {
    return ((factors[0] * x + factors[1]) * x + factors[2]) * x + factors[3];
}

}  // namespace

glm::dvec3 planckian_color(double temperature_k) {
    const double t = temperature_k;
    const double per_kilokelvin = 1000 / t;
    const double x = t <= 4000 ? cubic({-0.2661239, -0.2343589, 0.8776956, 0.179910}, per_kilokelvin)
                               : cubic({-3.0258469, 2.1070379, 0.2226347, 0.240390}, per_kilokelvin);
    const double y = t <= 2222   ? cubic({-1.1063814, -1.34811020, 2.18555832, -0.20219683}, x)
                     : t <= 4000 ? cubic({-0.9549476, -1.37418593, 2.09137015, -0.16748867}, x)
                                 : cubic({3.0817580, -5.87338670, 3.75112997, -0.37001483}, x);
    const glm::dvec3 xyz(x / y, 1, (1 - x - y) / y);
    const glm::dvec3 rgb(3.2404542 * xyz.x - 1.5371385 * xyz.y - 0.4985314 * xyz.z,
                         -0.9692660 * xyz.x + 1.8760108 * xyz.y + 0.0415560 * xyz.z,
                         0.0556434 * xyz.x - 0.2040259 * xyz.y + 1.0572252 * xyz.z);
    const glm::dvec3 within = glm::max(rgb, glm::dvec3(0));
    return within / luminance(within);
}

glm::dvec3 white_balance_gains(double temperature_k) {
    return 1.0 / planckian_color(temperature_k);
}

glm::dvec3 rgb_from_hsv(const glm::dvec3& hsv) {
    const double sixths = (hsv.x - std::floor(hsv.x)) * 6;
    const auto channel = [&](double offset) {
        const double along = std::fmod(offset + sixths, 6.0);
        return hsv.z * (1 - hsv.y * std::clamp(std::min(along, 4 - along), 0.0, 1.0));
    };
    return {channel(5), channel(3), channel(1)};
}

glm::dvec3 hsv_from_rgb(const glm::dvec3& rgb) {
    const double value = std::max({rgb.x, rgb.y, rgb.z});
    const double chroma = value - std::min({rgb.x, rgb.y, rgb.z});
    if (!(chroma > 0)) return {0, 0, value};
    double sixths = 0;
    if (value == rgb.x)
        sixths = (rgb.y - rgb.z) / chroma;
    else if (value == rgb.y)
        sixths = 2 + (rgb.z - rgb.x) / chroma;
    else
        sixths = 4 + (rgb.x - rgb.y) / chroma;
    const double hue = sixths / 6;
    return {hue - std::floor(hue), chroma / value, value};
}

Sunlight sunlight(double sin_elevation, double turbidity) {
    // Where the three primaries lie, micrometres; Rayleigh after Froehlich and Shaw, ozone of 0.35 cm.
    constexpr std::array wavelength = {0.610, 0.550, 0.465};
    constexpr std::array ozone = {0.0434, 0.0298, 0.0035};
    constexpr double unfiltered_lx = 133100;
    const double beta = std::max(0.0, 0.04608 * turbidity - 0.04586);
    const double air_mass = 1 / (sin_elevation + 0.025 * exact_exp(-11 * sin_elevation));
    glm::dvec3 color = planckian_color(5800);
    for (int channel = 0; channel < 3; ++channel) {
        const auto at = static_cast<std::size_t>(channel);
        const double depth =
            0.008735 * exact_pow(wavelength[at], -4.08) + beta * exact_pow(wavelength[at], -1.3) + ozone[at];
        color[channel] *= exact_exp(-depth * air_mass);
    }
    const double left = luminance(color);
    return {.color = color / left, .illuminance_lx = unfiltered_lx * left};
}

glm::dvec3 to_sun(double hour, double latitude_deg, double day_of_year) {
    constexpr double obliquity_turns = 23.44 / 360;
    constexpr double equinox_day = 80;
    constexpr double year_days = 365.2422;
    const double sin_declination =
        exact_sincos_turns(obliquity_turns).sin * exact_sincos_turns((day_of_year - equinox_day) / year_days).sin;
    const double cos_declination = std::sqrt(1 - sin_declination * sin_declination);
    const SinCos turned = exact_sincos_turns((hour - 12) / 24);
    const SinCos latitude = exact_sincos_turns(latitude_deg / 360);
    const double west = cos_declination * turned.sin;
    const double north = sin_declination * latitude.cos - cos_declination * latitude.sin * turned.cos;
    const double up = sin_declination * latitude.sin + cos_declination * latitude.cos * turned.cos;
    const glm::dvec3 direction(-west, up, -north);
    return direction / std::sqrt(glm::dot(direction, direction));
}

}  // namespace plumb::recipe
