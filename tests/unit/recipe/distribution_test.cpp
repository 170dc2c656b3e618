#include "recipe/distribution.hpp"

#include "base/exact_math.hpp"
#include "recipe/stratified.hpp"
#include "recipe/stream.hpp"
#include "statistics.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace plumb::recipe {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t last = ~std::uint64_t{0};
constexpr std::size_t count = 50000;
constexpr auto stratified = Distribution::Source::stratified;

DrawAddress address(std::uint64_t frame) {
    return {.seed = 11, .frame = frame, .key = make_draw_key("lamp", "intensity")};
}

std::vector<double> sample(const Distribution& distribution) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = distribution.draw(address(i));
    return values;
}

double normal_truth(double z) {
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

struct Continuous {
    const char* name;
    Shape shape;
    std::function<double(double)> cdf;
    double mean;
    double variance;
};

/// Moments of a truncated normal in units of sigma: Johnson, Kotz, Balakrishnan, "Continuous univariate distributions".
Continuous truncated(const char* name, double mean, double sigma, double a, double b) {
    const auto density = [](double z) { return std::isinf(z) ? 0 : std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI); };
    const double share = normal_truth(b) - normal_truth(a);
    const double shift = (density(a) - density(b)) / share;
    const double low = std::isinf(a) ? 0 : a * density(a);
    const double high = std::isinf(b) ? 0 : b * density(b);
    return {name, Normal{mean, sigma, mean + sigma * a, mean + sigma * b},
            [=](double x) { return (normal_truth((x - mean) / sigma) - normal_truth(a)) / share; },
            mean + sigma * shift, sigma * sigma * (1 + (low - high) / share - shift * shift)};
}

std::vector<Continuous> continuous() {
    const double ratio = std::log(1000.0);
    return {
        {"uniform", Uniform{-3, 5}, [](double x) { return (x + 3) / 8; }, 1, 64.0 / 12},
        truncated("normal", 2, 0.5, -infinity, infinity),
        truncated("normal_cut", 2, 0.5, -1, 2),
        truncated("normal_above", 0, 3, 1.5, infinity),
        truncated("normal_tail", 0, 1, -7, -5.5),
        {"log_uniform", LogUniform{0.1, 100}, [=](double x) { return std::log(x / 0.1) / ratio; }, 99.9 / ratio,
         (100 * 100 - 0.01) / (2 * ratio) - (99.9 / ratio) * (99.9 / ratio)},
    };
}

class ContinuousDraw : public testing::TestWithParam<Continuous> {};

TEST_P(ContinuousDraw, HasItsDistribution) {
    const Continuous& truth = GetParam();
    const Distribution distribution(truth.shape);
    const std::vector<double> values = sample(distribution);
    for (const double value : values) {
        ASSERT_GE(value, distribution.range().min);
        ASSERT_LE(value, distribution.range().max);
    }
    EXPECT_LT(test::kolmogorov_smirnov(values, truth.cdf), test::kolmogorov_smirnov_0999);
    EXPECT_NEAR(test::mean(values), truth.mean, test::two_sided_0999 * std::sqrt(truth.variance / count));
    // The deviation of a sample's variance follows from the fourth moment, here the sample's own.
    double fourth = 0;
    for (const double value : values) fourth += std::pow(value - truth.mean, 4);
    fourth /= count;
    EXPECT_NEAR(test::variance(values), truth.variance,
                test::two_sided_0999 * std::sqrt((fourth - truth.variance * truth.variance) / count));
}

TEST_P(ContinuousDraw, StratifiedPutsOneFrameIntoEachStratum) {
    const Continuous& truth = GetParam();
    const Distribution distribution(truth.shape, stratified);
    constexpr std::size_t strata = 1024;
    std::vector<std::size_t> seen(strata);
    // Where a value lies on the very border of two strata, rounding decides: moved inward by 1e-9 of a stratum.
    for (std::uint64_t frame = 3 * strata; frame < 4 * strata; ++frame) {
        const double unit = stratified_unit(address(frame));
        const double share = truth.cdf(distribution.draw(address(frame)));
        EXPECT_NEAR(share, unit, 1e-9);
        ++seen[static_cast<std::size_t>(unit * strata)];
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1U), static_cast<std::ptrdiff_t>(strata));
}

TEST_P(ContinuousDraw, QuantileRises) {
    const Distribution distribution(GetParam().shape);
    double before = -infinity;
    for (int i = 0; i < 4096; ++i) {
        const double value = distribution.quantile(i / 4096.0);
        EXPECT_GE(value, before);
        before = value;
    }
    EXPECT_LE(distribution.quantile(1 - 0x1p-53), distribution.range().max);
}

TEST_P(ContinuousDraw, NeighbouringFramesAreIndependent) {
    const std::vector<double> values = sample(Distribution(GetParam().shape));
    const std::span<const double> all(values);
    EXPECT_NEAR(test::correlation(all.first(count - 1), all.last(count - 1)), 0,
                test::two_sided_0999 / std::sqrt(static_cast<double>(count)));
}

INSTANTIATE_TEST_SUITE_P(All, ContinuousDraw, testing::ValuesIn(continuous()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Distribution, ConstantIsConstant) {
    const Distribution distribution(Constant{2.5});
    EXPECT_EQ(distribution.draw(address(0)), 2.5);
    EXPECT_EQ(distribution.draw(address(last)), 2.5);
    EXPECT_EQ(distribution.range().min, 2.5);
    EXPECT_EQ(distribution.quantile(0.3), 2.5);
}

TEST(Distribution, ChoiceKeepsItsWeights) {
    const std::vector<double> weights{1, 0, 2.5, 0.5, 6, 0};
    for (const auto source : {Distribution::Source::independent, stratified}) {
        const Distribution distribution(Choice{weights}, source);
        std::vector<std::size_t> seen(weights.size());
        for (const double value : sample(distribution)) ++seen.at(static_cast<std::size_t>(value));
        EXPECT_EQ(seen[1], 0U);
        EXPECT_EQ(seen[5], 0U);
        const std::vector<std::size_t> possible{seen[0], seen[2], seen[3], seen[4]};
        const std::vector<double> expected{count * 0.1, count * 0.25, count * 0.05, count * 0.6};
        EXPECT_LT(test::chi_square(possible, expected), test::chi_square_0999(3));
    }
    EXPECT_EQ(Distribution(Choice{weights}).range().min, 0);
    EXPECT_EQ(Distribution(Choice{weights}).range().max, 4);
    EXPECT_EQ(Distribution(Choice{{0, 0, 3}}).range().min, 2);
    EXPECT_EQ(Distribution(Choice{{0, 0, 3, 0}}).quantile(1 - 0x1p-53), 2);
}

TEST(Distribution, StratifiedChoiceIsExactInABlock) {
    const Distribution distribution(Choice{{1, 2, 1, 4}}, stratified);
    for (std::uint64_t block = 0; block < 50; ++block) {
        std::array<int, 4> seen{};
        for (std::uint64_t i = 0; i < 8; ++i)
            ++seen.at(static_cast<std::size_t>(distribution.draw(address(8 * block + i))));
        EXPECT_EQ(seen, (std::array<int, 4>{1, 2, 1, 4}));
    }
}

TEST(Distribution, BernoulliKeepsItsProbability) {
    for (const double p : {0.0, 0.001, 0.3, 0.5, 0.97, 1.0}) {
        double ones = 0;
        for (const double value : sample(Distribution(Bernoulli{p}))) {
            ASSERT_TRUE(value == 0 || value == 1);
            ones += value;
        }
        EXPECT_NEAR(ones, p * count, test::two_sided_0999 * std::sqrt(p * (1 - p) * count)) << p;
    }
    EXPECT_EQ(Distribution(Bernoulli{1}).range().min, 1);
    EXPECT_EQ(Distribution(Bernoulli{0}).range().max, 0);
}

TEST(Distribution, SequenceFollowsTheFrame) {
    const Distribution cycle(Sequence{{5, 6, 7}});
    const Distribution held(Sequence{{5, 6, 7}, true});
    for (std::uint64_t frame = 0; frame < 10; ++frame) {
        EXPECT_EQ(cycle.draw(address(frame)), 5 + static_cast<double>(frame % 3));
        EXPECT_EQ(held.draw(address(frame)), 5 + static_cast<double>(std::min<std::uint64_t>(frame, 2)));
    }
    EXPECT_EQ(cycle.draw(address(last)), 5);  // 2^64 - 1 is a multiple of 3
    EXPECT_EQ(held.draw(address(last)), 7);
    EXPECT_EQ(cycle.range().max, 7);
    EXPECT_THROW(static_cast<void>(cycle.quantile(0.5)), Error);
}

TEST(Distribution, AWiderRangeMovesAValueAlong) {
    const Distribution narrow(Uniform{0, 1});
    const Distribution wide(Uniform{0, 8});
    for (std::uint64_t frame = 0; frame < 100; ++frame)
        EXPECT_EQ(wide.draw(address(frame)), 8 * narrow.draw(address(frame)));
}

TEST(Distribution, ARangeOfOneValueIsThatValue) {
    EXPECT_EQ(Distribution(Uniform{3, 3}).quantile(0.7), 3);
    EXPECT_EQ(Distribution(LogUniform{3, 3}).quantile(0.7), 3);
    EXPECT_EQ(Distribution(Normal{0, 1, 3, 3}).quantile(0.7), 3);
}

TEST(Distribution, WideRangesStayFinite) {
    const double largest = std::numeric_limits<double>::max();
    const double smallest = std::numeric_limits<double>::denorm_min();
    for (const double u : {0.0, 0.5, 1 - 0x1p-53}) {
        EXPECT_TRUE(std::isfinite(Distribution(LogUniform{smallest, largest}).quantile(u)));
        EXPECT_TRUE(std::isfinite(Distribution(Uniform{0, largest}).quantile(u)));
        EXPECT_TRUE(std::isfinite(Distribution(Normal{0, 1, 1e99, infinity}).quantile(u)));
        EXPECT_TRUE(std::isfinite(Distribution(Normal{0, 1e-300, -1, 1}).quantile(u)));
    }
    // The middle of the logarithms of 2^-1074 and 2^1024 is 2^-25; its error is that of the logarithms, 1.4e-13.
    EXPECT_NEAR(Distribution(LogUniform{smallest, largest}).quantile(0.5) / 0x1p-25, 1, 1e-12);
}

TEST(Distribution, RefusesWhatCannotBe) {
    const double nan = std::nan("");
    const std::vector<Shape> wrong{
        Constant{nan},
        Constant{infinity},
        Uniform{1, 0},
        Uniform{nan, 1},
        Uniform{0, infinity},
        Uniform{-1.7e308, 1.7e308},
        Normal{0, 0},
        Normal{0, -1},
        Normal{nan, 1},
        Normal{1e308, 1e308},
        Normal{0, infinity},
        Normal{0, 1, 2, 1},
        Normal{0, 1, nan, 1},
        Normal{0, 1, infinity, infinity},
        Normal{0, 1e-200, 1, 2},
        LogUniform{0, 1},
        LogUniform{-1, 1},
        LogUniform{2, 1},
        LogUniform{1, infinity},
        Bernoulli{-0.1},
        Bernoulli{1.1},
        Bernoulli{nan},
        Choice{},
        Choice{{0, 0}},
        Choice{{1, -1}},
        Choice{{nan}},
        Choice{{1e308, 1e308}},
        Sequence{},
        Sequence{{1, nan}},
    };
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        try {
            const Distribution distribution(wrong[i]);
            ADD_FAILURE() << "number " << i << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << error.what();
        }
    }
}

TEST(JointDraw, AFurtherComponentChangesNoOther) {
    std::vector<Distribution> components{Distribution(Uniform{0, 1}), Distribution(Normal{}, stratified),
                                         Distribution(Sequence{{1, 2}})};
    std::array<double, 3> three{};
    std::array<double, 4> four{};
    draw_vector(components, address(5), three);
    components.emplace_back(Uniform{0, 1});
    draw_vector(components, address(5), four);
    for (std::size_t i = 0; i < three.size(); ++i) EXPECT_EQ(three[i], four[i]);
    EXPECT_EQ(three[0], components[0].draw(address(5)));
    EXPECT_EQ(three[2], 2);
}

TEST(JointDraw, StratifiedComponentsFillThePlane) {
    const std::vector<Distribution> components{Distribution(Uniform{0, 8}, stratified),
                                               Distribution(Uniform{0, 8}, stratified)};
    std::vector<int> seen(64);
    for (std::uint64_t frame = 640; frame < 704; ++frame) {
        std::array<double, 2> place{};
        draw_vector(components, address(frame), place);
        ++seen.at(static_cast<std::size_t>(place[0]) * 8 + static_cast<std::size_t>(place[1]));
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 64);
}

TEST(JointDraw, UnitsAreThoseOfTheStreamOrTheSequence) {
    std::array<double, 3> units{};
    draw_units(address(9), Distribution::Source::independent, units);
    Stream stream(address(9));
    for (const double unit : units) EXPECT_EQ(unit, stream.next_unit());
    draw_units(address(9), stratified, units);
    for (std::size_t i = 0; i < units.size(); ++i) EXPECT_EQ(units[i], stratified_unit(address(9), i));
}

TEST(JointDraw, RefusesOtherSizes) {
    std::array<double, 5> units{};
    EXPECT_THROW(draw_units(address(0), stratified, units), Error);
    EXPECT_THROW(draw_units(address(0), stratified, std::span<double>()), Error);
    const std::vector<Distribution> components(2, Distribution(Uniform{}));
    EXPECT_THROW(draw_vector(components, address(0), units), Error);
}

// Complete draws, to the bit. Found on x86-64; every machine must find them.
TEST(Distribution, KnownDraws) {
    constexpr auto independent = Distribution::Source::independent;
    struct Known {
        Shape shape;
        Distribution::Source source;
        std::uint64_t seed;
        std::uint64_t frame;
        double value;
    };
    const std::vector<Known> known{
        {Uniform{-3, 5}, independent, 0, 0, 0x1.958afdac20cp-1},
        {Uniform{-3, 5}, independent, 7, 70000, 0x1.35f9282cb4c85p+2},
        {Uniform{-3, 5}, independent, last, last, 0x1.12c2969a965dp-1},
        {Normal{2, 0.5}, independent, 0, 0, 0x1.f7a7b3872f38dp+0},
        {Normal{2, 0.5}, independent, 7, 70000, 0x1.83fed5ee1023p+1},
        {Normal{2, 0.5}, independent, last, last, 0x1.ed59c8f28b005p+0},
        {Normal{2, 0.5, 1.5, 4}, independent, 0, 0, 0x1.093f6cbdf88fcp+1},
        {Normal{2, 0.5, 1.5, 4}, independent, 7, 70000, 0x1.8871111b432bap+1},
        {Normal{2, 0.5, 1.5, 4}, independent, last, last, 0x1.04e93c191c052p+1},
        {Normal{0, 1, 8, 9}, independent, 0, 0, 0x1.0284d086a1985p+3},
        {Normal{0, 1, 8, 9}, independent, 7, 70000, 0x1.0f086443a9ddcp+3},
        {Normal{0, 1, 8, 9}, independent, last, last, 0x1.0249ed36f9712p+3},
        {LogUniform{0.1, 100}, independent, 0, 0, 0x1.524022b499943p+1},
        {LogUniform{0.1, 100}, independent, 7, 70000, 0x1.5d63a9f89de32p+6},
        {LogUniform{0.1, 100}, independent, last, last, 0x1.0f4ce0e90cc28p+1},
        {Bernoulli{0.3}, independent, 0, 0, 0x0p+0},
        {Bernoulli{0.3}, independent, 7, 70000, 0x1p+0},
        {Bernoulli{0.3}, independent, last, last, 0x0p+0},
        {Choice{{1, 2, 3, 4}}, independent, 0, 0, 0x1p+1},
        {Choice{{1, 2, 3, 4}}, independent, 7, 70000, 0x1.8p+1},
        {Choice{{1, 2, 3, 4}}, independent, last, last, 0x1p+1},
        {Sequence{{1, 2, 3}}, independent, 0, 0, 0x1p+0},
        {Sequence{{1, 2, 3}}, independent, 7, 70000, 0x1p+1},
        {Sequence{{1, 2, 3}}, independent, last, last, 0x1p+0},
        {Uniform{-3, 5}, stratified, 0, 0, 0x1.9e2c22a153492p+1},
        {Uniform{-3, 5}, stratified, 7, 70000, 0x1.2d6eee3dff788p+1},
        {Uniform{-3, 5}, stratified, last, last, 0x1.e4d2281eec9p+1},
        {Normal{2, 0.5}, stratified, 0, 0, 0x1.314e0b33d7a18p+1},
        {Normal{2, 0.5}, stratified, 7, 70000, 0x1.1c0afa41a5fafp+1},
        {Normal{2, 0.5}, stratified, last, last, 0x1.41e8eedd2ffd6p+1},
        {Normal{2, 0.5, 1.5, 4}, stratified, 0, 0, 0x1.393cd6d02b33bp+1},
        {Normal{2, 0.5, 1.5, 4}, stratified, 7, 70000, 0x1.25a533cfdd387p+1},
        {Normal{2, 0.5, 1.5, 4}, stratified, last, last, 0x1.48d7ae0c43ea1p+1},
        {Normal{0, 1, 8, 9}, stratified, 0, 0, 0x1.05e35da6b6dbfp+3},
        {Normal{0, 1, 8, 9}, stratified, 7, 70000, 0x1.0452ed87cb4d1p+3},
        {Normal{0, 1, 8, 9}, stratified, last, last, 0x1.0754322345312p+3},
        {LogUniform{0.1, 100}, stratified, 0, 0, 0x1.5cc04ddcb5ddep+4},
        {LogUniform{0.1, 100}, stratified, 7, 70000, 0x1.460744693dfb5p+3},
        {LogUniform{0.1, 100}, stratified, last, last, 0x1.18d7d6bd9412ep+5},
        {Bernoulli{0.3}, stratified, 0, 0, 0x1p+0},
        {Bernoulli{0.3}, stratified, 7, 70000, 0x0p+0},
        {Bernoulli{0.3}, stratified, last, last, 0x1p+0},
        {Choice{{1, 2, 3, 4}}, stratified, 0, 0, 0x1.8p+1},
        {Choice{{1, 2, 3, 4}}, stratified, 7, 70000, 0x1.8p+1},
        {Choice{{1, 2, 3, 4}}, stratified, last, last, 0x1.8p+1},
        {Sequence{{1, 2, 3}}, stratified, 0, 0, 0x1p+0},
        {Sequence{{1, 2, 3}}, stratified, 7, 70000, 0x1p+1},
        {Sequence{{1, 2, 3}}, stratified, last, last, 0x1p+0},
    };
    for (std::size_t i = 0; i < known.size(); ++i) {
        const Known& draw = known[i];
        EXPECT_EQ(
            Distribution(draw.shape, draw.source).draw({draw.seed, draw.frame, 0, make_draw_key("mug", "translation")}),
            draw.value)
            << "row " << i;
    }
}

}  // namespace
}  // namespace plumb::recipe
