#include "recipe/geometry.hpp"

#include "recipe/distribution.hpp"
#include "statistics.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace plumb::recipe::geometry_test {
namespace {

constexpr std::size_t count = 40000;
const double pi = std::acos(-1.0);

using Units = std::array<double, 3>;

Units units(std::uint64_t frame, Distribution::Source source = Distribution::Source::independent) {
    Units result{};
    draw_units({.seed = 3, .frame = frame, .key = make_draw_key("mug", "rotation")}, source, result);
    return result;
}

double even(double x) {
    return x;
}

void expect_distribution(const std::vector<double>& values, const std::function<double(double)>& cdf) {
    EXPECT_LT(test::kolmogorov_smirnov(values, cdf), test::kolmogorov_smirnov_0999);
}

double azimuth_share(const glm::dvec3& place) {
    const double azimuth = std::atan2(place.x, place.z) / (2 * pi);
    return azimuth < 0 ? azimuth + 1 : azimuth;
}

TEST(Geometry, AnglesMeanWhatTheySay) {
    const auto near = [](const glm::dvec3& a, const glm::dvec3& b) { return glm::length(a - b) < 1e-15; };
    EXPECT_TRUE(near(direction_from_angles(0, 0), {0, 0, 1}));
    EXPECT_TRUE(near(direction_from_angles(pi / 2, 0), {1, 0, 0}));
    EXPECT_TRUE(near(direction_from_angles(1, pi / 2), {0, 1, 0}));
    // A rotation about +Y by the azimuth takes +Z there.
    const glm::dquat yaw = rotation_about({0, 1, 0}, 0.7);
    EXPECT_TRUE(near(yaw * glm::dvec3(0, 0, 1), direction_from_angles(0.7, 0)));
    EXPECT_NEAR(glm::length(yaw), 1, 1e-15);
    EXPECT_EQ(rotation_about({1, 0, 0}, 0).w, 1);
}

TEST(Geometry, DirectionsAreEvenOnTheSphere) {
    std::vector<double> heights;
    std::vector<double> azimuths;
    std::vector<std::size_t> cells(8 * 8);
    glm::dvec3 sum(0);
    for (std::uint64_t i = 0; i < count; ++i) {
        const Units unit = units(i);
        const glm::dvec3 direction = sphere_direction(unit[0], unit[1]);
        ASSERT_NEAR(glm::length(direction), 1, 4e-16);
        // Heights are even along every axis, here along one that is no axis of the construction.
        heights.push_back(0.5 + 0.5 * glm::dot(direction, glm::normalize(glm::dvec3(1, 2, -2))));
        azimuths.push_back(azimuth_share(direction));
        ++cells[static_cast<std::size_t>(4 + 4 * direction.y) * 8 + static_cast<std::size_t>(8 * azimuths.back())];
        sum += direction;
    }
    expect_distribution(heights, even);
    expect_distribution(azimuths, even);
    EXPECT_LT(test::chi_square_even(cells), test::chi_square_0999(63));
    // Each coordinate has a variance of 1/3.
    for (int axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(sum[axis] / count, 0, test::two_sided_0999 / std::sqrt(3.0 * count));
}

TEST(Geometry, ConesAreEvenAndTight) {
    for (const double half_angle : {1e-6, 0.3, pi}) {
        std::vector<double> shares;
        std::vector<double> around;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Units unit = units(i);
            const glm::dvec3 direction = cone_direction(half_angle, unit[0], unit[1]);
            ASSERT_NEAR(glm::length(direction), 1, 4e-16);
            const double angle = std::atan2(std::hypot(direction.x, direction.y), direction.z);
            ASSERT_LE(angle, half_angle * (1 + 1e-12));
            shares.push_back(std::pow(std::sin(angle / 2) / std::sin(half_angle / 2), 2));
            around.push_back(azimuth_share({direction.x, 0, direction.y}));
        }
        expect_distribution(shares, even);
        expect_distribution(around, even);
    }
    EXPECT_EQ(cone_direction(0, 0.5, 0.5), glm::dvec3(0, 0, 1));
    EXPECT_THROW(cone_direction(-0.1, 0, 0), Error);
    EXPECT_THROW(cone_direction(3.2, 0, 0), Error);
}

TEST(Geometry, RotationsAreEven) {
    std::vector<double> angles;
    std::vector<double> traces;
    std::vector<double> heights;
    std::vector<double> relative;
    const glm::dvec3 from = glm::normalize(glm::dvec3(3, -1, 2));
    const glm::dvec3 onto = glm::normalize(glm::dvec3(-1, 1, 4));
    glm::dquat before = uniform_rotation(0.3, 0.2, 0.9);
    const auto angle_of = [](const glm::dquat& q) { return 2 * std::acos(std::min(1.0, std::abs(q.w))); };
    for (std::uint64_t i = 0; i < count; ++i) {
        const Units unit = units(i);
        const glm::dquat rotation = uniform_rotation(unit[0], unit[1], unit[2]);
        ASSERT_NEAR(glm::length(rotation), 1, 4e-16);
        const glm::dmat3 matrix = glm::mat3_cast(rotation);
        angles.push_back(angle_of(rotation));
        traces.push_back(matrix[0][0] + matrix[1][1] + matrix[2][2]);
        heights.push_back(0.5 + 0.5 * glm::dot(rotation * from, onto));
        relative.push_back(angle_of(glm::conjugate(before) * rotation));
        before = rotation;
    }
    // Haar's measure: the angle has the density (1 - cos) / pi, any vector's image is even on the sphere, the trace of
    // a product of two has the same distribution as that of one.
    const auto angle_share = [](double angle) { return (angle - std::sin(angle)) / pi; };
    expect_distribution(angles, angle_share);
    expect_distribution(relative, angle_share);
    expect_distribution(heights, even);
    // The trace is 1 + 2 cos(angle) and falls as the angle grows; its mean is 0 and its variance 1.
    expect_distribution(
        traces, [&](double trace) { return 1 - angle_share(std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0))); });
    EXPECT_NEAR(test::mean(traces), 0, test::two_sided_0999 / std::sqrt(static_cast<double>(count)));
    EXPECT_NEAR(test::variance(traces), 1, test::two_sided_0999 * std::sqrt(2.0 / count));
}

TEST(Geometry, TrianglesAreEven) {
    std::vector<std::size_t> cells(16);
    for (std::uint64_t i = 0; i < count; ++i) {
        const Units unit = units(i);
        const glm::dvec2 weights = triangle_weights(unit[0], unit[1]);
        ASSERT_GE(weights.x, 0);
        ASSERT_GE(weights.y, 0);
        ASSERT_LE(weights.x + weights.y, 1 + 4e-16);
        // Sixteen equal triangles: a grid of 4 x 4 squares, each cut in two, of which 16 lie inside.
        const double x = 4 * weights.x;
        const double y = 4 * weights.y;
        const auto column = static_cast<std::size_t>(x);
        const auto row = static_cast<std::size_t>(y);
        const bool is_upper = x - std::floor(x) + y - std::floor(y) > 1;
        const std::array<std::size_t, 4> first{0, 7, 12, 15};
        ++cells.at(first.at(row) + 2 * column + (is_upper ? 1 : 0));
    }
    EXPECT_LT(test::chi_square_even(cells), test::chi_square_0999(15));
}

TEST(Geometry, RingsAreEvenByArea) {
    const RingSector sector{.min_radius_m = 1, .max_radius_m = 3, .min_azimuth_rad = 0.5, .max_azimuth_rad = 2};
    std::vector<double> areas;
    std::vector<double> azimuths;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Units unit = units(i);
        const glm::dvec3 place = point_in(sector, unit[0], unit[1]);
        EXPECT_EQ(place.y, 0);
        areas.push_back((place.x * place.x + place.z * place.z - 1) / 8);
        azimuths.push_back((std::atan2(place.x, place.z) - 0.5) / 1.5);
    }
    expect_distribution(areas, even);
    expect_distribution(azimuths, even);
}

TEST(Geometry, ShellsAreEvenByVolume) {
    const ShellSector sector{.min_radius_m = 1,
                             .max_radius_m = 2,
                             .min_azimuth_rad = -1,
                             .max_azimuth_rad = 1,
                             .min_elevation_rad = 0.1,
                             .max_elevation_rad = 1.2};
    std::vector<double> volumes;
    std::vector<double> azimuths;
    std::vector<double> heights;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Units unit = units(i);
        const glm::dvec3 place = point_in(sector, unit[0], unit[1], unit[2]);
        const double radius = glm::length(place);
        volumes.push_back((radius * radius * radius - 1) / 7);
        azimuths.push_back((std::atan2(place.x, place.z) + 1) / 2);
        heights.push_back((place.y / radius - std::sin(0.1)) / (std::sin(1.2) - std::sin(0.1)));
    }
    expect_distribution(volumes, even);
    expect_distribution(azimuths, even);
    expect_distribution(heights, even);
}

TEST(Geometry, RadiiMayBeEqualZeroOrHuge) {
    const ShellSector sphere{.min_radius_m = 2, .max_radius_m = 2};
    EXPECT_NEAR(glm::length(point_in(sphere, 0.2, 0.7, 0.4)), 2, 1e-15);
    EXPECT_EQ(point_in(ShellSector{.min_radius_m = 0, .max_radius_m = 0}, 0.2, 0.7, 0.4), glm::dvec3(0));
    EXPECT_NEAR(glm::length(point_in(ShellSector{.max_radius_m = 1e150}, 0.2, 0.7, 0.125)) / 1e150, 0.5, 1e-14);
    EXPECT_EQ(glm::length(point_in(ShellSector{}, 0.2, 0.7, 0)), 0);
}

TEST(Geometry, RefuseWhatCannotBe) {
    const double nan = std::nan("");
    const double infinity = std::numeric_limits<double>::infinity();
    for (const RingSector& wrong : {RingSector{-1, 1}, RingSector{2, 1}, RingSector{0, infinity}, RingSector{nan, 1},
                                    RingSector{0, 1, 1, 0}, RingSector{0, 1, 0, 7}, RingSector{0, 1, nan, 1}})
        EXPECT_THROW(point_in(wrong, 0.5, 0.5), Error);
    for (const ShellSector& wrong : {ShellSector{-1, 1}, ShellSector{0, 1, 0, 7}, ShellSector{0, 1, 0, 1, 1, 0},
                                     ShellSector{0, 1, 0, 1, -2, 0}, ShellSector{0, 1, 0, 1, 0, 2}})
        EXPECT_THROW(point_in(wrong, 0.5, 0.5, 0.5), Error);
}

TEST(Geometry, StratifiedDirectionsFillTheSphere) {
    // 64 frames of an aligned block, one to each of 8 x 8 cells of equal area.
    std::vector<int> seen(64);
    for (std::uint64_t frame = 128; frame < 192; ++frame) {
        const Units unit = units(frame, Distribution::Source::stratified);
        const glm::dvec3 direction = sphere_direction(unit[0], unit[1]);
        const auto band = static_cast<std::size_t>(4 + 4 * direction.y);
        ++seen.at(band * 8 + static_cast<std::size_t>(8 * azimuth_share(direction)));
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 64);
}

// Found on x86-64; every machine must find them.
TEST(Geometry, KnownBits) {
    const Units unit = units(70000);
    EXPECT_EQ(sphere_direction(unit[0], unit[1]),
              glm::dvec3(0x1.838197e8c0a4ep-2, 0x1.10b6135afc5c8p-2, 0x1.c5e25baed49a5p-1));
    EXPECT_EQ(cone_direction(0.3, unit[0], unit[1]),
              glm::dvec3(0x1.21e7efcc84743p-4, 0x1.5390c6c1a760ap-3, 0x1.f79c77b37e4d3p-1));
    EXPECT_EQ(direction_from_angles(unit[0], unit[1]),
              glm::dvec3(0x1.6e84ce9733067p-2, 0x1.06d59b0002e58p-4, 0x1.dcf302598eabp-1));
    EXPECT_EQ(point_in(RingSector{1, 3}, unit[0], unit[1]),
              glm::dvec3(0x1.8ebb45202d494p-1, 0x0p+0, 0x1.d308483194d8ep+0));
    EXPECT_EQ(point_in(ShellSector{1, 3}, unit[0], unit[1], unit[2]),
              glm::dvec3(0x1.6fe398169d26cp-1, -0x1.02e7cb9833d11p-1, 0x1.aee81d32f3f8p+0));
    EXPECT_EQ(triangle_weights(unit[0], unit[1]), glm::dvec2(0x1.22312dc5ae0eep-1, 0x1.3e9a3c80ed7d6p-5));
    const glm::dquat rotation = uniform_rotation(unit[0], unit[1], unit[2]);
    EXPECT_EQ(rotation.x, 0x1.3fe5a41c7b3dcp-2);
    EXPECT_EQ(rotation.y, 0x1.76b1a2a01260bp-1);
    EXPECT_EQ(rotation.z, 0x1.323bd9cc6e0e8p-1);
    EXPECT_EQ(rotation.w, 0x1.86c268766afb8p-4);
}

}  // namespace
}  // namespace plumb::recipe::geometry_test
