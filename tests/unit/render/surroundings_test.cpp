// Sky and haze against their formulae; labels do not know of them.
#include "look_fixture.hpp"
#include "render/sky.hpp"

#include <cmath>

namespace plumb::render::surroundings_test {
namespace {

using std::numbers::pi;
constexpr float infinite = std::numeric_limits<float>::infinity();

glm::dvec3 sun_at(double height_deg, double azimuth_deg = 0) {
    const double height = height_deg * pi / 180, azimuth = azimuth_deg * pi / 180;
    return {std::cos(height) * std::sin(azimuth), std::sin(height), -std::cos(height) * std::cos(azimuth)};
}

double luminance(const glm::dvec3& rgb) {
    return 0.2126729 * rgb.x + 0.7151522 * rgb.y + 0.0721750 * rgb.z;
}

glm::dvec3 direction_at(double height_deg, double azimuth_deg) {
    return sun_at(height_deg, azimuth_deg);
}

/// Perez' distribution of luminance with the coefficients of Preetham's table 2, in the order of the paper.
double perez_luminance(double turbidity, double theta, double gamma) {
    const double a = 0.1787 * turbidity - 1.4630, b = -0.3554 * turbidity + 0.4275, c = -0.0227 * turbidity + 5.3251,
                 d = 0.1206 * turbidity - 2.5771, e = -0.0670 * turbidity + 0.3703;
    return (1 + a * std::exp(b / std::cos(theta))) *
           (1 + c * std::exp(d * gamma) + e * std::cos(gamma) * std::cos(gamma));
}

TEST(SkyModel, ZenithHasThePapersLuminanceAndChromaticity) {
    // Turbidity 2, sun at 45 degrees, worked out by hand from the paper's formulae:
    // chi = (4/9 - 2/120) * pi/2 = 0.671940, tan = 0.795168, (8.0906 - 4.9710) * tan - 0.4310 + 2.4192 = 4.46881.
    const shared::Sky sky = sky_model({sun_at(45), 2, glm::vec3(0)});
    const glm::dvec3 zenith = sky_radiance(sky, {0, 1, 0});
    EXPECT_NEAR(luminance(zenith), 4468.8, 1.0);
    // x and y: rows of T^2, T, 1 over theta = pi/4.
    const double t = pi / 4, t2 = t * t, t3 = t2 * t;
    const double x = 4 * (0.00166 * t3 - 0.00375 * t2 + 0.00209 * t) +
                     2 * (-0.02903 * t3 + 0.06377 * t2 - 0.03202 * t + 0.00394) +
                     (0.11693 * t3 - 0.21196 * t2 + 0.06052 * t + 0.25886);
    const double y = 4 * (0.00275 * t3 - 0.00610 * t2 + 0.00317 * t) +
                     2 * (-0.04214 * t3 + 0.08970 * t2 - 0.04153 * t + 0.00516) +
                     (0.15346 * t3 - 0.26756 * t2 + 0.06670 * t + 0.26688);
    const glm::dmat3 xyz_from_rgb(0.4124564, 0.2126729, 0.0193339, 0.3575761, 0.7151522, 0.1191920, 0.1804375,
                                  0.0721750, 0.9503041);
    const glm::dvec3 xyz = xyz_from_rgb * zenith;
    EXPECT_NEAR(xyz.x / (xyz.x + xyz.y + xyz.z), x, 1e-4);
    EXPECT_NEAR(xyz.y / (xyz.x + xyz.y + xyz.z), y, 1e-4);
}

TEST(SkyModel, LuminanceIsDistributedAsPerezSays) {
    for (const double turbidity : {2.0, 4.0, 8.0})
        for (const double sun_height : {5.0, 30.0, 75.0}) {
            const shared::Sky sky = sky_model({sun_at(sun_height), static_cast<float>(turbidity), glm::vec3(0)});
            const double zenith = luminance(sky_radiance(sky, {0, 1, 0}));
            const double sun_angle = pi / 2 - sun_height * pi / 180;
            for (const double height : {1.0, 20.0, 60.0})
                for (const double azimuth : {0.0, 50.0, 180.0}) {
                    const glm::dvec3 direction = direction_at(height, azimuth);
                    const double gamma = std::acos(glm::dot(direction, sun_at(sun_height)));
                    const double expected = perez_luminance(turbidity, pi / 2 - height * pi / 180, gamma) /
                                            perez_luminance(turbidity, 0, sun_angle);
                    const glm::dvec3 rgb = sky_radiance(sky, direction);
                    if (std::min({rgb.x, rgb.y, rgb.z}) == 0) continue;  // a colour beyond Rec.709 is cut
                    EXPECT_NEAR(luminance(rgb) / zenith / expected, 1, 1e-3)
                        << "turbidity " << turbidity << ", sun " << sun_height << ", at " << height << ", " << azimuth;
                }
        }
}

TEST(SkyModel, IsBrightestAtTheSunAndBluestAwayFromIt) {
    const shared::Sky sky = sky_model({sun_at(40), 3, glm::vec3(0)});
    const glm::dvec3 at_sun = sky_radiance(sky, sun_at(40)), opposite = sky_radiance(sky, direction_at(50, 180));
    EXPECT_GT(luminance(at_sun), 3 * luminance(opposite));
    EXPECT_GT(opposite.z / opposite.x, 1.5);
    EXPECT_GT(opposite.z / opposite.x, at_sun.z / at_sun.x);
}

TEST(SkyModel, GroundReturnsItsShareOfTheSky) {
    const shared::Sky black = sky_model({sun_at(60), 3, glm::vec3(0)});
    EXPECT_EQ(sky_radiance(black, {0, -1, 0}), glm::dvec3(0));
    const shared::Sky sky = sky_model({sun_at(60), 3, {0.5F, 0.25F, 0}});
    glm::dvec3 downward(0);  // irradiance, by another quadrature: even steps of both angles
    constexpr int steps = 400;
    for (int i = 0; i < steps; ++i)
        for (int k = 0; k < steps; ++k) {
            const double theta = pi / 2 * (i + 0.5) / steps, phi = 2 * pi * (k + 0.5) / steps;
            const glm::dvec3 direction(std::sin(theta) * std::sin(phi), std::cos(theta),
                                       std::sin(theta) * std::cos(phi));
            downward +=
                sky_radiance(sky, direction) * std::cos(theta) * std::sin(theta) * (pi / 2 / steps) * (2 * pi / steps);
        }
    const glm::dvec3 ground = sky_radiance(sky, {0.3, -0.1, 0.2});
    EXPECT_NEAR(ground.x / (0.5 * downward.x / pi), 1, 0.01);
    EXPECT_NEAR(ground.y / (0.25 * downward.y / pi), 1, 0.01);
    EXPECT_EQ(ground.z, 0);
    // A clear sky gives some ten thousand lux.
    EXPECT_GT(luminance(downward), 5000);
    EXPECT_LT(luminance(downward), 50000);
}

/// A camera at the origin that looks at `direction` and sees nothing but the surroundings.
Shot skyward(const Scene& scene, const glm::dvec3& direction) {
    Shot shot = facing_shot(scene);
    shot.now.camera.world_from_camera = look_at({0, 0, 0}, direction, {0.1, 1, 0.2});
    shot.now.visible.assign(shot.now.visible.size(), 0);
    return shot;
}

TEST(Sky, BackgroundIsTheModel) {
    const Scene scene = finished(square_data({}));
    Renderer renderer(oracle::shared_device(), scene, options_of({9, 9}, {"hdr"}));
    for (const double sun_height : {3.0, 45.0, 90.0})
        for (const glm::dvec3 direction :
             {direction_at(45, 0), direction_at(2, 90), direction_at(85, 200), direction_at(-20, 10)}) {
            Shot shot = skyward(scene, direction);
            shot.environment.sky = Sky{sun_at(sun_height), 4, {0.3F, 0.2F, 0.1F}};
            shot.environment.intensity = 0.5F;
            const glm::dvec3 expected = 0.5 * sky_radiance(sky_model(*shot.environment.sky), glm::normalize(direction));
            const glm::vec3 found = pixel_of(renderer.render(shot), "hdr", 4, 4);
            // Single precision against double; next to the sun a part in a thousand.
            for (int c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], 1e-3 * expected[c] + 1e-2);
        }
}

TEST(Sky, LightsAMattSurface) {
    scene::Material matt;
    matt.metallic = 0;
    matt.roughness = 1;
    matt.ior = 1;  // no reflection
    const auto data = square_data(matt);
    data->nodes[0].rotation = glm::angleAxis(-pi / 2, glm::dvec3(1, 0, 0));  // faces up
    const Scene scene = finished(data);
    Renderer renderer(oracle::shared_device(), scene, options_of({9, 9}, {"hdr"}));
    Shot shot = facing_shot(scene);
    shot.now.camera.world_from_camera = look_at({0, 2, 0}, {0, 0, 0}, {0, 0, -1});
    for (const double sun_height : {20.0, 60.0}) {
        shot.environment.sky = Sky{sun_at(sun_height), 3, glm::vec3(1)};
        // With an albedo of 1 the ground's radiance is the irradiance over pi.
        const glm::dvec3 expected = sky_radiance(sky_model(*shot.environment.sky), {0, -1, 0});
        const glm::vec3 found = pixel_of(renderer.render(shot), "hdr", 4, 4);
        // Nine harmonics leave a few per cent of the light of a surface that faces one half.
        for (int c = 0; c < 3; ++c) EXPECT_NEAR(found[c] / expected[c], 1, 0.05) << "sun " << sun_height;
    }
}

TEST(Sky, StandsInTheWorldAndSoDoesItsFlow) {
    const Scene scene = finished(square_data({}));
    Renderer renderer(oracle::shared_device(), scene, options_of({24, 16}));
    Shot still = facing_shot(scene);
    still.next = still.previous = still.now;
    Shot turned = still;
    turned.now.world_from_environment = glm::dmat3(0, 0, 1, 0, 1, 0, -1, 0, 0);
    turned.next->world_from_environment = glm::dmat3(0, 1, 0, -1, 0, 0, 0, 0, 1);
    still.environment.sky = turned.environment.sky = Sky{};
    EXPECT_EQ(differing_passes(renderer.render(turned), renderer.render(still)), std::vector<std::string>{});
    // A map goes before the sky and turns.
    turned.environment.map =
        std::make_shared<EnvironmentMap>(EnvironmentMap{2, 1, {0.5F, 0.5F, 0.5F, 0.25F, 0.25F, 0.25F}});
    const std::vector<std::string> differing = differing_passes(renderer.render(turned), renderer.render(still));
    EXPECT_NE(std::ranges::find(differing, "flow_forward"), differing.end());
}

TEST(Surroundings, AreForColourAlone) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 32}));
    const Shot plain = scene.default_shot(0.5, 0.1);
    Shot sky = plain, fog = plain;
    sky.environment.sky = Sky{};
    fog.environment.fog = Fog{.color = glm::vec3(0.7F), .density_per_m = 0.1F, .base_height_m = 0, .falloff_m = 2};
    const Frame frame = renderer.render(plain);
    const std::vector<std::string> colour{"rgb", "hdr"};
    EXPECT_EQ(differing_passes(renderer.render(sky), frame), colour);
    EXPECT_EQ(differing_passes(renderer.render(fog), frame), colour);
    const Shot batch[] = {sky, plain, fog};
    const std::vector<Frame> frames = renderer.render(std::span<const Shot>(batch));
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(differing_passes(renderer.render(batch[i]), frames[i]), std::vector<std::string>{}) << i;
}

/// Optical depth of a ray by fine steps.
double stepped_depth(const Fog& fog, const glm::dvec3& from, const glm::dvec3& to) {
    constexpr int steps = 20000;
    double sum = 0;
    for (int i = 0; i < steps; ++i) {
        const double y = glm::mix(from.y, to.y, (i + 0.5) / steps);
        sum += double{fog.density_per_m} * std::exp(-(y - double{fog.base_height_m}) / double{fog.falloff_m});
    }
    return sum * glm::length(to - from) / steps;
}

TEST(FogTest, TakesAndGivesAsTheIntegralSays) {
    scene::Material glowing;
    glowing.is_unlit = true;
    glowing.is_double_sided = true;
    glowing.base_color = {0.9F, 0.5F, 0.1F, 1};
    const Scene scene = finished(square_data(glowing));
    Renderer renderer(oracle::shared_device(), scene, options_of({33, 33}, {"hdr", "position"}));
    const Fog fogs[] = {{{0.2F, 0.4F, 0.6F}, 0.05F, 0, infinite},
                        {{0.2F, 0.4F, 0.6F}, 0.05F, -1, 3},
                        {{0.2F, 0.4F, 0.6F}, 0.5F, 0.5F, 0.2F},
                        {{0.2F, 0.4F, 0.6F}, 1, -2, 0.05F}};
    for (const Fog& fog : fogs)
        for (const glm::dvec3 eye : {glm::dvec3(0, 0, 3), glm::dvec3(1, 5, 4), glm::dvec3(0, -3, 6)})
            for (const bool is_orthographic : {false, true}) {
                Shot shot = facing_shot(scene);
                shot.now.camera.world_from_camera = look_at(eye, {0, 0, 0}, {0, 1, 0});
                if (is_orthographic) shot.now.camera.projection = Camera::Projection::orthographic;
                shot.environment.fog = fog;
                const Frame frame = renderer.render(shot);
                for (const std::uint32_t x : {14U, 16U, 18U}) {
                    const glm::dvec3 to = pixel_of(frame, "position", x, x - 1);
                    glm::dvec3 from = eye;
                    if (is_orthographic) {
                        const glm::dvec3 forward(shot.now.camera.world_from_camera[2]);
                        from = to - forward * glm::dot(to - eye, forward);
                    }
                    const double left = std::exp(-stepped_depth(fog, from, to));
                    const glm::dvec3 expected =
                        left * glm::dvec3(glowing.base_color) + (1 - left) * glm::dvec3(fog.color);
                    const glm::vec3 found = pixel_of(frame, "hdr", x, x - 1);
                    // 20,000 steps and single precision.
                    for (int c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], 2e-4) << "eye " << eye.y;
                }
            }
}

TEST(FogTest, ReachesTheBackground) {
    const Scene scene = finished(square_data({}));
    Renderer renderer(oracle::shared_device(), scene, options_of({9, 9}, {"hdr"}));
    const auto seen = [&](const glm::dvec3& direction, const Fog& fog) {
        Shot shot = skyward(scene, direction);
        shot.environment.color = glm::vec3(2);
        shot.environment.fog = fog;
        return pixel_of(renderer.render(shot), "hdr", 4, 4).x;
    };
    // Up: density * falloff / sine of the height, from the eye at y = 0.
    const double depth = 0.1 * std::exp(0.5 / 4) * 4 / std::sin(30 * pi / 180);
    const double left = std::exp(-depth);
    EXPECT_NEAR(seen(direction_at(30, 70), {glm::vec3(0.5F), 0.1F, 0.5F, 4}), 2 * left + 0.5 * (1 - left), 1e-4);
    EXPECT_FLOAT_EQ(seen(direction_at(-30, 70), {glm::vec3(0.5F), 0.1F, 0.5F, 4}), 0.5F) << "down: nothing but haze";
    EXPECT_FLOAT_EQ(seen(direction_at(30, 70), {glm::vec3(0.5F), 0.1F, 0.5F, infinite}), 0.5F) << "everywhere";
    EXPECT_FLOAT_EQ(seen(direction_at(30, 70), {glm::vec3(0.5F), 0, 0.5F, 4}), 2) << "no density";
}

TEST(FogTest, IsInFrontOfGlassOnce) {
    // Clear glass that reflects nothing leaves the haze as it is.
    scene::Material glass;
    glass.transmission = 1;
    glass.metallic = 0;
    glass.roughness = 0;
    glass.ior = 1;
    const auto data = square_data(glass);
    const Scene scene = finished(data);
    Renderer renderer(oracle::shared_device(), scene, options_of({9, 9}, {"hdr"}));
    Shot shot = facing_shot(scene);
    shot.environment.color = glm::vec3(2);
    shot.environment.fog = Fog{glm::vec3(0.5F), 0.1F, 0, 4};
    shot.now.camera.world_from_camera = look_at({0, -1, 3}, {0, 0, 0}, {0, 1, 0});
    const float with = pixel_of(renderer.render(shot), "hdr", 4, 4).x;
    shot.now.visible[0] = 0;
    const float without = pixel_of(renderer.render(shot), "hdr", 4, 4).x;
    EXPECT_GT(without, 0.6F);
    EXPECT_NEAR(with, without, 0.02F * without);  // the fitted reflection of the surroundings is not quite nothing
}

}  // namespace
}  // namespace plumb::render::surroundings_test
