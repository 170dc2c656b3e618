#pragma once

#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>

namespace plumb::recipe {

// Directions, rotations and points as functions of unit numbers in [0, 1), so that independent and stratified numbers
// serve alike (see draw_units). Axes are the world's: right-handed, +Y up, metres, radians. Azimuth 0 is +Z and grows
// toward +X, as a positive rotation about +Y turns; elevation 0 is the horizon, pi/2 is up.

/// Unit vector of an azimuth and an elevation.
/// @throws Error  invalid_argument as exact_sincos
glm::dvec3 direction_from_angles(double azimuth_rad, double elevation_rad);

/// Rotation by `angle_rad` about the unit vector `axis`, right-handed; a unit quaternion.
/// @throws Error  invalid_argument as exact_sincos
glm::dquat rotation_about(const glm::dvec3& axis, double angle_rad);

/// Each direction alike. Source: Archimedes; height and azimuth of a sphere's points are even.
glm::dvec3 sphere_direction(double u, double v);

/// Each direction within `half_angle_rad` of +Z alike; 0 <= half_angle_rad <= pi.
/// @throws Error  invalid_argument beyond that range
glm::dvec3 cone_direction(double half_angle_rad, double u, double v);

/// Each rotation alike (Haar's measure on SO(3)); a unit quaternion.
/// Source: Shoemake, "Uniform random rotations", Graphics Gems III, 1992.
glm::dquat uniform_rotation(double u, double v, double w);

/// Weights of a triangle's second and third corner; each point of the triangle alike.
glm::dvec2 triangle_weights(double u, double v);

/// Part of a ring on the ground, y = 0.
struct RingSector {
    double min_radius_m = 0;
    double max_radius_m = 1;
    double min_azimuth_rad = 0;
    double max_azimuth_rad = 0x1.921fb54442d18p+2;  ///< 2 pi
};

/// Each point of the sector alike, by area.
/// @throws Error  invalid_argument: bounds upside down or not finite, a negative radius, more than a turn
glm::dvec3 point_in(const RingSector& sector, double u, double v);

/// Part of a spherical shell.
struct ShellSector {
    double min_radius_m = 0;
    double max_radius_m = 1;
    double min_azimuth_rad = 0;
    double max_azimuth_rad = 0x1.921fb54442d18p+2;     ///< 2 pi
    double min_elevation_rad = -0x1.921fb54442d18p+0;  ///< -pi/2
    double max_elevation_rad = 0x1.921fb54442d18p+0;   ///< pi/2
};

/// Each point of the sector alike, by volume; with equal radii by area. `w` decides the radius.
/// @throws Error  invalid_argument: bounds upside down or not finite, a negative radius, more than a turn, an elevation
///                beyond +-pi/2
glm::dvec3 point_in(const ShellSector& sector, double u, double v, double w);

}  // namespace plumb::recipe
