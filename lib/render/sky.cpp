#include "render/sky.hpp"

#include "render/diffuse_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plumb::render {

namespace {

using std::numbers::pi;
constexpr std::size_t most_skies = 64;
constexpr int ring_count = 32;    // of the upper half, of equal solid angle
constexpr int sector_count = 64;  // directions a ring

/// The five coefficients of Perez for luminance, x and y: slope * turbidity + offset.
struct Coefficient {
    glm::dvec3 slope, offset;
    [[nodiscard]] glm::vec3 at(double turbidity) const { return glm::vec3(slope * turbidity + offset); }
};
constexpr Coefficient perez[5] = {{{0.1787, -0.0193, -0.0167}, {-1.4630, -0.2592, -0.2608}},
                                  {{-0.3554, -0.0665, -0.0950}, {0.4275, 0.0008, 0.0092}},
                                  {{-0.0227, -0.0004, -0.0079}, {5.3251, 0.2125, 0.2102}},
                                  {{0.1206, -0.0641, -0.0441}, {-2.5771, -0.8989, -1.6537}},
                                  {{-0.0670, -0.0033, -0.0109}, {0.3703, 0.0452, 0.0529}}};

/// (T^2, T, 1) rows . (angle^3, angle^2, angle, 1).
double zenith_chromaticity(const double (&rows)[3][4], double turbidity, double angle) {
    double sum = 0;
    for (const auto& row : rows) sum = sum * turbidity + ((row[0] * angle + row[1]) * angle + row[2]) * angle + row[3];
    return sum;
}

/// Luminance in kcd/m2 and chromaticity x, y straight up.
glm::dvec3 zenith_value(double turbidity, double sun_angle) {
    constexpr double x[3][4] = {
        {0.00166, -0.00375, 0.00209, 0}, {-0.02903, 0.06377, -0.03202, 0.00394}, {0.11693, -0.21196, 0.06052, 0.25886}};
    constexpr double y[3][4] = {
        {0.00275, -0.00610, 0.00317, 0}, {-0.04214, 0.08970, -0.04153, 0.00516}, {0.15346, -0.26756, 0.06670, 0.26688}};
    const double chi = (4.0 / 9 - turbidity / 120) * (pi - 2 * sun_angle);
    return {(4.0453 * turbidity - 4.9710) * std::tan(chi) - 0.2155 * turbidity + 2.4192,
            zenith_chromaticity(x, turbidity, sun_angle), zenith_chromaticity(y, turbidity, sun_angle)};
}

/// How luminance and chromaticity are distributed over the sky, but for a factor.
glm::dvec3 distribution(const shared::Sky& sky, double cos_theta, double gamma) {
    const glm::dvec3 one(1);
    const double cos_gamma = std::cos(gamma);
    return (one + glm::dvec3(sky.a) * glm::exp(glm::dvec3(sky.b) / std::max(cos_theta, 1e-3))) *
           (one + glm::dvec3(sky.c) * glm::exp(glm::dvec3(sky.d) * gamma) + glm::dvec3(sky.e) * cos_gamma * cos_gamma);
}

glm::dvec3 rec709_of(double luminance, double x, double y) {
    const glm::dvec3 xyz(x / y * luminance, luminance, (1 - x - y) / y * luminance);
    const glm::dvec3 rgb(3.2404542 * xyz.x - 1.5371385 * xyz.y - 0.4985314 * xyz.z,
                         -0.9692660 * xyz.x + 1.8760108 * xyz.y + 0.0415560 * xyz.z,
                         0.0556434 * xyz.x - 0.2040259 * xyz.y + 1.0572252 * xyz.z);
    return glm::max(rgb, glm::dvec3(0));
}

/// Calls `visit(direction, solid_angle)` for directions spread over the upper half.
template <class Visit>
void for_upper_half(const Visit& visit) {
    constexpr double solid_angle = 2 * pi / (double{ring_count} * sector_count);
    for (int ring = 0; ring < ring_count; ++ring) {
        const double y = (ring + 0.5) / ring_count, across = std::sqrt(1 - y * y);
        for (int sector = 0; sector < sector_count; ++sector) {
            const double phi = 2 * pi * (sector + 0.5) / sector_count;
            visit(glm::dvec3(across * std::sin(phi), y, -across * std::cos(phi)), solid_angle);
        }
    }
}

}  // namespace

glm::dvec3 sky_radiance(const shared::Sky& sky, const glm::dvec3& direction) {
    if (direction.y < 0) return sky.ground;
    const glm::dvec3 to_sun(sky.to_sun);
    const double gamma = std::atan2(glm::length(glm::cross(direction, to_sun)), glm::dot(direction, to_sun));
    const glm::dvec3 value = glm::dvec3(sky.zenith) * distribution(sky, direction.y, gamma);
    return rec709_of(1000 * value.x, value.y, value.z);
}

shared::Sky sky_model(const Sky& sky) {
    const double turbidity = double{sky.turbidity};
    const glm::dvec3 to_sun = glm::normalize(sky.to_sun);
    shared::Sky result{};
    result.to_sun = glm::vec3(to_sun);
    result.a = perez[0].at(turbidity);
    result.b = perez[1].at(turbidity);
    result.c = perez[2].at(turbidity);
    result.d = perez[3].at(turbidity);
    result.e = perez[4].at(turbidity);
    const double sun_angle = std::acos(std::clamp(to_sun.y, -1.0, 1.0));
    result.zenith = glm::vec3(zenith_value(turbidity, sun_angle) / distribution(result, 1, sun_angle));
    glm::dvec3 downward(0);
    for_upper_half([&](const glm::dvec3& direction, double solid_angle) {
        downward += sky_radiance(result, direction) * (direction.y * solid_angle);
    });
    result.ground = glm::vec3(glm::dvec3(sky.ground_albedo) * downward / pi);
    return result;
}

const SkyCache::Entry& SkyCache::find(const Sky& sky) {
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return entry.source.to_sun == sky.to_sun && entry.source.turbidity == sky.turbidity &&
               entry.source.ground_albedo == sky.ground_albedo;
    });
    if (found != entries_.end()) return *found;
    Entry entry{sky, sky_model(sky), {}};
    DiffuseSum sum;
    for_upper_half([&](const glm::dvec3& direction, double solid_angle) {
        sum.add(direction, sky_radiance(entry.sky, direction), solid_angle);
        sum.add(-direction, glm::dvec3(entry.sky.ground), solid_angle);
    });
    entry.diffuse_sh = sum.coefficients();
    if (entries_.size() < most_skies) return entries_.emplace_back(entry);
    Entry& replaced = entries_[oldest_];
    oldest_ = (oldest_ + 1) % most_skies;
    replaced = entry;
    return replaced;
}

}  // namespace plumb::render
