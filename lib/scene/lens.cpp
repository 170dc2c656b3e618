#include "scene/lens.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace plumb::scene {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
using std::numbers::pi;

using Polynomial = std::vector<double>;

double value_at(std::span<const double> c, double u) {
    double sum = 0;
    for (std::size_t i = c.size(); i-- > 0;) sum = sum * u + c[i];
    return sum;
}

Polynomial product(const Polynomial& a, const Polynomial& b) {
    Polynomial result(a.size() + b.size() - 1, 0.0);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < b.size(); ++k) result[i + k] += a[i] * b[k];
    return result;
}

Polynomial derivative(std::span<const double> c) {
    Polynomial result;
    for (std::size_t i = 1; i < c.size(); ++i) result.push_back(static_cast<double>(i) * c[i]);
    return result;
}

/// Places in (0, end] where a polynomial changes its sign, ascending: one at most between two of its derivative.
std::vector<double> sign_changes(std::span<const double> c, double end) {
    if (c.size() < 2) return {};
    std::vector<double> stops = sign_changes(derivative(c), end);
    stops.push_back(end);
    std::vector<double> found;
    double low = 0;
    for (const double stop : stops) {
        double high = stop;
        const bool is_positive = value_at(c, low) > 0;
        if ((value_at(c, high) > 0) != is_positive) {
            double start = low;
            for (int i = 0; i < 200; ++i) {
                const double middle = start + (high - start) / 2;
                ((value_at(c, middle) > 0) == is_positive ? start : high) = middle;
            }
            found.push_back(high);
        }
        low = stop;
    }
    return found;
}

/// The numerator and denominator of the radial factor in the squared distance.
struct RadialFactor {
    Polynomial numerator, denominator;

    explicit RadialFactor(const std::vector<double>& d) {
        const auto at = [&](std::size_t i) { return i < d.size() ? d[i] : 0.0; };
        numerator = {1, at(0), at(1), at(4)};
        denominator = {1, at(5), at(6), at(7)};
    }
};

std::optional<double> least(std::optional<double> a, std::optional<double> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

/// Beyond the farthest place of the canvas on which instances are drawn alone from the principal point, at focal length
/// 1, by more than samples outside of their pixels and tangential distortion add.
double farthest(const Intrinsics& k, Size size) {
    const double x = std::max(std::abs(k.cx), std::abs(size.width - k.cx)) + size.width + 2;
    const double y = std::max(std::abs(k.cy), std::abs(size.height - k.cy)) + size.height + 2;
    return 1.5 * std::hypot(x / k.fx, y / k.fy);
}

/// An end for the search for what is seen within `bent`: where the lens bends it that far, or no farther.
double bracket_of(const shared::Lens& lens, double bent) {
    constexpr double farthest_end = 1e9;
    double end = std::min(1.0, lens.reach);
    while (end < lens.reach && end < farthest_end && shared::lens_bent(lens, end).value < bent)
        end = std::min(2 * end, lens.reach);
    return end;
}

}  // namespace

std::optional<double> least_positive_root(std::span<const double> coefficients) {
    while (!coefficients.empty() && coefficients.back() == 0)
        coefficients = coefficients.first(coefficients.size() - 1);
    if (coefficients.size() < 2) return std::nullopt;
    double largest = 0;
    for (const double c : coefficients) largest = std::max(largest, std::abs(c / coefficients.back()));
    const std::vector<double> found = sign_changes(coefficients, 1 + largest);  // Cauchy's bound
    if (found.empty()) return std::nullopt;
    return found.front();
}

bool needs_rays(const Camera& camera) {
    switch (camera.projection) {
        case Camera::Projection::orthographic:
            return false;
        case Camera::Projection::perspective:
            return camera.field_rad || std::ranges::any_of(camera.distortion, [](double k) { return k != 0; });
        case Camera::Projection::fisheye:
        case Camera::Projection::equirectangular:
            break;
    }
    return true;
}

double along(const Camera& camera, const glm::dvec3& point) {
    const bool is_all_round =
        camera.projection == Camera::Projection::fisheye || camera.projection == Camera::Projection::equirectangular;
    return is_all_round ? glm::length(point) : point.z;
}

std::optional<double> fold_of(const Camera& camera) {
    const std::vector<double>& d = camera.distortion;
    std::optional<double> squared;
    if (camera.projection == Camera::Projection::fisheye) {
        if (d.size() == 4) squared = least_positive_root(std::array{1.0, 3 * d[0], 5 * d[1], 7 * d[2], 9 * d[3]});
    } else if (camera.projection == Camera::Projection::perspective) {
        // The slope of r N(u) / D(u) with u = r^2 has the sign of N D + 2 u (N' D - N D').
        const RadialFactor f(d);
        const Polynomial plain = product(f.numerator, f.denominator);
        const Polynomial n_part = product(derivative(f.numerator), f.denominator);
        const Polynomial d_part = product(f.numerator, derivative(f.denominator));
        Polynomial slope = plain;
        for (std::size_t i = 0; i + 1 < slope.size(); ++i) slope[i + 1] += 2 * (n_part[i] - d_part[i]);
        squared = least(least_positive_root(slope), least_positive_root(f.denominator));
    }
    if (!squared) return std::nullopt;
    return std::sqrt(*squared);
}

Projector::Projector(const Camera& camera, Size size)
    : intrinsics_(camera.intrinsics_for(size)), is_perspective_(camera.projection == Camera::Projection::perspective) {
    if (needs_rays(camera)) lens_ = lens_of(camera, size);
}

std::optional<glm::dvec2> Projector::place(const glm::dvec3& point) const {
    if (lens_) {
        const shared::LensPlace place = shared::lens_place(*lens_, point);
        return place.is_seen ? std::optional(place.px) : std::nullopt;
    }
    if (!(point.z > 0)) return std::nullopt;
    const double divisor = is_perspective_ ? point.z : 1;
    return glm::dvec2(intrinsics_.fx * point.x / divisor + intrinsics_.cx,
                      intrinsics_.fy * point.y / divisor + intrinsics_.cy);
}

shared::Lens lens_of(const Camera& camera, Size size) {
    const Intrinsics k = camera.intrinsics_for(size);
    shared::Lens lens{};
    lens.fx = k.fx;
    lens.fy = k.fy;
    lens.cx = k.cx;
    lens.cy = k.cy;
    lens.reach = fold_of(camera).value_or(infinite);
    const std::vector<double>& d = camera.distortion;
    switch (camera.projection) {
        case Camera::Projection::orthographic:
        case Camera::Projection::perspective:
            lens.model = shared::LENS_BROWN_CONRADY;
            for (const auto& [from, to] :
                 {std::pair(0, 0), std::pair(1, 1), std::pair(4, 2), std::pair(5, 3), std::pair(6, 4), std::pair(7, 5)})
                if (static_cast<std::size_t>(from) < d.size()) lens.radial[to] = d[static_cast<std::size_t>(from)];
            for (std::size_t i = 0; i < 2 && i + 2 < d.size(); ++i) lens.tangential[i] = d[i + 2];
            if (camera.field_rad) lens.reach = std::min(lens.reach, std::tan(*camera.field_rad / 2));
            break;
        case Camera::Projection::fisheye:
            lens.model = shared::LENS_FISHEYE;
            std::copy_n(d.begin(), std::min<std::size_t>(d.size(), 4), lens.radial);
            lens.reach = std::min({lens.reach, pi, camera.field_rad.value_or(2 * pi) / 2});
            break;
        case Camera::Projection::equirectangular:
            lens.model = shared::LENS_EQUIRECTANGULAR;
            lens.bracket = infinite;
            return lens;
    }
    lens.bracket = bracket_of(lens, farthest(k, size));
    return lens;
}

}  // namespace plumb::scene
