#include "scene/animation.hpp"

#include <plumb/error.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plumb::scene {
namespace {

const float half_root = std::sqrt(0.5F);

void expect_same_rotation(const glm::dquat& value, const glm::dquat& expected, double tolerance) {
    EXPECT_NEAR(std::abs(glm::dot(value, expected)), 1, tolerance);
    EXPECT_NEAR(glm::length(value), 1, 1e-15);
}

glm::dquat about_z(double angle_rad) {
    return {std::cos(angle_rad / 2), 0, 0, std::sin(angle_rad / 2)};
}

TEST(AnimationTest, StepHoldsTheEarlierKeyUntilTheNextBegins) {
    const AnimationSampler sampler{Interpolation::step, {1, 2, 4}, {10, 20, 40}, 1};
    EXPECT_EQ(sample_scalar(sampler, -3), 10);
    EXPECT_EQ(sample_scalar(sampler, 1), 10);
    EXPECT_EQ(sample_scalar(sampler, 1.999999), 10);
    EXPECT_EQ(sample_scalar(sampler, 2), 20);
    EXPECT_EQ(sample_scalar(sampler, 3.9), 20);
    EXPECT_EQ(sample_scalar(sampler, 4), 40);
    EXPECT_EQ(sample_scalar(sampler, 1e9), 40);
}

TEST(AnimationTest, LinearBlendsEveryComponentAndIsClampedOutside) {
    const AnimationSampler sampler{Interpolation::linear, {1, 3}, {0, 10, -4, 8, 20, 4}, 3};
    EXPECT_EQ(sample_vec3(sampler, 1.5), glm::dvec3(2, 12.5, -2));
    EXPECT_EQ(sample_vec3(sampler, 0), glm::dvec3(0, 10, -4));
    EXPECT_EQ(sample_vec3(sampler, 3), glm::dvec3(8, 20, 4));
    EXPECT_EQ(sample_vec3(sampler, 99), glm::dvec3(8, 20, 4));
}

TEST(AnimationTest, OneKeyHoldsForAllTimesInEveryInterpolation) {
    for (const double time_s : {-1.0, 2.0, 5.0}) {
        EXPECT_EQ(sample_scalar({Interpolation::linear, {2}, {7}, 1}, time_s), 7);
        EXPECT_EQ(sample_scalar({Interpolation::step, {2}, {7}, 1}, time_s), 7);
        EXPECT_EQ(sample_scalar({Interpolation::cubic_spline, {2}, {1, 7, 3}, 1}, time_s), 7);
    }
}

TEST(AnimationTest, CubicSplineScalesTangentsByTheKeyDistance) {
    // Keys at 1 and 3 s: v0 = 2 with out-tangent 0.5, v1 = 4 with in-tangent -1. At u = 1/4 of 2 s by hand:
    // h00 = 27/32, h10 = 9/64, h01 = 5/32, h11 = -3/64.
    const AnimationSampler sampler{Interpolation::cubic_spline, {1, 3}, {9, 2, 0.5F, -1, 4, 9}, 1};
    const double expected = 27.0 / 32 * 2 + 2 * (9.0 / 64) * 0.5 + 5.0 / 32 * 4 + 2 * (-3.0 / 64) * -1;
    EXPECT_NEAR(sample_scalar(sampler, 1.5), expected, 1e-15);
    EXPECT_EQ(sample_scalar(sampler, 1), 2);
    EXPECT_EQ(sample_scalar(sampler, 3), 4);
    EXPECT_EQ(sample_scalar(sampler, 0), 2);
    EXPECT_EQ(sample_scalar(sampler, 7), 4);
}

TEST(AnimationTest, CubicSplineReproducesACubicPolynomial) {
    // f(t) = t^3 - 2 t, f'(t) = 3 t^2 - 2 at keys 0, 1, 3: a Hermite spline of exact tangents is f itself.
    const AnimationSampler sampler{Interpolation::cubic_spline, {0, 1, 3}, {-2, 0, -2, 1, -1, 1, 25, 21, 25}, 1};
    for (double time_s = 0; time_s <= 3; time_s += 0.125)
        EXPECT_NEAR(sample_scalar(sampler, time_s), time_s * time_s * time_s - 2 * time_s, 1e-13) << time_s;
}

TEST(AnimationTest, RotationsTurnAtConstantSpeed) {
    const AnimationSampler sampler{Interpolation::linear, {0, 2}, {0, 0, 0, 1, 0, 0, half_root, half_root}, 4};
    for (double time_s = 0; time_s <= 2; time_s += 0.25)
        expect_same_rotation(sample_rotation(sampler, time_s), about_z(time_s / 2 * std::numbers::pi / 2), 1e-15);
}

TEST(AnimationTest, RotationsTakeTheShorterWay) {
    // The second key is -q of a quarter turn: the long way round would pass through a turn the other way.
    const AnimationSampler sampler{Interpolation::linear, {0, 1}, {0, 0, 0, 1, 0, 0, -half_root, -half_root}, 4};
    expect_same_rotation(sample_rotation(sampler, 0.5), about_z(std::numbers::pi / 4), 1e-15);
}

TEST(AnimationTest, RotationsNearlyEqualStayUnitAndFinite) {
    const glm::dquat from = about_z(0.3);
    for (const double angle_rad : {0.0, 1e-12, 1e-8, 1e-6, 1e-4})
        expect_same_rotation(slerp(from, about_z(0.3 + angle_rad), 0.25), about_z(0.3 + angle_rad / 4), 1e-15);
}

TEST(AnimationTest, RotationsHaveTheSameBitsOnEveryMachine) {
    const glm::dquat from(0.9, 0.1, -0.3, 0.2);
    const glm::dquat to(0.2, 0.8, 0.1, -0.5);
    EXPECT_EQ(slerp(from, to, 0.25),
              glm::dquat(0x1.c9209803d9e69p-1, 0x1.8858448323dd8p-2, -0x1.e4e4298427ea5p-3, -0x1.75b965f30f8bcp-12));
    EXPECT_EQ(slerp(from, to, 0.7),
              glm::dquat(0x1.20cd6e9080d57p-1, 0x1.7db03cf36ca76p-1, -0x1.55a75dadfdf2ep-5, -0x1.691512fe179d8p-2));
}

TEST(AnimationTest, RotationKeysNeedNotBeUnit) {
    const AnimationSampler linear{Interpolation::linear, {0, 1}, {0, 0, 0, 3, 0, 0, 5, 5}, 4};
    expect_same_rotation(sample_rotation(linear, 0.5), about_z(std::numbers::pi / 4), 1e-15);
    expect_same_rotation(sample_rotation(linear, 0), about_z(0), 1e-15);
    const AnimationSampler step{Interpolation::step, {0, 1}, {0, 0, 0, 3, 0, 0, 5, 5}, 4};
    expect_same_rotation(sample_rotation(step, 2), about_z(std::numbers::pi / 2), 1e-15);
}

TEST(AnimationTest, CubicRotationsAreBlendedComponentwiseThenNormalized) {
    const AnimationSampler sampler{Interpolation::cubic_spline,
                                   {0, 2},
                                   {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0},
                                   4};
    // At u = 1/2: h00 = h01 = 1/2, h10 = 1/8 times 2 s: z = 1/2 + 1/4, w = 1/2.
    const glm::dquat expected = glm::normalize(glm::dquat(0.5, 0, 0, 0.75));
    expect_same_rotation(sample_rotation(sampler, 1), expected, 1e-15);
}

TEST(AnimationTest, RotationOfLengthZeroIsAnError) {
    const AnimationSampler sampler{Interpolation::step, {0}, {0, 0, 0, 0}, 4};
    try {
        static_cast<void>(sample_rotation(sampler, 0));
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_asset);
        EXPECT_NE(std::string(error.what()).find("length 0"), std::string::npos) << error.what();
    }
}

TEST(AnimationTest, FindsTheKeyAmongMany) {
    AnimationSampler sampler{Interpolation::linear, {}, {}, 1};
    for (int key = 0; key < 1000; ++key) {
        sampler.times_s.push_back(static_cast<float>(key) * 0.5F);
        sampler.values.push_back(static_cast<float>(key * key));
    }
    for (int key = 0; key < 999; ++key) {
        EXPECT_EQ(sample_scalar(sampler, key * 0.5), key * key);
        EXPECT_EQ(sample_scalar(sampler, key * 0.5 + 0.25), (key * key + (key + 1) * (key + 1)) / 2.0);
    }
}

}  // namespace
}  // namespace plumb::scene
