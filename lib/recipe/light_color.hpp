#pragma once

#include <glm/glm.hpp>

namespace plumb::recipe {

inline constexpr double min_temperature_k = 1667;
inline constexpr double max_temperature_k = 25000;

/// Linear Rec.709 colour of a black body, scaled to a luminance of 1; parts outside the gamut (blue below about 1900 K)
/// are cut at 0 before.
///
/// Source: Kim, Kim, Cho, "Design of advanced color temperature control system for HDTV applications", Journal of the
/// Korean Physical Society 41, 2002: cubic fit of the Planckian locus in CIE 1931 xy.
/// @param temperature_k  min_temperature_k to max_temperature_k
glm::dvec3 planckian_color(double temperature_k);

/// Gains that turn the colour of a black body into grey of the same luminance.
/// @param temperature_k  2000 to max_temperature_k
glm::dvec3 white_balance_gains(double temperature_k);

/// Linear Rec.709 from hue (turns, any), saturation and value (0..1), and back.
glm::dvec3 rgb_from_hsv(const glm::dvec3& hsv);
glm::dvec3 hsv_from_rgb(const glm::dvec3& rgb);

/// The sun's disc at sea level.
struct Sunlight {
    glm::dvec3 color{1};        ///< linear Rec.709, luminance 1
    double illuminance_lx = 0;  ///< on a surface that faces the sun
};

/// What Rayleigh scattering, ozone and aerosols leave of the sun's 133,100 lx.
///
/// Source: Preetham, Shirley, Smits, "A Practical Analytic Model for Daylight", 1999, appendix A.1: Angstrom's
/// turbidity beta = 0.04608 T - 0.04586, wavelength exponent 1.3; Rozenberg's relative air mass.
/// @param sin_elevation  above 0
Sunlight sunlight(double sin_elevation, double turbidity);

/// Where the sun stands: unit vector, x east, y up, z south.
///
/// Source: the declination follows from the ecliptic longitude, counted evenly from the March equinox (day 80); within
/// a degree of the almanac.
/// @param hour  local solar time: at 12 the sun is in the meridian
glm::dvec3 to_sun(double hour, double latitude_deg, double day_of_year);

}  // namespace plumb::recipe
