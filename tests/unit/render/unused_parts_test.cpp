#include "scene/scene_data.hpp"

#include <plumb/plumb.hpp>

#include <gtest/gtest.h>

namespace plumb {
namespace {

TEST(UnusedParts, TexturesWithoutPicturesAndEmptyPrimitivesAreNoTrouble) {
    auto data = std::make_shared<scene::SceneData>();
    data->textures.emplace_back();  // no material shows it, so its picture was left out
    scene::Primitive quad;
    quad.positions = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
    quad.indices = {0, 1, 2, 0, 2, 3};
    data->meshes.push_back({"quad", {scene::Primitive{}, quad}, {}, {}});
    data->meshes.push_back({"nothing", {}, {}, {}});
    scene::Node node;
    node.mesh = 0;
    node.translation = {0, 0, -3};
    data->nodes.push_back(node);
    data->roots = {0};
    scene::finish(*data);
    const Scene scene(data);
    Renderer renderer(Device::create(), scene, {.size = {16, 16}, .passes = {"instance", "triangle"}});
    Shot shot = scene.default_shot();
    shot.now.camera = Camera{};
    shot.now.camera.world_from_camera = look_at({0, 0, 0}, {0, 0, -1}, {0, 1, 0});
    const Frame frame = renderer.render(shot);
    EXPECT_EQ(frame["instance"].at<std::uint32_t>(8, 8), 1U);
    EXPECT_LT(frame["triangle"].at<std::uint32_t>(8, 8), 2U);
}

}  // namespace
}  // namespace plumb
