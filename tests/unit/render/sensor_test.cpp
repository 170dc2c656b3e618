// What the sensor does to the picture, and to nothing else.
#include "look_fixture.hpp"
#include "recipe/philox.hpp"
#include "render/jpeg_loss.hpp"

#include <array>
#include <cmath>
#include <functional>

namespace plumb::render {
namespace {

using Strings = std::vector<std::string>;

double linear(std::uint8_t code) {
    const double c = code / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double srgb_code(double c) {
    c = std::clamp(c, 0.0, 1.0);
    return 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055);
}

/// Width of a code of the sRGB curve around a linear value: what quantization leaves unknown.
double code_width(double c) {
    return 2.4 / 255 * std::pow(std::max(c, 0.0031308), 1 - 1 / 2.4) / 1.055;
}

/// Frames that show one colour everywhere.
class SensorTest : public testing::Test {
protected:
    Shot flat(const glm::vec3& color) const {
        Shot shot = facing_shot(scene_);
        shot.now.visible.assign(shot.now.visible.size(), 0);
        shot.environment.color = color;
        return shot;
    }
    Renderer renderer(Size size) const { return {oracle::shared_device(), scene_, options_of(size, {"rgb"})}; }

    Scene scene_ = finished(square_data({}));
};

struct Moments {
    double mean = 0, variance = 0;
};

Moments moments_of(const Frame& frame, std::uint32_t channel) {
    const auto codes = frame["rgb"].as<std::uint8_t>();
    double sum = 0, squares = 0;
    const std::size_t count = codes.size() / 4;
    for (std::size_t i = 0; i < count; ++i) {
        const double value = linear(codes[4 * i + channel]);
        sum += value;
        squares += value * value;
    }
    const double mean = sum / static_cast<double>(count);
    return {mean, squares / static_cast<double>(count) - mean * mean};
}

TEST_F(SensorTest, NoiseHasTheVarianceOfShotsAndReading) {
    Renderer large = renderer({320, 256});
    struct Case {
        double full_well, read;
    };
    for (const Case& c : {Case{400, 0}, Case{400, 12}, Case{20000, 300}}) {
        const glm::vec3 level(0.15F, 0.25F, 0.4F);
        Shot shot = flat(level);
        shot.sensor.full_well_electrons = static_cast<float>(c.full_well);
        shot.sensor.read_noise_electrons = static_cast<float>(c.read);
        shot.sensor.noise_seed = 5;
        const Frame frame = large.render(shot);
        for (std::uint32_t channel = 0; channel < 3; ++channel) {
            const double value = double{level[static_cast<int>(channel)]}, electrons = value * c.full_well;
            const double expected = (electrons + c.read * c.read) / (c.full_well * c.full_well);
            const Moments found = moments_of(frame, channel);
            // 81,920 samples: four standard errors; quantization adds its own twelfth of a squared step.
            const double step = code_width(value);
            EXPECT_NEAR(found.mean, value, 4 * std::sqrt(expected / 81920) + 0.02 * step) << c.full_well;
            EXPECT_NEAR(found.variance, expected + step * step / 12, 0.03 * expected) << c.full_well;
        }
    }
}

TEST_F(SensorTest, NoiseIsPhiloxOfSeedAndPixel) {
    Shot shot = flat(glm::vec3(0.3F));
    shot.sensor.full_well_electrons = 500;
    shot.sensor.read_noise_electrons = 5;
    shot.sensor.noise_seed = 0xFEDCBA9876543210;
    const Frame frame = renderer({40, 24}).render(shot);
    for (std::uint32_t y = 0; y < 24; ++y)
        for (std::uint32_t x = 0; x < 40; ++x) {
            const auto bits = recipe::philox4x32_10({x, y, 0, 0}, {0x76543210, 0xFEDCBA98});
            std::array<double, 4> u{};
            for (std::size_t i = 0; i < 4; ++i) u[i] = ((bits[i] >> 8U) + 0.5) / 16777216;
            const double a = std::sqrt(-2 * std::log(u[0])), b = std::sqrt(-2 * std::log(u[2]));
            const double turn = 2 * std::numbers::pi;
            const double noise[3] = {a * std::cos(turn * u[1]), a * std::sin(turn * u[1]), b * std::cos(turn * u[3])};
            for (std::uint32_t c = 0; c < 3; ++c) {
                const double value = 0.3 + noise[c] * std::sqrt(150 + 25) / 500;
                EXPECT_NEAR(frame["rgb"].at<std::uint8_t>(x, y, c), srgb_code(value), 0.51) << x << ", " << y;
            }
        }
}

TEST_F(SensorTest, NoiseDependsOnTheSeedAlone) {
    Renderer small = renderer({32, 32});
    Shot shot = flat(glm::vec3(0.3F));
    shot.sensor.full_well_electrons = 500;
    Shot other = shot, high = shot;
    other.sensor.noise_seed = 1;
    high.sensor.noise_seed = std::uint64_t{1} << 32U;
    const Shot batch[] = {other, shot, high, shot};
    const std::vector<Frame> frames = small.render(std::span<const Shot>(batch));
    EXPECT_EQ(differing_passes(frames[1], frames[3]), Strings{});
    EXPECT_EQ(differing_passes(frames[1], small.render(shot)), Strings{}) << "alone as in a batch";
    EXPECT_EQ(differing_passes(frames[0], frames[1]), Strings{"rgb"});
    EXPECT_EQ(differing_passes(frames[2], frames[1]), Strings{"rgb"});
    EXPECT_EQ(differing_passes(frames[2], frames[0]), Strings{"rgb"});
}

TEST_F(SensorTest, NoiseOfNeighboursAndChannelsIsIndependent) {
    Shot shot = flat(glm::vec3(0.3F));
    shot.sensor.full_well_electrons = 300;
    const Frame frame = renderer({256, 256}).render(shot);
    const auto codes = frame["rgb"].as<std::uint8_t>();
    const auto correlation = [&](std::size_t offset_a, std::size_t offset_b) {
        double a = 0, b = 0, aa = 0, bb = 0, ab = 0, n = 0;
        for (std::size_t i = 0; i + std::max(offset_a, offset_b) < codes.size(); i += 4, ++n) {
            const double u = linear(codes[i + offset_a]), v = linear(codes[i + offset_b]);
            a += u, b += v, aa += u * u, bb += v * v, ab += u * v;
        }
        return (ab / n - a / n * (b / n)) / std::sqrt((aa / n - a / n * (a / n)) * (bb / n - b / n * (b / n)));
    };
    EXPECT_NEAR(correlation(0, 0), 1, 1e-9);
    const double error = 4 / 256.0;  // four standard errors of 65,536 samples
    for (const auto& [a, b] : {std::pair{0, 1}, {0, 2}, {1, 2}, {0, 4}, {1, 4 * 256 + 1}, {2, 4 * 256 + 6}})
        EXPECT_NEAR(correlation(static_cast<std::size_t>(a), static_cast<std::size_t>(b)), 0, error) << a << ", " << b;
}

TEST_F(SensorTest, VignetteTakesItsShareOfTheCorners) {
    Shot shot = flat(glm::vec3(0.5F));
    shot.sensor.vignette = 0.6F;
    const Size size{65, 33};
    const Frame frame = renderer(size).render(shot);
    for (std::uint32_t y = 0; y < size.height; y += 4)
        for (std::uint32_t x = 0; x < size.width; x += 4) {
            const double u = x + 0.5 - size.width / 2.0, v = y + 0.5 - size.height / 2.0;
            const double corner = size.width / 2.0 * (size.width / 2.0) + size.height / 2.0 * (size.height / 2.0);
            EXPECT_NEAR(frame["rgb"].at<std::uint8_t>(x, y), srgb_code(0.5 * (1 - 0.6 * (u * u + v * v) / corner)),
                        0.51);
        }
    EXPECT_EQ(frame["rgb"].at<std::uint8_t>(32, 16), 188) << "the middle keeps its light";
    shot.sensor.vignette = 1;
    EXPECT_LT(renderer({999, 999}).render(shot)["rgb"].at<std::uint8_t>(0, 998), 8) << "nothing is left in a corner";
}

TEST_F(SensorTest, WhiteBalanceMultipliesBesideExposure) {
    Shot shot = flat(glm::vec3(0.2F));
    shot.sensor.white_balance = {2, 1, 0.5F};
    shot.sensor.exposure_ev = 1;
    const Frame frame = renderer({8, 8}).render(shot);
    EXPECT_NEAR(frame["rgb"].at<std::uint8_t>(3, 3, 0), srgb_code(0.8), 0.51);
    EXPECT_NEAR(frame["rgb"].at<std::uint8_t>(3, 3, 1), srgb_code(0.4), 0.51);
    EXPECT_NEAR(frame["rgb"].at<std::uint8_t>(3, 3, 2), srgb_code(0.2), 0.51);
}

std::vector<std::uint8_t> picture_of(const Frame& frame) {
    const auto codes = frame["rgb"].as<std::uint8_t>();
    return {codes.begin(), codes.end()};
}

double squared_error(const Frame& a, const Frame& b) {
    const auto u = a["rgb"].as<std::uint8_t>(), v = b["rgb"].as<std::uint8_t>();
    double sum = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
        const double difference = u[i] - v[i];
        sum += difference * difference;
    }
    return sum / static_cast<double>(u.size());
}

TEST(SensorOfAScene, JpegLosesTheMoreTheLowerItsQuality) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    const Size size{93, 61};  // no multiple of a block
    Renderer renderer(oracle::shared_device(), scene, options_of(size, {"rgb"}));
    const Shot plain = scene.default_shot(0.5);
    std::vector<Shot> shots{plain};
    for (const std::uint32_t quality : {100U, 75U, 30U, 5U}) {
        shots.push_back(plain);
        shots.back().sensor.jpeg_quality = quality;
    }
    const std::vector<Frame> frames = renderer.render(shots);
    double least = 0;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const double error = squared_error(frames[i], frames[0]);
        EXPECT_GT(error, least);
        least = error;
        std::vector<std::uint8_t> expected = picture_of(frames[0]);
        lose_to_jpeg(expected, size, *shots[i].sensor.jpeg_quality);
        EXPECT_EQ(picture_of(frames[i]), expected);
        EXPECT_EQ(differing_passes(renderer.render(shots[i]), frames[i]), Strings{}) << "alone as in a batch";
    }
    EXPECT_LT(squared_error(frames[1], frames[0]), 30);
    for (std::size_t i = 3; i < picture_of(frames[4]).size(); i += 4) ASSERT_EQ(picture_of(frames[4])[i], 255);
}

TEST(JpegLoss, KeepsAlphaAndFlatColour) {
    std::vector<std::uint8_t> rgba;
    for (std::uint8_t i = 0; i < 64; ++i) rgba.insert(rgba.end(), {120, 130, 140, i});
    lose_to_jpeg(rgba, {8, 8}, 90);
    for (std::size_t i = 0; i < 64; ++i) {
        EXPECT_EQ(rgba[4 * i + 3], i);
        EXPECT_NEAR(rgba[4 * i], 120, 2);
        EXPECT_NEAR(rgba[4 * i + 2], 140, 2);
    }
}

TEST(SensorOfAScene, ActsOnTheDisplayedPictureAlone) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({64, 48}));
    const Shot plain = scene.default_shot(0.5, 0.1);
    const Frame frame = renderer.render(plain);
    const std::pair<const char*, std::function<void(Sensor&)>> changes[] = {
        {"exposure", [](Sensor& s) { s.exposure_ev = -1; }},
        {"white balance",
         [](Sensor& s) {
             s.white_balance = {1, 0.9F, 0.8F};
         }},
        {"vignette", [](Sensor& s) { s.vignette = 0.5F; }},
        {"noise", [](Sensor& s) { s.full_well_electrons = 1000; }},
        {"read noise",
         [](Sensor& s) {
             s.full_well_electrons = 100000;
             s.read_noise_electrons = 3000;
         }},
        {"JPEG", [](Sensor& s) { s.jpeg_quality = 20; }}};
    for (const auto& [name, change] : changes) {
        Shot shot = plain;
        change(shot.sensor);
        EXPECT_EQ(differing_passes(renderer.render(shot), frame), Strings{"rgb"}) << name;
    }
    Shot unused = plain;
    unused.sensor.noise_seed = 77;
    EXPECT_EQ(differing_passes(renderer.render(unused), frame), Strings{}) << "a seed without noise";
}

}  // namespace
}  // namespace plumb::render
