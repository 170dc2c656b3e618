// Irradiance under each kind of light against closed forms, in both modes of colour.
#include "colour_fixture.hpp"

namespace plumb::render::light_test {
namespace {

using std::numbers::pi;
constexpr Size size{1, 1};

/// Radiance of the middle of a matt white square that faces +z, times pi: its irradiance.
double irradiance_under(const Light& light, ColorOptions::Mode mode) {
    const Scene scene = finished(square_data(matt_white()));
    Shot shot = facing_shot(scene);
    shot.environment.color = glm::vec3(0);
    shot.lights = {light};
    const std::uint32_t samples = mode == ColorOptions::Mode::path ? 4096 : 1;
    Renderer renderer(oracle::shared_device(), scene, colour_options(size, mode, samples));
    // Sample 0 goes through the pixel's centre and so do all others, nearly: the pixel is looked at from far away.
    shot.now.camera.fov_y_rad = 1e-3;
    return double{pixel_of(renderer.render(shot), "hdr", 0, 0).x} * pi;
}

void expect_irradiance(const Light& light, double expected, double tolerance) {
    EXPECT_NEAR(irradiance_under(light, ColorOptions::Mode::direct) / expected, 1, 1e-3);
    EXPECT_NEAR(irradiance_under(light, ColorOptions::Mode::path) / expected, 1, tolerance);
}

Light light_of(Light::Kind kind, const glm::dvec3& position) {
    Light light;
    light.kind = kind;
    light.position = position;
    light.direction = glm::normalize(-position);
    light.intensity = 10;
    return light;
}

TEST(Lights, PointsAndSpotsFollowTheInverseSquare) {
    const glm::dvec3 place(1, 0.5, 2);
    const double square = glm::dot(place, place), cosine = place.z / std::sqrt(square);
    expect_irradiance(light_of(Light::Kind::point, place), 10 * cosine / square, 1e-3);
    Light spot = light_of(Light::Kind::spot, place);
    spot.inner_cone_rad = 0.1F;
    expect_irradiance(spot, 10 * cosine / square, 1e-3);
    Light aside = spot;
    aside.direction = glm::normalize(glm::dvec3(0.8, 0, 0) - place);
    const double off = glm::dot(aside.direction, glm::normalize(-place));
    const double inner = std::cos(0.1), outer = std::cos(double{spot.outer_cone_rad});
    const double share = std::clamp((off - outer) / (inner - outer), 0.0, 1.0);
    expect_irradiance(aside, 10 * cosine / square * share * share, 1e-3);
}

TEST(Lights, SunsGiveTheirLuxTimesTheCosineWhateverTheirSize) {
    Light sun = light_of(Light::Kind::directional, {1, 1, 1});
    expect_irradiance(sun, 10 / std::sqrt(3.0), 1e-3);
    sun.angular_radius_rad = 0.1F;
    // 4096 stratified directions over a narrow cone.
    expect_irradiance(sun, 10 / std::sqrt(3.0), 2e-3);
}

TEST(Lights, SpheresGiveWhatAPointGivesAsLongAsTheyAreAboveTheHorizon) {
    const glm::dvec3 place(1, 0.5, 2);
    const double square = glm::dot(place, place), cosine = place.z / std::sqrt(square);
    Light sphere = light_of(Light::Kind::point, place);
    sphere.radius_m = 0.5F;
    expect_irradiance(sphere, 10 * cosine / square, 2e-3);
}

/// Configuration factor of a rectangle 0..a, 0..b parallel to a small surface at distance 1 under its corner (Lambert).
double corner_factor(double a, double b) {
    const double ra = std::sqrt(1 + a * a), rb = std::sqrt(1 + b * b);
    return (a / ra * std::atan(b / ra) + b / rb * std::atan(a / rb)) / (2 * pi);
}

TEST(Lights, RectanglesFollowLambertsFormula) {
    Light panel = light_of(Light::Kind::rectangle, {0, 0, 2});
    panel.width_m = 3;
    panel.height_m = 1;
    // Radiance is intensity over area; the factor is of radiosity, pi times radiance.
    const double expected = 10.0 / 3 * pi * 4 * corner_factor(1.5 / 2, 0.5 / 2);
    expect_irradiance(panel, expected, 5e-3);
    // Seen from behind it is dark.
    panel.direction = {0, 0, 1};
    EXPECT_EQ(irradiance_under(panel, ColorOptions::Mode::direct), 0);
    EXPECT_EQ(irradiance_under(panel, ColorOptions::Mode::path), 0);
}

/// The part of a rectangle in the plane x = `distance` that is above the horizon z = 0, by the midpoint rule.
double upright_irradiance(double radiance, double distance, double width, double height) {
    constexpr int steps = 400;
    double sum = 0;
    for (int i = 0; i < steps; ++i)
        for (int k = 0; k < steps; ++k) {
            const double y = width * ((i + 0.5) / steps - 0.5), z = height * ((k + 0.5) / steps - 0.5);
            if (z <= 0) continue;
            const double square = distance * distance + y * y + z * z;
            sum += z * distance / (square * square);
        }
    return radiance * sum * width * height / (double{steps} * steps);
}

TEST(Lights, RectanglesThatReachBelowTheHorizonAreCutThere) {
    Light panel = light_of(Light::Kind::rectangle, {1.5, 0, 0});
    panel.across = {0, 1, 0};
    panel.width_m = 1;
    panel.height_m = 2;
    // The camera stands between panel and square's middle, and paths meet nothing of it.
    expect_irradiance(panel, upright_irradiance(5, 1.5, 1, 2), 5e-3);
}

TEST(Lights, BothModesShadeGlossySurfacesAlikeUnderPoints) {
    scene::Material glossy;
    glossy.metallic = 0.5F;
    glossy.roughness = 0.4F;
    glossy.base_color = {0.8F, 0.5F, 0.2F, 1};
    glossy.clearcoat = 0.5F;
    glossy.clearcoat_roughness = 0.2F;
    glossy.sheen_color = {0.2F, 0.1F, 0.3F};
    glossy.sheen_roughness = 0.5F;
    const Scene scene = finished(square_data(glossy));
    Shot shot = facing_shot(scene);
    shot.now.camera.fov_y_rad = 1e-3;
    shot.environment.color = glm::vec3(0);
    shot.lights = {light_of(Light::Kind::point, {0.3, 0.2, 2})};
    for (const auto energy : {ColorOptions::Energy::specification, ColorOptions::Energy::conserving}) {
        const auto seen = [&](ColorOptions::Mode mode) {
            RendererOptions options = colour_options(size, mode);
            options.color.energy = energy;
            return pixel_of(Renderer(oracle::shared_device(), scene, options).render(shot), "hdr", 0, 0);
        };
        const glm::vec3 direct = seen(ColorOptions::Mode::direct), path = seen(ColorOptions::Mode::path);
        for (int c = 0; c < 3; ++c) EXPECT_NEAR(path[c] / direct[c], 1, 1e-3) << "channel " << c;
    }
}

}  // namespace
}  // namespace plumb::render::light_test
