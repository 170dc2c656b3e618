#include "lens.hpp"

#include <cmath>
#include <numbers>

namespace plumb::oracle {
namespace {

double at(const std::vector<double>& k, std::size_t i) {
    return i < k.size() ? k[i] : 0;
}

/// @param share  of all coefficients
glm::dvec2 brown_conrady(const std::vector<double>& k, double share, const glm::dvec2& p) {
    const double r2 = glm::dot(p, p), r4 = r2 * r2, r6 = r2 * r4;
    const double radial = (1 + share * (at(k, 0) * r2 + at(k, 1) * r4 + at(k, 4) * r6)) /
                          (1 + share * (at(k, 5) * r2 + at(k, 6) * r4 + at(k, 7) * r6));
    const double p1 = share * at(k, 2), p2 = share * at(k, 3);
    return {p.x * radial + 2 * p1 * p.x * p.y + p2 * (r2 + 2 * p.x * p.x),
            p.y * radial + p1 * (r2 + 2 * p.y * p.y) + 2 * p2 * p.x * p.y};
}

double fisheye(const std::vector<double>& k, double angle) {
    const double a2 = angle * angle;
    return angle * (1 + at(k, 0) * a2 + at(k, 1) * a2 * a2 + at(k, 2) * std::pow(a2, 3) + at(k, 3) * std::pow(a2, 4));
}

glm::dmat2 jacobian(const std::vector<double>& k, double share, const glm::dvec2& p) {
    constexpr double h = 1e-6;
    const auto f = [&](double x, double y) { return brown_conrady(k, share, {x, y}); };
    return {(f(p.x + h, p.y) - f(p.x - h, p.y)) / (2 * h), (f(p.x, p.y + h) - f(p.x, p.y - h)) / (2 * h)};
}

/// Whether the picture turns over somewhere on the way from the axis to a point.
bool is_folded(const std::vector<double>& k, const glm::dvec2& p) {
    constexpr int steps = 64;
    const double length = glm::length(p), angle = std::atan(length);
    for (int i = 1; i <= steps && length > 0; ++i)
        if (glm::determinant(jacobian(k, 1, p * (std::tan(angle * i / steps) / length))) <= 0) return true;
    return false;
}

/// Follows the answer while the coefficients grow from 0; steps with differences for derivatives.
glm::dvec2 without_brown_conrady(const std::vector<double>& k, const glm::dvec2& bent) {
    constexpr int stages = 24;
    glm::dvec2 p = bent;
    for (int stage = 1; stage <= stages; ++stage) {
        const double share = static_cast<double>(stage) / stages;
        for (int i = 0; i < 8; ++i) p -= glm::inverse(jacobian(k, share, p)) * (brown_conrady(k, share, p) - bent);
    }
    return p;
}

}  // namespace

std::optional<glm::dvec2> Distortion::place(const glm::dvec3& p) const {
    const double across = std::hypot(p.x, p.y);
    if (kind == Kind::equirectangular) return glm::dvec2(std::atan2(p.x, p.z), std::asin(p.y / glm::length(p)));
    if (std::atan2(across, p.z) > half_field_rad || (across == 0 && p.z <= 0)) return std::nullopt;
    if (kind == Kind::fisheye) {
        const double bent = fisheye(k, std::atan2(across, p.z));
        return across > 0 ? glm::dvec2(p) * (bent / across) : glm::dvec2(0);
    }
    if (p.z <= 0 || is_folded(k, glm::dvec2(p) / p.z)) return std::nullopt;
    return brown_conrady(k, 1, glm::dvec2(p) / p.z);
}

std::optional<glm::dvec3> Distortion::direction(const glm::dvec2& place) const {
    if (kind == Kind::equirectangular)
        return glm::dvec3(std::sin(place.x) * std::cos(place.y), std::sin(place.y),
                          std::cos(place.x) * std::cos(place.y));
    if (kind == Kind::fisheye) {
        const double bent = glm::length(place);
        double low = 0, high = std::min(half_field_rad, std::numbers::pi);
        if (bent > fisheye(k, high)) return std::nullopt;
        for (int i = 0; i < 100; ++i) {
            const double middle = (low + high) / 2;
            (fisheye(k, middle) < bent ? low : high) = middle;
        }
        const glm::dvec2 side = bent > 0 ? place / bent : glm::dvec2(0);
        return glm::dvec3(side * std::sin(low), std::cos(low));
    }
    const glm::dvec2 p = without_brown_conrady(k, place);
    if (std::atan(glm::length(p)) > half_field_rad) return std::nullopt;
    return glm::normalize(glm::dvec3(p, 1));
}

}  // namespace plumb::oracle
