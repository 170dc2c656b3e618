#include "recipe/geometry.hpp"

#include "base/exact_math.hpp"
#include "recipe/angle.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace plumb::recipe {
namespace {

void need(bool holds, const char* rule, double low, double high) {
    if (holds) return;
    std::array<char, 128> numbers{};
    std::snprintf(numbers.data(), numbers.size(), "%.17g to %.17g, need ", low, high);
    throw Error(ErrorCode::invalid_argument, std::string("sector: ") + numbers.data() + rule);
}

void check_radii(double min_m, double max_m) {
    need(min_m >= 0 && min_m <= max_m && std::isfinite(max_m), "radii from 0 up, smaller first", min_m, max_m);
}

void check_azimuths(double min_rad, double max_rad) {
    // A turn written in decimals or in degrees may come out some rounding above 2 pi.
    constexpr double turn = 2 * pi * (1 + 1e-9);
    need(min_rad <= max_rad && max_rad - min_rad <= turn, "azimuths, smaller first, at most a turn apart", min_rad,
         max_rad);
}

/// Along [from, to], never beyond by rounding.
double between(double from, double to, double u) noexcept {
    return std::clamp(from + u * (to - from), from, to);
}

/// The direction at a height over the horizon plane of the unit sphere.
glm::dvec3 at_height(double height, const SinCos& azimuth) noexcept {
    const double radius = std::sqrt(std::max(0.0, (1 - height) * (1 + height)));
    return {radius * azimuth.sin, height, radius * azimuth.cos};
}

}  // namespace

glm::dvec3 direction_from_angles(double azimuth_rad, double elevation_rad) {
    const SinCos azimuth = exact_sincos(azimuth_rad);
    const SinCos elevation = exact_sincos(elevation_rad);
    return {elevation.cos * azimuth.sin, elevation.sin, elevation.cos * azimuth.cos};
}

glm::dquat rotation_about(const glm::dvec3& axis, double angle_rad) {
    const SinCos half = exact_sincos(0.5 * angle_rad);
    glm::dquat rotation;
    rotation.x = axis.x * half.sin;
    rotation.y = axis.y * half.sin;
    rotation.z = axis.z * half.sin;
    rotation.w = half.cos;
    return rotation;
}

glm::dvec3 sphere_direction(double u, double v) {
    return at_height(1 - 2 * u, exact_sincos_turns(v));
}

glm::dvec3 cone_direction(double half_angle_rad, double u, double v) {
    // 1 - cos in a form that keeps its digits for narrow cones.
    need(half_angle_rad >= 0 && half_angle_rad <= pi, "a half angle from 0 to pi", 0, half_angle_rad);
    const double half_sine = exact_sincos(0.5 * half_angle_rad).sin;
    const double drop = 2 * half_sine * half_sine * u;
    const double radius = std::sqrt(std::max(0.0, drop * (2 - drop)));
    const SinCos around = exact_sincos_turns(v);
    return {radius * around.sin, radius * around.cos, 1 - drop};
}

glm::dquat uniform_rotation(double u, double v, double w) {
    const SinCos first = exact_sincos_turns(v);
    const SinCos second = exact_sincos_turns(w);
    const double upper = std::sqrt(1 - u);
    const double lower = std::sqrt(u);
    glm::dquat rotation;
    rotation.x = upper * first.sin;
    rotation.y = upper * first.cos;
    rotation.z = lower * second.sin;
    rotation.w = lower * second.cos;
    return rotation;
}

glm::dvec2 triangle_weights(double u, double v) {
    const double away = std::sqrt(u);
    return {away * (1 - v), away * v};
}

glm::dvec3 point_in(const RingSector& sector, double u, double v) {
    check_radii(sector.min_radius_m, sector.max_radius_m);
    check_azimuths(sector.min_azimuth_rad, sector.max_azimuth_rad);
    const double inner = sector.min_radius_m * sector.min_radius_m;
    const double outer = sector.max_radius_m * sector.max_radius_m;
    const double radius = std::clamp(std::sqrt(inner + u * (outer - inner)), sector.min_radius_m, sector.max_radius_m);
    const SinCos azimuth = exact_sincos(between(sector.min_azimuth_rad, sector.max_azimuth_rad, v));
    return {radius * azimuth.sin, 0, radius * azimuth.cos};
}

glm::dvec3 point_in(const ShellSector& sector, double u, double v, double w) {
    check_radii(sector.min_radius_m, sector.max_radius_m);
    check_azimuths(sector.min_azimuth_rad, sector.max_azimuth_rad);
    need(-pi / 2 <= sector.min_elevation_rad && sector.min_elevation_rad <= sector.max_elevation_rad &&
             sector.max_elevation_rad <= pi / 2,
         "elevations within +-pi/2, lower first", sector.min_elevation_rad, sector.max_elevation_rad);
    const double low = exact_sincos(sector.min_elevation_rad).sin;
    const double high = exact_sincos(sector.max_elevation_rad).sin;
    const SinCos azimuth = exact_sincos(between(sector.min_azimuth_rad, sector.max_azimuth_rad, v));
    // In units of the outer radius, whose cube could leave the range of double.
    const double scale = sector.max_radius_m > 0 ? sector.max_radius_m : 1;
    const double inner = sector.min_radius_m / scale;
    const double inner_cube = inner * inner * inner;
    const double radius = scale * exact_pow(inner_cube + w * (1 - inner_cube), 1.0 / 3);
    return std::clamp(radius, sector.min_radius_m, sector.max_radius_m) * at_height(between(low, high, u), azimuth);
}

}  // namespace plumb::recipe
