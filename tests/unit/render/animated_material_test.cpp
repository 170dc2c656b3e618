#include "scene/scene_data.hpp"

#include <plumb/plumb.hpp>

#include <gtest/gtest.h>

namespace plumb {
namespace {

/// A quad before the camera whose base colour goes from red to blue, and whose cut-off passes its alpha, in one second.
Scene changing_quad() {
    auto data = std::make_shared<scene::SceneData>();
    scene::Material material;
    material.alpha_mode = scene::AlphaMode::mask;
    material.base_color = {1, 0, 0, 0.5F};
    material.alpha_cutoff = 0.25F;
    data->materials.push_back(material);
    scene::Primitive quad;
    quad.material = 0;
    quad.positions = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
    quad.indices = {0, 1, 2, 0, 2, 3};
    data->meshes.push_back({"quad", {quad}, {}, {}});
    scene::Node node;
    node.mesh = 0;
    node.translation = {0, 0, -3};
    data->nodes.push_back(node);
    data->roots = {0};
    scene::Animation clip;
    clip.samplers.push_back({scene::Interpolation::linear, {0, 1}, {1, 0, 0, 0.5F, 0, 0, 1, 0.5F}, 4});
    clip.samplers.push_back({scene::Interpolation::linear, {0, 1}, {0.25F, 0.75F}, 1});
    clip.channels.push_back({scene::AnimatedProperty::material_base_color, 0, 0, 0});
    clip.channels.push_back({scene::AnimatedProperty::material_alpha_cutoff, 0, 0, 1});
    data->animations.push_back(clip);
    scene::finish(*data);
    return Scene(data);
}

Shot shot_at(const Scene& scene, double time_s) {
    Shot shot = scene.default_shot(time_s);
    shot.now.camera = Camera{};
    shot.now.camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
    return shot;
}

TEST(AnimatedMaterials, EachViewHasItsOwn) {
    const Scene scene = changing_quad();
    Renderer renderer(Device::create(), scene, {.size = {16, 16}, .passes = {"albedo", "instance"}});
    const Shot shots[] = {shot_at(scene, 0), shot_at(scene, 0.25), shot_at(scene, 1)};
    const std::vector<Frame> frames = renderer.render(shots);
    EXPECT_FLOAT_EQ(frames[0]["albedo"].at<float>(8, 8, 0), 1);
    EXPECT_FLOAT_EQ(frames[0]["albedo"].at<float>(8, 8, 2), 0);
    EXPECT_FLOAT_EQ(frames[1]["albedo"].at<float>(8, 8, 0), 0.75F);
    EXPECT_FLOAT_EQ(frames[1]["albedo"].at<float>(8, 8, 2), 0.25F);
    EXPECT_EQ(frames[1]["instance"].at<std::uint32_t>(8, 8), 1U);
    EXPECT_EQ(frames[2]["instance"].at<std::uint32_t>(8, 8), 0U) << "the cut-off is above the alpha";
    EXPECT_FLOAT_EQ(renderer.render(shots[1])["albedo"].at<float>(8, 8, 0), 0.75F) << "alone as in a batch";
}

/// What is behind the quad of changing_quad().
Scene quad_before_wall() {
    auto data = std::make_shared<scene::SceneData>(changing_quad().data());
    scene::Primitive wall = data->meshes[0].primitives[0];
    wall.material = 1;
    data->materials.emplace_back();
    data->meshes.push_back({"wall", {wall}, {}, {}});
    scene::Node node;
    node.mesh = 1;
    node.translation = {0, 0, -4};
    data->nodes.push_back(node);
    data->roots.push_back(1);
    scene::finish(*data);
    return Scene(data);
}

TEST(AnimatedMaterials, CutOutsOfOtherFramesAreThoseOfTheirTime) {
    // The quad is whole until its cut-off passes its alpha, at 0.5 s; then the wall is seen.
    const Scene scene = quad_before_wall();
    Renderer renderer(Device::create(), scene,
                      {.size = {16, 16}, .passes = {"instance", "flow_forward_class", "flow_backward_class"}});
    struct Case {
        double time_s;
        std::uint32_t instance, forward, backward;
    };
    // 1: visible there, 2: hidden by another, 3: hidden by itself (here: cut away).
    for (const Case& c : {Case{0.1, 1, 1, 1}, Case{0.4, 1, 3, 1}, Case{0.6, 2, 1, 2}, Case{0.9, 2, 1, 1}}) {
        Shot shot = scene.default_shot(c.time_s, 0.2);
        for (Moment* moment : {&shot.now, &*shot.previous, &*shot.next}) {
            moment->camera = Camera{};
            moment->camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
        }
        const Frame frame = renderer.render(shot);
        EXPECT_EQ(frame["instance"].at<std::uint32_t>(8, 8), c.instance) << c.time_s;
        EXPECT_EQ(frame["flow_forward_class"].at<std::uint8_t>(8, 8), c.forward) << c.time_s;
        EXPECT_EQ(frame["flow_backward_class"].at<std::uint8_t>(8, 8), c.backward) << c.time_s;
    }
}

TEST(AnimatedMaterials, WithoutAClipAreAsInTheFile) {
    const Scene scene = changing_quad();
    Renderer renderer(Device::create(), scene, {.size = {16, 16}, .passes = {"albedo"}});
    Shot shot = shot_at(scene, 0.5);
    shot.animation.reset();
    EXPECT_FLOAT_EQ(renderer.render(shot)["albedo"].at<float>(8, 8, 0), 1);
}

}  // namespace
}  // namespace plumb
