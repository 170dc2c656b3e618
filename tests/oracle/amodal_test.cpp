// What each instance would cover if it were alone, against the ray caster: 100 random shots, by the rasterizer and by
// rays.
#include "alone.hpp"
#include "random_shots.hpp"
#include "raycast.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <functional>

namespace plumb::oracle::amodal_test {
namespace {

constexpr int shot_count = 100;
constexpr Size size_px{48, 36};

Camera canvas_camera(Camera camera) {
    camera.pinhole.cx += camera.width;
    camera.pinhole.cy += camera.height;
    camera.width *= 3;
    camera.height *= 3;
    return camera;
}

/// As alone.hpp has it, of one instance before a plain camera: the oracle has a quicker way to it then.
/// @param masks  what is said of it
Alone cast_alone(const Topology& topology, const StagedInstant& now, std::size_t instance,
                 const std::vector<MaskView>& masks) {
    std::vector<Stance> stances = now.stances;
    for (std::size_t i = 0; i < stances.size(); ++i) stances[i].is_visible = stances[i].is_visible && i == instance;
    const Geometry geometry(topology, stances);
    const View view(geometry, canvas_camera(now.camera), false);
    Alone found;
    for (int y = 0; y < 3 * now.camera.height; ++y)
        for (int x = 0; x < 3 * now.camera.width; ++x) {
            const Hit hit = view.cast({x + 0.5, y + 0.5});
            const int column = x - now.camera.width, row = y - now.camera.height;
            const bool is_inside = column >= 0 && column < now.camera.width && row >= 0 && row < now.camera.height;
            Bounds& bounds = is_inside ? found.inside : found.outside;
            if (hit.edge_px <= edge_band_px) {
                ++bounds.uncertain;
                continue;
            }
            bounds.certain += hit.is_hit() ? 1 : 0;
            if (!is_inside) continue;
            for (const MaskView& mask : masks)
                if (mask.at(static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row)) != hit.is_hit())
                    ++found.wrong;
        }
    return found;
}

void compare_shots(const SceneCase& scene_case, int first, int step, AloneTotals& totals) {
    Random random("amodal shots of " + scene_case.name);
    const SceneFile file(scene_case);
    const Staged staged = load_staged(file.path(), first % 3 == 0, random);
    RendererOptions options;
    options.size = size_px;
    options.passes = {"instance"};
    options.amodal = true;
    Renderer renderer(shared_device(), staged.scene, options);
    options.visibility = Visibility::rays;
    Renderer rays(shared_device(), staged.scene, options);
    ViewRequest request = scene_case.view;
    request.width = static_cast<int>(size_px.width);
    request.height = static_cast<int>(size_px.height);
    for (int number = first; number < shot_count; number += step) {
        const Shot shot = draw_shot(random, staged, request);
        const Frame frame = renderer.render(shot), by_rays = rays.render(shot);
        const Model model = dressed(staged.model, shot);
        const Topology topology(model);
        const StagedInstant now = stage(model, staged.scene, shot, size_px).now;
        for (const InstanceAnnotation& a : frame.annotations().instances) {
            const std::string what =
                "shot " + std::to_string(number) + " of " + scene_case.name + ", instance " + std::to_string(a.id);
            const Alone found = cast_alone(topology, now, a.id - 1, {frame.amodal(a.id), by_rays.amodal(a.id)});
            totals.add(*a.amodal, found, what);
            const AmodalAnnotation& by_ray = *by_rays.annotations().instances[a.id - 1].amodal;
            expect_within(by_ray.pixels, found.inside, what + ", inside, by rays");
            expect_within(by_ray.pixels_outside, found.outside, what + ", outside, by rays");
        }
    }
}

TEST(Amodal, AgreesWithTheOracleBothWays) {
    std::vector<SceneCase> scenes = all_scenes();
    // The oracle looks for each instance alone in every pixel of the canvas: hours for 100,000 of them.
    std::erase_if(scenes, [](const SceneCase& scene) { return scene.name == "copies_100000"; });
    const auto step = std::min(static_cast<int>(scenes.size()), shot_count);
    AloneTotals totals;
    for (int first = 0; first < step; ++first)
        compare_shots(scenes[static_cast<std::size_t>(first)], first, step, totals);
    std::printf("%d shots: %zu instances, %zu of them with every pixel certain; %zu pixels, %zu too near an edge\n",
                shot_count, totals.instances, totals.exact, totals.pixels, totals.uncertain);
    EXPECT_GT(totals.instances, 200U);
    EXPECT_GT(totals.exact, totals.instances / 20);
    EXPECT_GT(totals.cut, 20U);
    EXPECT_LT(totals.uncertain, totals.pixels / 10);
}

/// What the comparison says of one frame of a scene, all instances together, after `spoil` has had its way.
std::size_t wrong_pixels(const SceneCase& scene_case, const std::function<void(StagedInstant&)>& spoil,
                         std::uint32_t mask_shift = 0) {
    const SceneFile file(scene_case);
    const Scene scene = Scene::load(file.path());
    const Model model = Model::load(file.path());
    RendererOptions options;
    options.size = size_px;
    options.passes = {"instance"};
    options.amodal = true;
    ViewRequest request = scene_case.view;
    request.width = static_cast<int>(size_px.width);
    request.height = static_cast<int>(size_px.height);
    const Shot shot = shot_of(scene, request);
    const Frame frame = Renderer(shared_device(), scene, options).render(shot);
    const Topology topology(model);
    StagedInstant now = stage(model, scene, shot, size_px).now;
    spoil(now);
    std::size_t wrong = 0;
    const auto count = static_cast<std::uint32_t>(scene.instances().size());
    for (std::uint32_t i = 0; i < count; ++i)
        wrong += cast_alone(topology, now, i, {frame.amodal((i + mask_shift) % count + 1)}).wrong;
    return wrong;
}

TEST(Amodal, ComparisonCatchesFaults) {
    std::size_t tried = 0;
    for (const SceneCase& scene_case : all_scenes()) {
        if (tried == 4) break;
        const auto leave = [](StagedInstant&) {};
        if (Scene::load(SceneFile(scene_case).path()).instances().size() < 2) continue;
        ++tried;
        EXPECT_EQ(wrong_pixels(scene_case, leave), 0U) << scene_case.name;
        EXPECT_GT(wrong_pixels(scene_case, leave, 1), 0U) << scene_case.name << ": another instance's mask";
        EXPECT_GT(wrong_pixels(scene_case, [](StagedInstant& now) { now.camera.pinhole.cx += 0.5; }), 0U)
            << scene_case.name << ": half a pixel aside";
        EXPECT_GT(wrong_pixels(scene_case, [](StagedInstant& now) { now.camera.pinhole.fy *= -1; }), 0U)
            << scene_case.name << ": upside down";
    }
    EXPECT_EQ(tried, 4U);
}

}  // namespace
}  // namespace plumb::oracle::amodal_test
