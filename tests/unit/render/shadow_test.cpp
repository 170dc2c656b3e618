// Shadows and ambient light against closed forms.
#include "shadow_fixture.hpp"

#include <cmath>

namespace plumb::render::shadow_test {
namespace {

using std::numbers::pi;
constexpr Size size{120, 120};
constexpr double px_m = 4.0 / size.height;
constexpr double stored_step = 1.0 / 65535;  // shares are stored in 16 bits
constexpr double rounding = 1e-5;            // of the picture's single precision

/// A floor and a blocker 1 m over it: x from 0.1 to 0.5, y from -0.3 to 0.4.
Scene blocked_floor(const scene::Material& material = white(), const glm::dvec3& place = glm::dvec3(0)) {
    const auto data = floor_data(place);
    add_parallelogram(*data, {0.1, -0.3, 1}, {0.4, 0, 0}, {0, 0.7, 0}, material, place);
    return finished(data);
}

/// How far inside of the blocker the way from the floor to the light passes, metres on the blocker.
double depth_in_blocker(const glm::dvec2& at, const glm::dvec3& light) {
    const glm::dvec2 crossing = at + (glm::dvec2(light) - at) / light.z;  // z = 1
    return std::min({crossing.x - 0.1, 0.5 - crossing.x, crossing.y + 0.3, 0.4 - crossing.y});
}

/// Whether the blocker is what the camera sees.
bool is_hidden(const glm::dvec2& at) {
    const glm::dvec2 crossing = at * (5.0 / 6);
    return crossing.x > 0.1 - px_m && crossing.x < 0.5 + px_m && crossing.y > -0.3 - px_m && crossing.y < 0.4 + px_m;
}

/// Expects the shadow of the blocker where geometry says, but within a pixel of its edge.
void expect_shadow(const std::vector<double>& share, const glm::dvec3& light, double expected) {
    std::size_t dark = 0, bright = 0;
    for (std::size_t i = 0; i < share.size(); ++i) {
        const glm::dvec2 at = on_floor(i, size);
        const double depth = depth_in_blocker(at, light);
        if (is_hidden(at) || std::abs(depth) < px_m) continue;
        ++(depth > 0 ? dark : bright);
        ASSERT_NEAR(share[i], depth > 0 ? expected : 1, stored_step + rounding) << at.x << " " << at.y;
    }
    EXPECT_GT(dark, 100U);
    EXPECT_GT(bright, 5000U);
}

TEST(Shadow, OfAPointLightFallsWhereGeometrySays) {
    const Scene scene = blocked_floor();
    Shot shot = floor_shot(scene);
    const glm::dvec3 light(1.2, 0.4, 3);
    shot.lights = {lamp(light)};
    expect_shadow(shares(scene, shot, {}, size), light, 0);
}

TEST(Shadow, FallsAlikeOnAllSamplesOfAPixel) {
    scene::Material blend = white();
    blend.alpha_mode = scene::AlphaMode::blend;
    const glm::dvec3 light(1.2, 0.4, 3);
    for (const scene::Material& material : {white(), blend}) {
        const Scene scene = blocked_floor(material);
        Shot shot = floor_shot(scene);
        shot.lights = {lamp(light)};
        expect_shadow(shares(scene, shot, {}, size, 5), light, 0);
    }
}

TEST(Shadow, OfASunFallsWhereGeometrySays) {
    const Scene scene = blocked_floor();
    Shot shot = floor_shot(scene);
    Light& sun = shot.lights.emplace_back();
    sun.kind = Light::Kind::directional;
    sun.direction = glm::normalize(glm::dvec3(-0.6, -0.2, -1));
    expect_shadow(shares(scene, shot, {}, size), glm::dvec3(0.6, 0.2, 1) * 1e9, 0);
}

TEST(Shadow, IsAsSharpFarFromTheOrigin) {
    const glm::dvec3 place(1e5, -2e5, 1e5);
    const Scene scene = blocked_floor(white(), place);
    Shot shot = floor_shot(scene, place);
    shot.lights = {lamp(place + glm::dvec3(1.2, 0.4, 3))};
    expect_shadow(shares(scene, shot, {}, size), {1.2, 0.4, 3}, 0);
}

TEST(Shadow, IsCastByTheBackOfWhatIsSingleSided) {
    scene::Material single = white();
    single.is_double_sided = false;
    const Scene scene = blocked_floor(single);
    Shot shot = floor_shot(scene);
    shot.lights = {lamp({1.2, 0.4, 3})};
    expect_shadow(shares(scene, shot, {}, size), {1.2, 0.4, 3}, 0);
    // From below: the blocker turns its back to the light, and the floor its front to the camera.
    const auto data = std::make_shared<scene::SceneData>();
    add_parallelogram(*data, {-4, -4, 0}, {8, 0, 0}, {0, 8, 0});
    add_parallelogram(*data, {0.1, -0.3, 1}, {0, 0.7, 0}, {0.4, 0, 0}, single);
    const Scene turned = finished(data);
    expect_shadow(shares(turned, shot, {}, size), {1.2, 0.4, 3}, 0);
}

TEST(Shadow, IsFadedByWhatLetsLightThrough) {
    Shot shot;
    const glm::dvec3 light(1.2, 0.4, 3);
    scene::Material blend = white();
    blend.alpha_mode = scene::AlphaMode::blend;
    blend.base_color = {1, 1, 1, 0.25F};
    scene::Material glass = white();
    glass.transmission = 0.6F;
    glass.base_color = {0.5F, 1, 1, 1};
    for (const auto& [material, expected] : {std::pair(blend, 0.75), std::pair(glass, 0.3)}) {
        const Scene scene = blocked_floor(material);
        shot = floor_shot(scene);
        shot.lights = {lamp(light)};
        // A share's logarithm is counted in 1/65536.
        expect_shadow(shares(scene, shot, {}, size), light, expected);
    }
}

TEST(Shadow, OfACutOutHasItsHoles) {
    const auto data = floor_data();
    scene::Material holed = white();
    holed.alpha_mode = scene::AlphaMode::mask;
    holed.base_color_texture.texture = add_texture(*data, four_texels(true));  // the left half is open
    add_parallelogram(*data, {0.1, -0.3, 1}, {0.4, 0, 0}, {0, 0.7, 0}, holed);
    const Scene scene = finished(data);
    Shot shot = floor_shot(scene);
    const glm::dvec3 light(1.2, 0.4, 3);
    shot.lights = {lamp(light)};
    const std::vector<double> share = shares(scene, shot, {}, size);
    std::size_t open = 0, shut = 0;
    for (std::size_t i = 0; i < share.size(); ++i) {
        const glm::dvec2 at = on_floor(i, size);
        const double x = at.x + (light.x - at.x) / light.z - 0.3;  // on the blocker, from its middle
        if (is_hidden(at) || depth_in_blocker(at, light) < px_m || std::abs(x) < px_m) continue;
        ++(x < 0 ? open : shut);
        ASSERT_NEAR(share[i], x < 0 ? 1 : 0, stored_step + rounding);
    }
    EXPECT_GT(open, 30U);
    EXPECT_GT(shut, 30U);
}

TEST(Shadow, LeavesWhatNothingHidesAlone) {
    const Scene scene = finished(floor_data());
    Shot shot = floor_shot(scene);
    shot.lights = {lamp({3000, 100, 0.5}, 0.2F), lamp({1, 1, 1e-3})};  // grazing
    for (const double share : shares(scene, shot, {.light_samples = 16}, size))
        ASSERT_NEAR(share, 1, stored_step + rounding);
}

/// Share of a disc that is left of a chord at `s` radii from its middle.
double left_of_chord(double s) {
    if (std::abs(s) >= 1) return s > 0 ? 1 : 0;
    return 0.5 + (s * std::sqrt(1 - s * s) + std::asin(s)) / pi;
}

TEST(Shadow, OfASphereHasThePenumbraOfItsSize) {
    // A half plane x > 0 at 1 m; a lamp over its edge, small enough to be taken for a disc.
    const auto data = floor_data();
    add_parallelogram(*data, {0, -30, 1}, {30, 0, 0}, {0, 60, 0});
    const Scene scene = finished(data);
    const glm::dvec3 light(0, 0, 5);
    const double radius = 0.4;
    Shot shot = floor_shot(scene);
    // From the left, under the half plane.
    shot.now.camera.world_from_camera = look_at({-0.5, 0, 0.9}, {0, 0, 0}, {0, 1, 0});
    shot.lights = {lamp(light, static_cast<float>(radius))};
    RendererOptions options = options_of(size, {"hdr", "position"});
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(shot);
    const std::vector<double> share = shares(scene, shot, {.light_samples = 256}, size);
    std::size_t partial = 0;
    double worst = 0;
    for (std::size_t i = 0; i < share.size(); ++i) {
        const float* const at = &frame["position"].as<float>()[3 * i];
        if (!(std::abs(at[2]) < 1e-4F) || std::abs(at[0]) > 1 || std::abs(at[1]) > 1) continue;
        const glm::dvec2 edge(-double{at[0]}, 1), way(-double{at[0]}, 5);  // in the plane across the edge
        // Angle by which the light's middle is on the free side of the plane through the edge, against its size.
        const double sine = (edge.x * way.y - edge.y * way.x) / (glm::length(edge) * std::hypot(way.x, way.y, at[1]));
        const double expected = left_of_chord(sine / (radius / std::hypot(way.x, way.y, at[1])));
        if (expected > 0 && expected < 1) ++partial;
        worst = std::max(worst, std::abs(share[i] - expected));
    }
    EXPECT_GT(partial, 200U);
    EXPECT_LT(worst, 0.02);  // 256 stratified samples: a border of 16 strata
}

std::shared_ptr<scene::SceneData> corner_data(double wall_height) {
    auto data = floor_data();
    add_parallelogram(*data, {0.5, -4000, 0}, {0, 8000, 0}, {0, 0, wall_height});
    return data;
}

TEST(AmbientLight, OfAWallIsItsFormFactor) {
    for (const double height : {0.5, 1e4}) {
        const Scene scene = finished(corner_data(height));
        Shot shot = floor_shot(scene);
        shot.environment.color = glm::vec3(1);
        const std::vector<double> share = shares(scene, shot, {.ambient_samples = 256}, size);
        std::size_t compared = 0;
        double worst = 0;
        for (std::size_t i = 0; i < share.size(); ++i) {
            const double distance = 0.5 - on_floor(i, size).x;
            if (distance < px_m) continue;
            // An infinitely long wall hides (1 - cosine of its elevation) / 2 of the cosine-weighted sky.
            const double expected = 0.5 + 0.5 * distance / std::hypot(distance, height);
            worst = std::max(worst, std::abs(share[i] - expected));
            ++compared;
        }
        EXPECT_GT(compared, 5000U);
        EXPECT_LT(worst, 0.02) << height;  // as above
    }
}

TEST(AmbientLight, IsHiddenByNothingFartherThanItsDistance) {
    const Scene scene = finished(corner_data(1e4));
    Shot shot = floor_shot(scene);
    shot.environment.color = glm::vec3(1);
    const std::vector<double> share = shares(scene, shot, {.ambient_samples = 64, .ambient_distance_m = 0.25F}, size);
    for (std::size_t i = 0; i < share.size(); ++i)
        if (on_floor(i, size).x < 0.25 - px_m) {
            ASSERT_NEAR(share[i], 1, stored_step + rounding);
        }
}

}  // namespace
}  // namespace plumb::render::shadow_test
