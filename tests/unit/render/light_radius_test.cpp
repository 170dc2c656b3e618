// Highlights of shining spheres against what a mirror would show.
#include "look_fixture.hpp"

#include <cmath>

namespace plumb::render::light_radius_test {
namespace {

using std::numbers::pi;
constexpr Size size{201, 201};

Scene metal_square(float roughness) {
    scene::Material metal;
    metal.roughness = roughness;
    return finished(square_data(metal));
}

/// A lamp of 10 cd behind the camera, 4 m from the square.
Shot lit_shot(const Scene& scene, float radius_m) {
    Shot shot = facing_shot(scene);
    shot.environment.color = glm::vec3(0);
    Light& light = shot.lights.emplace_back();
    light.position = {0, 0, 4};
    light.intensity = 10;
    light.radius_m = radius_m;
    return shot;
}

double sum_of(const Frame& frame) {
    double sum = 0;
    for (const float value : frame["hdr"].as<float>()) sum += double{value};
    return sum - double{size.width} * size.height;  // alpha
}

TEST(LightRadius, AMirrorShowsTheSphere) {
    const Scene scene = metal_square(0);
    Renderer renderer(oracle::shared_device(), scene, options_of(size, {"hdr"}));
    for (const double radius : {0.3, 0.6}) {
        const Frame frame = renderer.render(lit_shot(scene, static_cast<float>(radius)));
        const double radiance = 10 / (pi * radius * radius);
        // The smallest roughness adds a thousandth to the highlight's width of radius / 8.
        EXPECT_NEAR(pixel_of(frame, "hdr", 100, 100).x / radiance, 1, 0.06);
        double pixels = 0;
        for (std::size_t i = 0; i < frame["hdr"].as<float>().size(); i += 4)
            if (double{frame["hdr"].as<float>()[i]} > radiance / 2) ++pixels;
        // The mirrored sphere stands 7 m before the camera; 2.5 m of the square's plane fill 201 px.
        const double focal_px = 201 / 2.5 * 3;
        const double expected_px = focal_px * radius / std::sqrt(7 * 7 - radius * radius);
        EXPECT_NEAR(std::sqrt(pixels / pi) / expected_px, 1, 0.05) << "radius " << radius;
    }
}

TEST(LightRadius, WidensAndKeepsTheEnergy) {
    const Scene scene = metal_square(0.4F);
    Renderer renderer(oracle::shared_device(), scene, options_of(size, {"hdr"}));
    const Frame point = renderer.render(lit_shot(scene, 0)), sphere = renderer.render(lit_shot(scene, 0.4F));
    EXPECT_LT(pixel_of(sphere, "hdr", 100, 100).x, 0.8F * pixel_of(point, "hdr", 100, 100).x);
    // The normalization is an approximation: exact for a mirror, some per cent off in between.
    EXPECT_NEAR(sum_of(sphere) / sum_of(point), 1, 0.15);
    const Frame small = renderer.render(lit_shot(scene, 1e-4F));
    EXPECT_NEAR(pixel_of(small, "hdr", 100, 100).x / pixel_of(point, "hdr", 100, 100).x, 1, 1e-3);
}

TEST(LightRadius, IsForColourOfPointAndSpotLightsAlone) {
    const Scene scene = metal_square(0.4F);
    Renderer renderer(oracle::shared_device(), scene, options_of({33, 33}));
    const auto changed_by = [&](Light::Kind kind) {
        Shot shot = lit_shot(scene, 0);
        shot.lights[0].kind = kind;
        const Frame frame = renderer.render(shot);
        shot.lights[0].radius_m = 0.3F;
        return differing_passes(renderer.render(shot), frame);
    };
    const std::vector<std::string> colour{"rgb", "hdr"};
    EXPECT_EQ(changed_by(Light::Kind::point), colour);
    EXPECT_EQ(changed_by(Light::Kind::spot), colour);
    EXPECT_EQ(changed_by(Light::Kind::directional), std::vector<std::string>{});
}

TEST(LightRadius, LeavesMattSurfacesAsTheyAre) {
    scene::Material matt;
    matt.metallic = 0;
    matt.roughness = 1;
    matt.ior = 1;
    const Scene scene = finished(square_data(matt));
    Renderer renderer(oracle::shared_device(), scene, options_of({33, 33}, {"hdr"}));
    const Frame point = renderer.render(lit_shot(scene, 0)), sphere = renderer.render(lit_shot(scene, 0.5F));
    for (std::size_t i = 0; i < point["hdr"].as<float>().size(); ++i) {
        const float expected = point["hdr"].as<float>()[i];
        EXPECT_NEAR(sphere["hdr"].as<float>()[i], expected, 0.01F * expected);
    }
}

}  // namespace
}  // namespace plumb::render::light_radius_test
