// What shadows may change, and what they may not.
#include "shadow_fixture.hpp"

namespace plumb::render::shadow_bytes_test {
namespace {

constexpr Size size{96, 64};

Shot workshop_shot(const Scene& scene, double time_s = 0.5) {
    Shot shot = scene.shot({.time_s = time_s, .dt_s = 1.0 / 30});
    for (Light& light : shot.lights)
        if (light.kind != Light::Kind::directional) light.radius_m = 0.05F;
    shot.environment.color = glm::vec3(0.3F);
    return shot;
}

RendererOptions colored(const ColorOptions& color, std::vector<std::string> passes = all_passes()) {
    RendererOptions options = options_of(size, std::move(passes));
    options.color = color;
    return options;
}

TEST(ShadowBytes, NoLabelDependsOnThem) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    const Shot shot = workshop_shot(scene);
    const Frame without = Renderer(oracle::shared_device(), scene, colored({.shadows = false})).render(shot);
    for (const ColorOptions& color : {ColorOptions{}, ColorOptions{.light_samples = 9, .ambient_samples = 3},
                                      ColorOptions{.shadows = false, .ambient_samples = 2}}) {
        const Frame with = Renderer(oracle::shared_device(), scene, colored(color)).render(shot);
        EXPECT_EQ(differing_passes(without, with), (std::vector<std::string>{"rgb", "hdr"}));
    }
}

TEST(ShadowBytes, DoNotDependOnTheBatch) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    std::vector<Shot> shots;
    for (int i = 0; i < 3; ++i) {
        shots.push_back(workshop_shot(scene, 0.4 * i));
        shots.back().sensor.noise_seed = static_cast<std::uint64_t>(i);
        if (i == 1) shots.back().lights.pop_back();
    }
    const RendererOptions options = colored({.ambient_samples = 2}, {"hdr"});
    Renderer renderer(oracle::shared_device(), scene, options);
    const std::vector<Frame> together = renderer.render(shots);
    EXPECT_GT(renderer.last_timings().shadow_rays, 1000U);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_TRUE(differing_passes(together[i], renderer.render(shots[i])).empty()) << i;
}

TEST(ShadowBytes, FollowTheNoiseSeed) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    Renderer renderer(oracle::shared_device(), scene, colored({.ambient_samples = 2}, {"hdr"}));
    Shot shot = workshop_shot(scene);
    const Frame first = renderer.render(shot);
    shot.sensor.noise_seed = 5;
    EXPECT_EQ(differing_passes(first, renderer.render(shot)), std::vector<std::string>{"hdr"});
}

TEST(ShadowBytes, WithoutColourNoRayIsTraced) {
    const Scene scene = Scene::load(asset("workshop/workshop.glb"));
    Renderer renderer(oracle::shared_device(), scene, colored({}, {"depth", "instance"}));
    (void)renderer.render(workshop_shot(scene));
    EXPECT_EQ(renderer.last_timings().shadow_rays, 0U);
    EXPECT_EQ(renderer.last_timings().shadow_s, 0);
}

std::string refusal(const ColorOptions& color) {
    const Scene scene = finished(floor_data());
    try {
        Renderer(oracle::shared_device(), scene, colored(color, {"rgb"}));
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        return error.what();
    }
    return {};
}

TEST(ShadowBytes, OptionsOutOfRangeAreRefused) {
    EXPECT_NE(refusal({.light_samples = 0}).find("light_samples = 0"), std::string::npos);
    EXPECT_NE(refusal({.light_samples = 257}).find("1 to 256"), std::string::npos);
    EXPECT_NE(refusal({.ambient_samples = 257}).find("ambient_samples = 257"), std::string::npos);
    EXPECT_NE(refusal({.ambient_distance_m = 0}).find("above 0"), std::string::npos);
    EXPECT_NE(refusal({.ambient_distance_m = NAN}).find("ambient_distance_m"), std::string::npos);
}

}  // namespace
}  // namespace plumb::render::shadow_bytes_test
