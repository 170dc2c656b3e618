// Samplers of the places where paths start, in their pixel and in the opening of the lens, against their densities.
#include "sampler_cases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plumb::render {
namespace {

using glm::dvec3;
using Corners = std::array<dvec3, 3>;
using std::numbers::pi;

/// Places in a plane one unit away, as directions: density by area times the cube of the distance is by solid angle.
double by_solid_angle(double by_area, const dvec3& direction) {
    return by_area / std::pow(direction.z, 3);
}

/// The window of F. J. Harris, 1978, over 3 px.
double blackman_harris(double offset_px) {
    const double a = pi * offset_px / 1.5;
    const double window = 0.35875 + 0.48829 * std::cos(a) + 0.14128 * std::cos(2 * a) + 0.01168 * std::cos(3 * a);
    return window / (0.35875 * 3);
}

/// Where in its pixel and where in the lens a path starts.
std::vector<SamplerCase> starts() {
    const auto start_case = [](const std::string& name, std::uint32_t kind) {
        SamplerCase result = case_of(name, dark_scene(), kind);
        result.shot.now.camera = {};  // the plane is the camera's
        return result;
    };
    const auto square = [](double half) {
        const dvec3 a(-half, -half, 1), b(half, -half, 1), c(half, half, 1), d(-half, half, 1);
        return triangles({{a, b, c}, {a, c, d}}, 14);
    };
    SamplerCase box = start_case("box", shared::SAMPLES_BOX_FILTER);
    box.partition = square(0.5);
    box.density = [](const dvec3& d) { return by_solid_angle(1, d); };
    SamplerCase window = start_case("window of Blackman and Harris", shared::SAMPLES_BLACKMAN_HARRIS);
    window.partition = square(1.5);
    window.density = [](const dvec3& d) {
        return by_solid_angle(blackman_harris(d.x / d.z) * blackman_harris(d.y / d.z), d);
    };
    SamplerCase round = start_case("round opening", shared::SAMPLES_APERTURE);
    round.shot.aperture = Aperture{};
    round.partition = cone({0, 0, 1}, 1 - std::sqrt(0.5), 20, 20);
    round.density = [](const dvec3& d) { return by_solid_angle(1 / pi, d); };
    std::vector<SamplerCase> all{box, window, round};
    for (const std::uint32_t blades : {3U, 7U}) {
        SamplerCase& added =
            all.emplace_back(start_case("opening of " + std::to_string(blades) + " blades", shared::SAMPLES_APERTURE));
        const double turn = 2 * pi / blades, rotation = 0.3;
        added.shot.aperture = Aperture{.blades = blades, .rotation_rad = rotation};
        std::vector<Corners> corners;
        const auto corner = [&](std::uint32_t k) {
            return dvec3(std::cos(rotation + k * turn), std::sin(rotation + k * turn), 1);
        };
        for (std::uint32_t k = 0; k < blades; ++k) corners.push_back({dvec3(0, 0, 1), corner(k), corner(k + 1)});
        added.partition = triangles(corners, 6);
        const double area = blades * std::sin(turn) / 2;
        added.density = [area](const dvec3& d) { return by_solid_angle(1 / area, d); };
    }
    return all;
}

TEST(PathStart, FollowsItsDensity) {
    expect_followed(starts());
}

TEST(PathStart, FaultsAreCaught) {
    using Query = shared::SamplerQuery;
    const SamplerFault even_radius{"even in the radius", [](Query& q) { q.u.x *= q.u.x; }, {}};
    const SamplerFault off_by_tenth{"a tenth too many at one end", [](Query& q) { q.u.y = std::pow(q.u.y, 1.1F); }, {}};
    const SamplerFault nearly_inverted{"inverse of the window's integral by a parabola",
                                       [](Query& q) {
                                           const float x = 2 * q.u.x - 1;
                                           q.u.x = 0.5F + 0.5F * x * (0.9F + 0.1F * std::abs(x));
                                       },
                                       {}};
    expect_caught(starts(), {{"box", off_by_tenth},
                             {"window of Blackman and Harris", nearly_inverted},
                             {"round opening", even_radius},
                             {"opening of 3 blades", even_radius},
                             {"opening of 7 blades", off_by_tenth}});
}

}  // namespace
}  // namespace plumb::render
