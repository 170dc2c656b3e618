#include "scene/animation.hpp"

#include "base/assert.hpp"
#include "base/exact_math.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plumb::scene {

namespace {

/// Where in the keys an instant lies: between `key` and key + 1, or at `key` itself where span_s is 0.
struct Place {
    std::size_t key = 0;
    double span_s = 0;
    double share = 0;
};

Place find_place(const AnimationSampler& sampler, double time_s) {
    const std::vector<float>& times = sampler.times_s;
    PLUMB_ASSERT(!times.empty());
    if (!(time_s > times.front())) return {};
    if (time_s >= times.back()) return {.key = times.size() - 1};
    const auto after = std::upper_bound(times.begin(), times.end(), time_s,
                                        [](double instant, float key) { return instant < static_cast<double>(key); });
    const auto key = static_cast<std::size_t>(after - times.begin()) - 1;
    const double start = times[key];
    const double span = static_cast<double>(times[key + 1]) - start;
    return {.key = key, .span_s = span, .share = (time_s - start) / span};
}

/// First float of the value of `key`; `part` is 0 in-tangent, 1 value, 2 out-tangent for cubic splines, else 0.
const float* value_at(const AnimationSampler& sampler, std::size_t key, std::size_t part) {
    const std::size_t parts = sampler.interpolation == Interpolation::cubic_spline ? 3 : 1;
    const std::size_t first = (key * parts + part) * sampler.width;
    PLUMB_ASSERT(first + sampler.width <= sampler.values.size());
    return sampler.values.data() + first;
}

void sample_into(const AnimationSampler& sampler, double time_s, std::span<double> result) {
    const Place place = find_place(sampler, time_s);
    const bool is_cubic = sampler.interpolation == Interpolation::cubic_spline;
    const float* const from = value_at(sampler, place.key, is_cubic ? 1 : 0);
    if (place.span_s == 0 || sampler.interpolation == Interpolation::step) {
        std::copy_n(from, result.size(), result.begin());
        return;
    }
    const float* const to = value_at(sampler, place.key + 1, is_cubic ? 1 : 0);
    const double u = place.share;
    if (!is_cubic) {
        for (std::size_t i = 0; i < result.size(); ++i) result[i] = from[i] * (1 - u) + to[i] * u;
        return;
    }
    const float* const out_tangent = value_at(sampler, place.key, 2);
    const float* const in_tangent = value_at(sampler, place.key + 1, 0);
    const double u2 = u * u;
    const double u3 = u2 * u;
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = (2 * u3 - 3 * u2 + 1) * from[i] + place.span_s * (u3 - 2 * u2 + u) * out_tangent[i] +
                    (-2 * u3 + 3 * u2) * to[i] + place.span_s * (u3 - u2) * in_tangent[i];
}

glm::dquat unit(const glm::dquat& rotation) {
    const double length = std::sqrt(glm::dot(rotation, rotation));
    if (!(length > 0) || !std::isfinite(length))
        throw Error(ErrorCode::bad_asset, "cannot interpolate rotations: a quaternion has length " +
                                              std::to_string(length) + ", a rotation needs length 1");
    return rotation / length;
}

glm::dquat quaternion_from_xyzw(const double (&xyzw)[4]) {
    return {xyzw[3], xyzw[0], xyzw[1], xyzw[2]};
}

glm::dquat rotation_key(const AnimationSampler& sampler, std::size_t key) {
    const float* const xyzw = value_at(sampler, key, 0);
    return {xyzw[3], xyzw[0], xyzw[1], xyzw[2]};
}

}  // namespace

glm::dquat slerp(const glm::dquat& from, const glm::dquat& to, double share) {
    const glm::dquat a = unit(from);
    glm::dquat b = unit(to);
    double cosine = glm::dot(a, b);
    if (cosine < 0) {
        b = -b;
        cosine = -cosine;
    }
    // Below this angle the sine in the denominator loses more digits than the chord differs from the arc.
    if (cosine > 1 - 1e-12) return unit(a * (1 - share) + b * share);
    // Not by the C library, whose last bit depends on the machine: shots are equal on all.
    const double angle = exact_acos(std::min(1.0, cosine));
    const auto sine = [](double of) { return exact_sincos(of).sin; };
    return unit((a * sine((1 - share) * angle) + b * sine(share * angle)) / sine(angle));
}

std::vector<double> sample(const AnimationSampler& sampler, double time_s) {
    std::vector<double> result(sampler.width);
    sample_into(sampler, time_s, result);
    return result;
}

glm::dquat sample_rotation(const AnimationSampler& sampler, double time_s) {
    PLUMB_ASSERT(sampler.width == 4);
    if (sampler.interpolation == Interpolation::linear) {
        const Place place = find_place(sampler, time_s);
        const glm::dquat from = rotation_key(sampler, place.key);
        return place.span_s == 0 ? unit(from) : slerp(from, rotation_key(sampler, place.key + 1), place.share);
    }
    double xyzw[4];
    sample_into(sampler, time_s, xyzw);
    return unit(quaternion_from_xyzw(xyzw));
}

double sample_scalar(const AnimationSampler& sampler, double time_s) {
    PLUMB_ASSERT(sampler.width == 1);
    double value[1];
    sample_into(sampler, time_s, value);
    return value[0];
}

glm::dvec3 sample_vec3(const AnimationSampler& sampler, double time_s) {
    PLUMB_ASSERT(sampler.width == 3);
    double value[3];
    sample_into(sampler, time_s, value);
    return {value[0], value[1], value[2]};
}

}  // namespace plumb::scene
