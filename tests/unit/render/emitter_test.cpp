// Surfaces that shine by themselves, in colour by paths: what they give is what radiometry says, and looking for them
// changes the noise alone.
#include "render_fixture.hpp"

#include <cmath>
#include <numbers>

namespace plumb::render::emitter_test {
namespace {

constexpr Size size{32, 32};
constexpr float radiance = 5;

/// Diffuse of one albedo, without any mirror.
int chalk(oracle::SceneWriter& w, float albedo) {
    w.use_extension("KHR_materials_specular");
    return w.material(
        {{"pbrMetallicRoughness", {{"baseColorFactor", {albedo, albedo, albedo, 1}}, {"metallicFactor", 0}}},
         {"extensions", {{"KHR_materials_specular", {{"specularFactor", 0}}}}},
         {"doubleSided", true}});
}

/// Black but for what it shines.
int lamp(oracle::SceneWriter& w, float strength) {
    w.use_extension("KHR_materials_specular");
    w.use_extension("KHR_materials_emissive_strength");
    return w.material({{"name", "lamp"},
                       {"pbrMetallicRoughness", {{"baseColorFactor", {0, 0, 0, 1}}, {"metallicFactor", 0}}},
                       {"emissiveFactor", {1, 1, 1}},
                       {"extensions",
                        {{"KHR_materials_specular", {{"specularFactor", 0}}},
                         {"KHR_materials_emissive_strength", {{"emissiveStrength", strength}}}}},
                       {"doubleSided", true}});
}

/// A floor at y = 0, and 1 m above it a lamp of 1 x 0.5 m: a square that its node scales.
Scene lit_floor(float strength, bool has_wall) {
    return made_scene("lit floor", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int white = chalk(w, 0.5F);
        oracle::PrimitiveData floor = oracle::square(10), panel = oracle::square(1);
        floor.material = white;
        panel.material = lamp(w, strength);
        const auto flat = oracle::list(oracle::turn({1, 0, 0}, -std::numbers::pi / 2));
        w.node({{"mesh", w.mesh({floor})}, {"rotation", flat}});
        w.node({{"mesh", w.mesh({panel})}, {"rotation", flat}, {"scale", {0.5, 0.25, 1}}, {"translation", {0, 1, 0}}});
        if (has_wall) w.node({{"mesh", w.mesh({floor})}, {"translation", {0, 0, -1}}});
    });
}

Shot dark_shot(const Scene& scene, const oracle::ViewRequest& view) {
    Shot shot = oracle::shot_of(scene, view);
    shot.environment = {};
    shot.environment.color = glm::vec3(0);
    shot.lights.clear();
    return shot;
}

Frame rendered(const Scene& scene, const Shot& shot, std::uint32_t paths) {
    RendererOptions options = options_of(size, {"hdr"});
    options.color.mode = ColorOptions::Mode::path;
    options.color.path_samples = paths;
    return Engine(oracle::shared_device(), scene, options).render({&shot, 1}).front();
}

struct Statistics {
    double mean = 0, spread = 0;
};

Statistics over_pixels(const Frame& frame) {
    Statistics result;
    const double count = double{size.width} * size.height;
    for (std::uint32_t y = 0; y < size.height; ++y)
        for (std::uint32_t x = 0; x < size.width; ++x) {
            const double value = frame["hdr"].at<float>(x, y);
            result.mean += value / count;
            result.spread += value * value / count;
        }
    result.spread = std::sqrt(result.spread - result.mean * result.mean);
    return result;
}

/// Share of a hemisphere's cosine-weighted light that comes from a rectangle of half sides a and b, 1 m above.
double form_factor(double a, double b) {
    const double p = std::sqrt(1 + a * a), q = std::sqrt(1 + b * b);
    return 4 / (2 * std::numbers::pi) * (a / p * std::atan(b / p) + b / q * std::atan(a / q));
}

TEST(Emitters, APanelLightsTheFloorBelowAsItsFormFactorSays) {
    const Scene scene = lit_floor(radiance, false);
    // 2 cm of floor below the panel's middle, from the side and below the panel.
    const Shot shot = dark_shot(scene, oracle::look({1.5, 0.8, 0}, {0, 0, 0}, 0.012));
    const Statistics found = over_pixels(rendered(scene, shot, 64));
    const double expected = 0.5 * double{radiance} * form_factor(0.5, 0.25);
    // 65,536 looks at a lamp that is nearly uniform: their mean is off by 0.2 % at most.
    EXPECT_NEAR(found.mean, expected, 0.004 * expected);
}

TEST(Emitters, ShineAtTheCameraAsTheyAre) {
    const Scene scene = lit_floor(radiance, false);
    const Shot shot = dark_shot(scene, oracle::look({0, 0.5, 0.01}, {0, 1, 0}, 0.1));
    const Frame frame = rendered(scene, shot, 4);
    EXPECT_NEAR(frame["hdr"].at<float>(16, 16), radiance, 1e-5);
}

TEST(Emitters, LookingForThemChangesTheNoiseAlone) {
    // What a shot lights up is found by following alone.
    const Scene looked_for = lit_floor(radiance, true), found = lit_floor(0, true);
    const oracle::ViewRequest view = oracle::look({1.5, 0.8, 0.5}, {0, 0.1, 0}, 0.4);
    Shot lit = dark_shot(found, view);
    MaterialOverride change;
    change.material = 1;
    change.emission = glm::vec3(radiance);
    lit.materials.push_back(change);
    const Statistics with = over_pixels(rendered(looked_for, dark_shot(looked_for, view), 512));
    const Statistics without = over_pixels(rendered(found, lit, 512));
    // 524,288 paths, of which an eighth meets the lamp: 0.4 % at one sigma.
    EXPECT_NEAR(with.mean, without.mean, 0.015 * without.mean);
    EXPECT_GT(with.mean, 0.1);
    const auto difference = [](const Frame& a, const Frame& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a["hdr"].as<float>().size(); i += 4)
            sum += std::pow(double{a["hdr"].as<float>()[i]} - double{b["hdr"].as<float>()[i]}, 2);
        return std::sqrt(sum);
    };
    const Frame truth = rendered(looked_for, dark_shot(looked_for, view), 2048);
    EXPECT_LT(difference(rendered(looked_for, dark_shot(looked_for, view), 16), truth),
              0.5 * difference(rendered(found, lit, 16), truth));
}

TEST(Emitters, AHiddenLampShinesNothing) {
    const Scene scene = lit_floor(radiance, false);
    Shot shot = dark_shot(scene, oracle::look({1.5, 0.8, 0}, {0, 0, 0}, 0.1));
    shot.now.visible[1] = 0;
    EXPECT_EQ(over_pixels(rendered(scene, shot, 4)).mean, 0);
}

}  // namespace
}  // namespace plumb::render::emitter_test
