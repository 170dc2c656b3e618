#include "recipe/distribution.hpp"

#include "base/exact_math.hpp"
#include "recipe/stratified.hpp"
#include "recipe/stream.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

namespace plumb::recipe {
namespace {

static_assert(max_joint_dimensions == stratified_dimension_count);

std::string text(double value) {
    std::array<char, 32> digits{};
    const int length = std::snprintf(digits.data(), digits.size(), "%.17g", value);
    return {digits.data(), static_cast<std::size_t>(length)};
}

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorCode::invalid_argument, what);
}

void need_finite(const char* shape, const char* name, double value) {
    if (!std::isfinite(value))
        refuse(std::string(shape) + ": " + name + " is " + text(value) + ", need a finite number");
}

void need_order(const char* shape, double min, double max) {
    if (!(min <= max)) refuse(std::string(shape) + ": min " + text(min) + " is not below or equal to max " + text(max));
}

void check(const Constant& constant) {
    need_finite("constant", "value", constant.value);
}

void check(const Uniform& uniform) {
    need_finite("uniform", "min", uniform.min);
    need_finite("uniform", "max", uniform.max);
    need_order("uniform", uniform.min, uniform.max);
    if (!std::isfinite(uniform.max - uniform.min))
        refuse("uniform: " + text(uniform.min) + " to " + text(uniform.max) + " is wider than a double can say");
}

void check(const Normal& normal) {
    need_finite("normal", "mean", normal.mean);
    need_finite("normal", "sigma", normal.sigma);
    if (!(normal.sigma > 0)) refuse("normal: sigma " + text(normal.sigma) + " is not above 0");
    need_order("normal", normal.min, normal.max);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (normal.min == infinity || normal.max == -infinity)
        refuse("normal: nothing lies from " + text(normal.min) + " to " + text(normal.max));
    const double nearest = std::clamp(normal.mean, normal.min, normal.max);
    constexpr double farthest = 1e100;
    if (!(std::abs(nearest - normal.mean) / normal.sigma <= farthest))
        refuse("normal: the range from " + text(normal.min) + " to " + text(normal.max) + " is more than " +
               text(farthest) + " sigma from the mean " + text(normal.mean));
    // A draw that is not a bound itself lies within 8.3 sigma of the mean or of the near end of a range in a tail.
    if (!std::isfinite(std::abs(normal.mean) + std::abs(nearest) + 10 * normal.sigma))
        refuse("normal: mean " + text(normal.mean) + " and sigma " + text(normal.sigma) +
               " reach beyond the range of a double");
}

void check(const LogUniform& uniform) {
    need_finite("log_uniform", "min", uniform.min);
    need_finite("log_uniform", "max", uniform.max);
    if (!(uniform.min > 0)) refuse("log_uniform: min " + text(uniform.min) + " is not above 0");
    need_order("log_uniform", uniform.min, uniform.max);
}

void check(const Bernoulli& bernoulli) {
    if (!(bernoulli.p >= 0 && bernoulli.p <= 1)) refuse("bernoulli: p " + text(bernoulli.p) + " is not within 0 to 1");
}

void check(const Choice& choice) {
    if (choice.weights.empty()) refuse("choice: 0 weights, need 1 or more");
    double sum = 0;
    for (const double weight : choice.weights) {
        need_finite("choice", "a weight", weight);
        if (weight < 0) refuse("choice: weight " + text(weight) + " is below 0");
        sum += weight;
    }
    if (!(sum > 0)) refuse("choice: all " + std::to_string(choice.weights.size()) + " weights are 0");
    if (!std::isfinite(sum)) refuse("choice: the sum of the weights is beyond the range of a double");
}

void check(const Sequence& sequence) {
    if (sequence.values.empty()) refuse("sequence: 0 values, need 1 or more");
    for (const double value : sequence.values) need_finite("sequence", "a value", value);
}

/// Shares of all indices up to and with i; exactly 1 from the last index that can come, so that u < 1 finds one.
std::vector<double> cumulative_shares(const std::vector<double>& weights) {
    std::vector<double> shares;
    shares.reserve(weights.size());
    double sum = 0;
    for (const double weight : weights) shares.push_back(sum += weight);
    for (double& share : shares) share = share == sum ? 1 : share / sum;
    return shares;
}

std::size_t first_above(const std::vector<double>& shares, double u) {
    return static_cast<std::size_t>(std::upper_bound(shares.begin(), shares.end(), u) - shares.begin());
}

double at_frame(const Sequence& sequence, std::uint64_t frame) {
    const std::uint64_t count = sequence.values.size();
    return sequence.values[sequence.holds_last ? std::min(frame, count - 1) : frame % count];
}

template <class... Functions>
struct Overload : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

void need_size(std::size_t size) {
    if (size == 0 || size > max_joint_dimensions)
        refuse("joint draw: " + std::to_string(size) + " numbers, need 1 to " + std::to_string(max_joint_dimensions));
}

}  // namespace

Distribution::Distribution(Shape shape, Source source) : shape_(std::move(shape)), source_(source) {
    std::visit([](const auto& checked) { check(checked); }, shape_);
    if (const auto* normal = std::get_if<Normal>(&shape_))
        prepared_.normal.emplace(normal->mean, normal->sigma, normal->min, normal->max);
    if (const auto* uniform = std::get_if<LogUniform>(&shape_))
        prepared_.logarithms = {exact_log(uniform->min), exact_log(uniform->max)};
    if (const auto* choice = std::get_if<Choice>(&shape_)) prepared_.cumulative = cumulative_shares(choice->weights);
}

double Distribution::quantile(double u) const {
    return std::visit(
        Overload{
            [](const Constant& constant) { return constant.value; },
            [u](const Uniform& uniform) {
                return std::min(uniform.min + u * (uniform.max - uniform.min), uniform.max);
            },
            [this, u](const Normal&) { return prepared_.normal->quantile(u); },
            [this, u](const LogUniform& uniform) {
                const Range& logarithms = prepared_.logarithms;
                const double value = exact_exp(logarithms.min + u * (logarithms.max - logarithms.min));
                return std::clamp(value, uniform.min, uniform.max);
            },
            [u](const Bernoulli& bernoulli) { return u < 1 - bernoulli.p ? 0.0 : 1.0; },
            [this, u](const Choice&) { return static_cast<double>(first_above(prepared_.cumulative, u)); },
            [](const Sequence&) -> double { refuse("sequence: it has no quantile, its value follows from the frame"); },
        },
        shape_);
}

double Distribution::draw(const DrawAddress& address) const {
    if (const auto* sequence = std::get_if<Sequence>(&shape_)) return at_frame(*sequence, address.frame);
    if (const auto* constant = std::get_if<Constant>(&shape_)) return constant->value;
    return quantile(source_ == Source::stratified ? stratified_unit(address) : Stream(address).next_unit());
}

Distribution::Range Distribution::range() const noexcept {
    return std::visit(Overload{
                          [](const Constant& constant) {
                              return Range{constant.value, constant.value};
                          },
                          [](const Uniform& uniform) {
                              return Range{uniform.min, uniform.max};
                          },
                          [](const Normal& normal) {
                              return Range{normal.min, normal.max};
                          },
                          [](const LogUniform& uniform) {
                              return Range{uniform.min, uniform.max};
                          },
                          [](const Bernoulli& bernoulli) {
                              return Range{bernoulli.p == 1 ? 1.0 : 0.0, bernoulli.p == 0 ? 0.0 : 1.0};
                          },
                          [this](const Choice&) {
                              constexpr double last_unit = 1 - 0x1p-53;
                              return Range{static_cast<double>(first_above(prepared_.cumulative, 0)),
                                           static_cast<double>(first_above(prepared_.cumulative, last_unit))};
                          },
                          [](const Sequence& sequence) {
                              const auto [min, max] =
                                  std::minmax_element(sequence.values.begin(), sequence.values.end());
                              return Range{*min, *max};
                          },
                      },
                      shape_);
}

void draw_units(const DrawAddress& address, Distribution::Source source, std::span<double> units) {
    need_size(units.size());
    if (source == Distribution::Source::stratified) {
        for (std::size_t i = 0; i < units.size(); ++i) units[i] = stratified_unit(address, i);
        return;
    }
    Stream stream(address);
    for (double& unit : units) unit = stream.next_unit();
}

void draw_vector(std::span<const Distribution> components, const DrawAddress& address, std::span<double> values) {
    need_size(components.size());
    if (values.size() != components.size())
        refuse("joint draw: " + std::to_string(values.size()) + " places for " + std::to_string(components.size()) +
               " components");
    Stream stream(address);
    for (std::size_t i = 0; i < components.size(); ++i) {
        const Distribution& component = components[i];
        const double independent = stream.next_unit();
        if (const auto* sequence = std::get_if<Sequence>(&component.shape()))
            values[i] = at_frame(*sequence, address.frame);
        else
            values[i] = component.quantile(
                component.source() == Distribution::Source::stratified ? stratified_unit(address, i) : independent);
    }
}

}  // namespace plumb::recipe
