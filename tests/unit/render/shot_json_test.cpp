// A shot that went through JSON renders to the same bytes.
#include "render_fixture.hpp"

#include <plumb/shot_json.hpp>

namespace plumb::render {
namespace {

Shot odd_shot(const Scene& scene) {
    Shot shot = scene.default_shot(0.37, 1.0 / 30);
    shot.sensor.exposure_ev = 0.3F;
    shot.environment.color = {0.1F, 0.2F, 0.7F};
    shot.now.world_from_instance.back()[3] += glm::dvec4(0.1, 1.0 / 3, -0.07, 0);
    shot.next->visible.front() = 0;
    shot.lights.emplace_back().position = {1.0 / 7, 3, 2};
    MaterialOverride& material = shot.materials.emplace_back();
    material.base_color = glm::vec4(0.9F, 0.1F, 0.3F, 1);
    material.roughness = 0.123F;
    return shot;
}

TEST(ShotJson, RendersToTheSameBytes) {
    for (const char* const file : {"small/moving_boxes.glb", "workshop/workshop.glb"}) {
        const Scene scene = Scene::load(asset(file));
        Shot shot = odd_shot(scene);
        shot.environment.map = load_environment(asset("workshop/sky.hdr"));
        const Shot again = shot_from_json(scene, shot_json(scene, shot));
        Renderer renderer(oracle::shared_device(), scene, options_of({64, 48}));
        const Frame first = renderer.render(shot);
        const Frame second = renderer.render(again);
        EXPECT_EQ(differing_passes(first, second), std::vector<std::string>());
        EXPECT_EQ(frame_json(scene, first, 5), frame_json(scene, second, 5));
        // The odd parts are seen: without them the picture is another.
        EXPECT_FALSE(differing_passes(first, renderer.render(scene.default_shot(0.37, 1.0 / 30))).empty());
    }
}

}  // namespace
}  // namespace plumb::render
