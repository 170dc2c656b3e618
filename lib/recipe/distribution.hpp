#pragma once

#include "recipe/draw_key.hpp"
#include "recipe/normal.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace plumb::recipe {

/// Always `value`.
struct Constant {
    double value = 0;
};

/// Each place in [min, max] alike.
struct Uniform {
    double min = 0;
    double max = 1;
};

/// The part of a normal distribution within [min, max]; infinite bounds cut nothing off.
struct Normal {
    double mean = 0;
    double sigma = 1;
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
};

/// The logarithm is even in [log min, log max]; 0 < min.
struct LogUniform {
    double min = 1;
    double max = 10;
};

/// 1 with probability `p`, else 0.
struct Bernoulli {
    double p = 0.5;
};

/// Index i with a probability of weights[i] / sum. An index of weight 0 never comes.
struct Choice {
    std::vector<double> weights;
};

/// Frame k has values[k mod n], or, with `holds_last`, values[min(k, n - 1)]. Takes no random number.
struct Sequence {
    std::vector<double> values;
    bool holds_last = false;
};

using Shape = std::variant<Constant, Uniform, Normal, LogUniform, Bernoulli, Choice, Sequence>;

/// A distribution that is ready to be drawn from: an immutable value, checked once.
///
/// Each draw is a pure function of its address and of this value. One unit number is turned into the result by the
/// distribution's quantile function (the inverse of its cumulative distribution), so a change of the bounds moves a
/// drawn value along and leaves its rank.
class Distribution {
public:
    enum class Source : std::uint8_t {
        independent,  ///< the unit number is the first of the address's Stream
        stratified,   ///< it is spread evenly over the frames, see stratified.hpp
    };

    /// @throws Error  invalid_argument: a number that is not finite (a normal's bounds may be infinite), min > max,
    ///                max - min beyond the range of double, sigma <= 0, a range more than 1e100 sigma from the mean or
    ///                a sigma that leaves the range of double, min <= 0 of log_uniform, p outside [0, 1], weights that
    ///                are empty, negative or all 0, an empty sequence
    explicit Distribution(Shape shape, Source source = Source::independent);

    [[nodiscard]] const Shape& shape() const noexcept { return shape_; }
    [[nodiscard]] Source source() const noexcept { return source_; }

    /// The value below which a share `u` of all values lies; rises with u and stays within range().
    ///
    /// @param u  [0, 1)
    /// @throws Error  invalid_argument for a sequence, which depends on the frame and on nothing else
    [[nodiscard]] double quantile(double u) const;

    /// The value at an address; index of a choice, 0 or 1 of a bernoulli.
    [[nodiscard]] double draw(const DrawAddress& address) const;

    struct Range {
        double min;
        double max;
    };
    /// Smallest and largest value that can come.
    [[nodiscard]] Range range() const noexcept;

private:
    struct Prepared {
        std::vector<double> cumulative;  ///< choice: share of all indices up to and with i; 1 from the last possible on
        Range logarithms{0, 0};          ///< log_uniform: of its bounds
        std::optional<TruncatedNormal> normal;
    };

    Shape shape_;
    Source source_;
    Prepared prepared_;
};

/// How many components a vector may have that is drawn jointly.
inline constexpr std::size_t max_joint_dimensions = 4;

/// Draws a vector: component i takes unit number i of the address's Stream, so a further component changes none of the
/// others. Stratified components are spread jointly: not only each on its own but the points of the plane or space too.
///
/// @param components  at most max_joint_dimensions
/// @param values      as many; component i of the result
/// @throws Error  invalid_argument for other sizes
void draw_vector(std::span<const Distribution> components, const DrawAddress& address, std::span<double> values);

/// The unit numbers of a vector draw, for draws whose parts are no numbers of their own (directions, rotations,
/// places).
///
/// @param units  1 to max_joint_dimensions places; each becomes a multiple of 2^-53 in [0, 1)
/// @throws Error  invalid_argument for other sizes
void draw_units(const DrawAddress& address, Distribution::Source source, std::span<double> units);

}  // namespace plumb::recipe
