#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace plumb::render {

namespace {

using glm::dvec2;
using glm::dvec3;
using std::numbers::pi;

double maximum(const dvec3& v) {
    return std::max({v.x, v.y, v.z});
}

double distribution(const dvec2& a, const dvec3& h) {
    if (a.x == a.y) {
        const double square = a.x * a.x, d = h.z * h.z * (square - 1) + 1;
        return square / (pi * d * d);
    }
    // KHR_materials_anisotropy.
    const dvec3 f(a.y * h.x, a.x * h.y, a.x * a.y * h.z);
    const double w = a.x * a.y / glm::dot(f, f);
    return a.x * a.y * w * w / pi;
}

double masking(const dvec2& a, const dvec3& w) {
    const double z = std::abs(w.z);
    return 2 * z / (z + std::sqrt(a.x * a.x * w.x * w.x + a.y * a.y * w.y * w.y + z * z));
}

dvec3 schlick(const dvec3& f0, double f90, double cosine) {
    return f0 + (dvec3(f90) - f0) * std::pow(1 - cosine, 5);
}

dvec3 sensitivity(double path, const dvec3& shift) {
    const dvec3 val(5.4856e-13, 4.4201e-13, 5.2481e-13), pos(1.6810e+06, 1.7953e+06, 2.2084e+06),
        var(4.3278e+09, 9.3046e+09, 6.6121e+09);
    const double phase = 2 * pi * path * 1e-9;
    dvec3 xyz;
    for (int c = 0; c < 3; ++c)
        xyz[c] = val[c] * std::sqrt(2 * pi * var[c]) * std::cos(pos[c] * phase + shift[c]) *
                 std::exp(-phase * phase * var[c]);
    xyz.x += 9.7470e-14 * std::sqrt(2 * pi * 4.5282e+09) * std::cos(2.2399e+06 * phase + shift.x) *
             std::exp(-4.5282e+09 * phase * phase);
    xyz /= 1.0685e-7;
    const glm::dmat3 rec709(3.2404542, -0.9692660, 0.0556434, -1.5371385, 1.8760108, -0.2040259, -0.4985314, 0.0415560,
                            1.0572252);
    return rec709 * xyz;
}

dvec3 film(double ior, double thickness, const dvec3& base_f0, double cosine) {
    const auto f0_of = [](double to, double from) { return std::pow((to - from) / (to + from), 2); };
    const double inner = std::sqrt(1 - (1 - cosine * cosine) / (ior * ior));
    const double r12 = schlick(dvec3(f0_of(ior, 1)), 1, cosine).x, t = 1 - r12;
    dvec3 sum;
    dvec3 base_ior, r23, shift;
    for (int c = 0; c < 3; ++c) {
        const double root = std::sqrt(std::min(base_f0[c] + 0.0001, 0.9999));
        base_ior[c] = (1 + root) / (1 - root);
        r23[c] = schlick(dvec3(f0_of(base_ior[c], ior)), 1, inner).x;
        shift[c] = pi + (base_ior[c] < ior ? pi : 0);
    }
    const double path = 2 * ior * thickness * cosine;
    const dvec3 r123 = glm::clamp(r12 * r23, 1e-5, 0.9999), rs = t * t * r23 / (1.0 - r123);
    sum = r12 + rs;
    dvec3 amplitude = rs - t;
    for (int m = 1; m <= 2; ++m) {
        amplitude *= glm::sqrt(r123);
        sum += amplitude * 2.0 * sensitivity(m * path, double(m) * shift);
    }
    return glm::clamp(sum, 0.0, 1.0);
}

dvec3 dielectric_fresnel(const shared::ProbeBsdf& b, double cosine) {
    double outer = cosine;
    if (b.eta < 1) {
        const double square = 1 - (1 - cosine * cosine) / (double{b.eta} * double{b.eta});
        if (square <= 0) return dvec3(1);
        outer = std::sqrt(square);
    }
    const dvec3 bare = schlick(dvec3(b.f0), double{b.f90}, outer);
    return glm::mix(bare, film(double{b.film_ior}, double{b.film_thickness_nm}, dvec3(b.f0), outer), double{b.film});
}

dvec3 metal_fresnel(const shared::ProbeBsdf& b, double cosine) {
    const dvec3 bare = schlick(dvec3(b.base_color), 1, cosine);
    return glm::mix(bare, film(double{b.film_ior}, double{b.film_thickness_nm}, dvec3(b.base_color), cosine),
                    double{b.film});
}

double coat_fresnel(const shared::ProbeBsdf& b, const dvec3& o) {
    const double cosine = std::max(glm::dot(dvec3(b.coat_normal), o), 1e-3);
    return double{b.coat} * (0.04 + 0.96 * std::pow(1 - cosine, 5));
}

double coat_value(const shared::ProbeBsdf& b, const dvec3& o, const dvec3& i) {
    const dvec3 n(b.coat_normal), h = glm::normalize(o + i);
    const double no = glm::dot(n, o), ni = glm::dot(n, i), nh = glm::dot(n, h),
                 a2 = double{b.coat_alpha} * double{b.coat_alpha};
    if (no <= 0 || ni <= 0) return 0;
    const double d = nh * nh * (a2 - 1) + 1;
    const auto part = [&](double c) { return c + std::sqrt(a2 + (1 - a2) * c * c); };
    return a2 / (pi * d * d) / (part(no) * part(ni)) * ni;
}

}  // namespace

glm::dvec3 reference_value(const shared::ProbeBsdf& b, const dvec3& o, const dvec3& i) {
    const dvec2 alpha(b.alpha);
    const double metallic = double{b.metallic}, transmission = double{b.transmission}, coat = coat_fresnel(b, o);
    const double g = masking(alpha, o) * masking(alpha, i);
    if (i.z > 0) {
        const dvec3 h = glm::normalize(o + i);
        const double facets = distribution(alpha, h) * g / (4 * o.z * i.z), cosine = glm::dot(o, h);
        const dvec3 f = dielectric_fresnel(b, cosine);
        const dvec3 dielectric = f * facets + (1 - maximum(f)) * (1 - transmission) * dvec3(b.base_color) / pi;
        const dvec3 base = glm::mix(dielectric, metal_fresnel(b, cosine) * facets, metallic);
        return base * (i.z * (1 - coat)) + coat * coat_value(b, o, i);
    }
    const double eta = double{b.eta};
    dvec3 h = eta == 1 ? glm::normalize(o + dvec3(i.x, i.y, -i.z)) : glm::normalize(o + eta * i);
    if (h.z < 0) h = -h;
    const double oh = glm::dot(o, h), ih = glm::dot(i, h);
    if (oh <= 0 || (eta != 1 && ih >= 0)) return dvec3(0);
    // Equation 21 of Walter and others 2007 without the square of the index that belongs to radiance.
    const double btdf = eta == 1 ? distribution(alpha, h) * g / (4 * o.z * -i.z)
                                 : std::abs(oh * ih) / (o.z * -i.z) * eta * eta * distribution(alpha, h) * g /
                                       std::pow(oh + eta * ih, 2);
    const double share = (1 - metallic) * transmission * (1 - maximum(dielectric_fresnel(b, oh))) * (1 - coat);
    return dvec3(b.base_color) * (share * btdf * -i.z);
}

double reference_sheen(double alpha, const dvec3& o, const dvec3& i) {
    const dvec3 h = glm::normalize(o + i);
    const double d = (2 + 1 / alpha) * std::pow(1 - h.z * h.z, 0.5 / alpha) / (2 * pi);
    const double t = (1 - alpha) * (1 - alpha);
    const auto l = [&](double x) {
        return std::lerp(21.5473, 25.3245, t) /
                   (1 + std::lerp(3.82987, 3.32435, t) * std::pow(x, std::lerp(0.19823, 0.16801, t))) +
               std::lerp(-1.97760, -1.27393, t) * x + std::lerp(-4.32054, -4.85967, t);
    };
    const auto lambda = [&](double x) { return std::exp(x < 0.5 ? l(x) : 2 * l(0.5) - l(1 - x)); };
    return d / ((1 + lambda(o.z) + lambda(i.z)) * 4 * o.z * i.z) * i.z;
}

}  // namespace plumb::render
