// Writes directional albedos of the shading model's lobes as an array of floats, in the order of shared::AlbedoTables.
// Microfacet lobes are averaged over visible normals, sheen over directions, each by the midpoint rule.
// usage: tabulate_albedo OUTPUT

#include "shared/lobes.h"

#include <glm/glm.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numbers>
#include <vector>

namespace {

using namespace plumb::shared;
using glm::dvec2;
using glm::dvec3;

using std::numbers::pi;
constexpr int specular_steps = 96;
constexpr int glass_steps = 56;
constexpr int sheen_steps = 96;

double node(uint i, uint count) {
    return static_cast<double>(i) / (count - 1);
}

double cosine_at(uint i, uint count) {
    return std::max(node(i, count) * node(i, count), 1e-5);
}

double alpha_at(uint i, uint count, double smallest) {
    return std::max(node(i, count) * node(i, count), smallest);
}

dvec3 direction_at(double cosine) {
    return {std::sqrt(1 - cosine * cosine), 0, cosine};
}

double masking(double alpha, double cosine) {
    const double z = std::abs(cosine);
    return 2 * z / (z + std::sqrt(alpha * alpha * (1 - z * z) + z * z));
}

/// A normal that is seen from `w`: Dupuy and Benyoub, "Sampling Visible GGX Normals with Spherical Caps", 2023.
dvec3 visible_normal(double alpha, const dvec3& w, const dvec2& u) {
    const dvec3 stretched = glm::normalize(dvec3(alpha * w.x, alpha * w.y, w.z));
    const double z = (1 - u.y) * (1 + stretched.z) - stretched.z, across = std::sqrt(std::max(0.0, 1 - z * z));
    const dvec3 h = dvec3(across * std::cos(2 * pi * u.x), across * std::sin(2 * pi * u.x), z) + stretched;
    return glm::normalize(dvec3(alpha * h.x, alpha * h.y, std::max(h.z, 1e-12)));
}

double fifth_power(double x) {
    return x * x * x * x * x;
}

/// Calls visit(h) for the visible normals of a grid.
template <class Visit>
void for_normals(double alpha, const dvec3& w, int steps, const Visit& visit) {
    for (int i = 0; i < steps; ++i)
        for (int k = 0; k < steps; ++k) visit(visible_normal(alpha, w, {(i + 0.5) / steps, (k + 0.5) / steps}));
}

void add_specular(double alpha, double cosine, std::vector<float>& out) {
    const dvec3 o = direction_at(cosine);
    double low = 0, high = 0, mean = 0, square = 0;
    for_normals(alpha, o, specular_steps, [&](const dvec3& h) {
        const double c = glm::dot(o, h), z = 2 * c * h.z - o.z;
        if (z <= 0) return;
        const double weight = masking(alpha, z), p = fifth_power(1 - c);
        low += weight * (1 - p);
        high += weight * p;
        mean += weight * c;
        square += weight * c * c;
    });
    const double count = double{specular_steps} * specular_steps, sum = low + high;
    mean /= sum;
    const double deviation = std::sqrt(std::max(0.0, square / sum - mean * mean));
    for (const double value : {low / count, high / count, mean, deviation}) out.push_back(static_cast<float>(value));
}

/// @param eta  index behind the surface over that before it
void add_glass(double eta, double alpha, double cosine, std::vector<float>& out) {
    const dvec3 o = direction_at(cosine);
    dvec3 sum(0);
    for_normals(alpha, o, glass_steps, [&](const dvec3& h) {
        const double c = glm::dot(o, h), z = 2 * c * h.z - o.z;
        const double reflected = z > 0 ? masking(alpha, z) : 0;
        const double square = 1 - (1 - c * c) / (eta * eta);
        if (square <= 0) {
            sum.x += reflected;
            return;
        }
        const double inner = std::sqrt(square), through = (c / eta - inner) * h.z - o.z / eta;
        const double refracted = through < 0 ? masking(alpha, through) : 0;
        const double p = fifth_power(1 - std::min(1.0, eta > 1 ? c : inner));
        sum += dvec3(refracted, (1 - p) * (reflected - refracted), p * (reflected - refracted));
    });
    sum /= double{glass_steps} * glass_steps;
    for (const double value : {sum.x, sum.y, sum.z, 0.0}) out.push_back(static_cast<float>(value));
}

/// Estevez and Kulla, "Production Friendly Microfacet Sheen BRDF", 2017.
double sheen_lambda(double cosine, double alpha) {
    const double t = (1 - alpha) * (1 - alpha);
    const double a = std::lerp(21.5473, 25.3245, t), b = std::lerp(3.82987, 3.32435, t),
                 c = std::lerp(0.19823, 0.16801, t), d = std::lerp(-1.97760, -1.27393, t),
                 e = std::lerp(-4.32054, -4.85967, t);
    const auto l = [&](double x) { return a / (1 + b * std::pow(x, c)) + d * x + e; };
    return cosine < 0.5 ? std::exp(l(cosine)) : std::exp(2 * l(0.5) - l(1 - cosine));
}

void add_sheen(double alpha, double cosine, std::vector<float>& out) {
    const dvec3 o = direction_at(cosine);
    const double lambda = sheen_lambda(cosine, alpha);
    double sum = 0;
    for (int ring = 0; ring < sheen_steps; ++ring) {
        const double z = (ring + 0.5) / sheen_steps, across = std::sqrt(1 - z * z);
        const double visibility = 1 / ((1 + lambda + sheen_lambda(z, alpha)) * 4 * cosine * z);
        for (int k = 0; k < sheen_steps; ++k) {
            const double phi = pi * (k + 0.5) / sheen_steps;
            const dvec3 h = glm::normalize(o + dvec3(across * std::cos(phi), across * std::sin(phi), z));
            const double d = (2 + 1 / alpha) * std::pow(std::max(0.0, 1 - h.z * h.z), 0.5 / alpha) / (2 * pi);
            sum += d * visibility * z;
        }
    }
    out.push_back(static_cast<float>(sum * 2 * pi / (double{sheen_steps} * sheen_steps)));
}

std::vector<float> tables() {
    std::vector<float> out;
    for (uint r = 0; r < ALBEDO_NODES; ++r)
        for (uint c = 0; c < ALBEDO_NODES; ++c)
            add_specular(alpha_at(r, ALBEDO_NODES, SMALLEST_ALPHA), cosine_at(c, ALBEDO_NODES), out);
    for (uint e = 0; e < GLASS_ETAS; ++e)
        for (uint r = 0; r < GLASS_ROUGHNESSES; ++r)
            for (uint c = 0; c < GLASS_COSINES; ++c)
                add_glass(std::pow(double{GLASS_LARGEST_ETA}, 2 * node(e, GLASS_ETAS) - 1),
                          alpha_at(r, GLASS_ROUGHNESSES, SMALLEST_ALPHA), cosine_at(c, GLASS_COSINES), out);
    for (uint r = 0; r < ALBEDO_NODES; ++r)
        for (uint c = 0; c < ALBEDO_NODES; ++c)
            add_sheen(alpha_at(r, ALBEDO_NODES, SMALLEST_SHEEN_ALPHA), cosine_at(c, ALBEDO_NODES), out);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: tabulate_albedo OUTPUT\n";
        return 2;
    }
    const std::vector<float> values = tables();
    std::ofstream out(argv[1]);
    out << "// Generated by tools/build/tabulate_albedo.cpp.\n" << std::hexfloat;
    for (std::size_t i = 0; i < values.size(); ++i) out << values[i] << (i % 8 == 7 ? "F,\n" : "F, ");
    out.flush();
    if (!out) {
        std::cerr << "tabulate_albedo: cannot write " << argv[1] << "\n";
        return 1;
    }
    return 0;
}
