#pragma once

namespace plumb::recipe {

/// The z below which a standard normal number lies with probability `p`; -inf at 0, +inf at 1, NaN outside. Relative
/// error about 1e-15.
///
/// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", 1988, PPND16.
double normal_quantile(double p) noexcept;

/// The probability that a standard normal number is below `z`. relative error within 2e-14 for z >= -10.
///
/// Source: Marsaglia, "Evaluating the normal distribution", 2004; below -2 Laplace's continued fraction.
double normal_cdf(double z) noexcept;

/// Mills' ratio (1 - cdf) / density of a standard normal at x >= 2, by Laplace's continued fraction.
double mills_ratio(double x) noexcept;

/// A normal distribution of which only the part within [min, max] is left, by its exact inverse: no rejection, no
/// piling up at the bounds, however far in a tail the range lies. Bounds may be infinite.
class TruncatedNormal {
public:
    /// The caller has checked: sigma > 0, min < max, mean and sigma finite.
    TruncatedNormal(double mean, double sigma, double min, double max) noexcept;

    /// @param u  [0, 1)
    /// @return   a finite number within [min, max]; rises with u
    [[nodiscard]] double quantile(double u) const noexcept;

private:
    enum class Way { even, central, tail };

    [[nodiscard]] double tail_distance(double survival) const noexcept;

    double mean_;
    double sigma_;
    double min_;
    double max_;
    Way way_ = Way::central;
    bool is_mirrored_ = false;  ///< the range lies more above the mean than below; the mirror image is computed
    double low_ = 0;            ///< central: probability below the range; tail: share of the tail left beyond the range
    double span_ = 1;           ///< central: probability of the range
    double near_ = 0;           ///< tail: how many sigma the range begins from the mean
    double near_mills_ = 0;     ///< tail: Mills' ratio there
};

}  // namespace plumb::recipe
