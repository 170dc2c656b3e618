// Uses that are unusual and allowed.
#include "render_fixture.hpp"

#include <cmath>

namespace plumb::render {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

void expect_background_alone(const Frame& frame) {
    EXPECT_TRUE(is_all<std::uint32_t>(frame, "instance", 0));
    EXPECT_TRUE(is_all<std::uint32_t>(frame, "triangle", 0xFFFFFFFF));
    EXPECT_TRUE(is_all(frame, "depth", infinite));
    for (const InstanceAnnotation& instance : frame.annotations().instances) {
        EXPECT_EQ(instance.pixels, 0U);
        EXPECT_FALSE(instance.box_tight);
    }
}

TEST(OddSizes, ShowTheSameSceneDownToOnePixel) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    for (const Size size : {Size{1, 1}, Size{1, 512}, Size{511, 3}, Size{512, 1}, Size{65, 129}, Size{16384, 1}}) {
        const Shot shot = scene.default_shot(0.5, 0.1);
        Renderer renderer(oracle::shared_device(), scene, options_of(size));
        const Frame frame = renderer.render(shot);
        EXPECT_EQ(frame.size(), size);
        for (const PassInfo& info : pass_table)
            EXPECT_EQ(frame[info.name].bytes.size(),
                      std::size_t{size.width} * size.height * info.channels * size_of(info.type))
                << info.name;
        // The pixel in the middle looks along the axis in every odd size: its depth is that of a large odd image.
        if (size.width % 2 == 0 || size.height % 2 == 0) continue;
        const Frame large =
            Renderer(oracle::shared_device(), scene, options_of({129, 129}, {"depth", "instance"})).render(shot);
        EXPECT_EQ(frame["instance"].at<std::uint32_t>(size.width / 2, size.height / 2),
                  large["instance"].at<std::uint32_t>(64, 64));
        const float depth = frame["depth"].at<float>(size.width / 2, size.height / 2);
        const float expected = large["depth"].at<float>(64, 64);
        EXPECT_TRUE(depth == expected || std::abs(depth - expected) < 1e-5F * expected) << depth << " " << expected;
    }
}

TEST(EmptyScenes, ShowTheBackgroundInEveryPass) {
    using oracle::Random;
    using oracle::SceneWriter;
    const auto camera = [](SceneWriter& w) { w.node({{"camera", w.perspective(1, 0.1)}}); };
    const Scene scenes[] = {
        made_scene("no_instances", [&](SceneWriter& w, Random&) { camera(w); }),
        made_scene("all_behind",
                   [&](SceneWriter& w, Random&) {
                       camera(w);
                       w.node({{"mesh", w.mesh({oracle::box(1)})}, {"translation", {0, 0, 9}}});
                   }),
        made_scene("flat", [&](SceneWriter& w, Random&) {
            camera(w);
            w.node({{"mesh", w.mesh({oracle::box(1)})}, {"translation", {0, 0, -5}}, {"scale", {0, 0, 0}}});
        })};
    for (const Scene& scene : scenes) {
        Renderer renderer(oracle::shared_device(), scene, options_of({33, 20}));
        const Frame frame = renderer.render(scene.default_shot(0, 0.1));
        expect_background_alone(frame);
        EXPECT_TRUE(is_all<std::uint8_t>(frame, "flow_forward_class", 1));
        EXPECT_TRUE(is_all(frame, "flow_backward", 0.0F));
        EXPECT_GT(frame["hdr"].at<float>(3, 3, 0), 0) << "the environment";
    }
}

TEST(Neighbours, ThatAreMissingGiveNoFlow) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 32}));
    Shot shot = scene.default_shot(0.5, 0.1);
    const Frame both = renderer.render(shot);
    EXPECT_FALSE(is_all(both, "flow_forward", 0.0F));
    EXPECT_FALSE(is_all(both, "flow_backward", 0.0F));
    shot.next = std::nullopt;
    const Frame backward = renderer.render(shot);
    EXPECT_TRUE(is_all(backward, "flow_forward", 0.0F));
    EXPECT_TRUE(is_all(backward, "scene_flow_forward", 0.0F));
    EXPECT_TRUE(is_all<std::uint8_t>(backward, "flow_forward_class", 0));
    for (const char* pass : {"flow_backward", "flow_backward_class", "scene_flow_backward", "depth", "hdr"})
        EXPECT_TRUE(std::ranges::equal(backward[pass].bytes, both[pass].bytes)) << pass;
    shot.previous = std::nullopt;
    const Frame alone = renderer.render(shot);
    EXPECT_TRUE(is_all(alone, "flow_backward", 0.0F));
    EXPECT_TRUE(is_all<std::uint8_t>(alone, "flow_backward_class", 0));
}

TEST(Neighbours, AtNoDistanceInTimeGiveFlowZeroAndClassVisible) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 32}));
    const Shot shot = scene.default_shot(0.5, 0);
    ASSERT_TRUE(shot.next && shot.previous);
    const Frame frame = renderer.render(shot);
    EXPECT_FALSE(is_all<std::uint32_t>(frame, "instance", 0));
    for (const char* pass : {"flow_forward", "flow_backward", "scene_flow_forward", "scene_flow_backward"})
        EXPECT_TRUE(is_all(frame, pass, 0.0F)) << pass;
    for (const char* pass : {"flow_forward_class", "flow_backward_class"})
        EXPECT_TRUE(is_all<std::uint8_t>(frame, pass, 1)) << pass;
}

TEST(EditedShots, HideAnInstanceAtOneMoment) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({48, 32}));
    Shot shot = scene.default_shot(0.5, 0.1);
    const Frame before = renderer.render(shot);
    ASSERT_GT(before.annotations().instances[0].pixels, 0U);
    shot.next->visible[0] = 0;
    const Frame next_absent = renderer.render(shot);
    std::size_t absent = 0;
    for (std::uint32_t y = 0; y < 32; ++y) {
        for (std::uint32_t x = 0; x < 48; ++x) {
            const bool is_first = next_absent["instance"].at<std::uint32_t>(x, y) == 1;
            EXPECT_EQ(next_absent["flow_forward_class"].at<std::uint8_t>(x, y) == 6, is_first) << x << " " << y;
            absent += is_first ? 1 : 0;
        }
    }
    EXPECT_EQ(absent, before.annotations().instances[0].pixels);
    EXPECT_TRUE(std::ranges::equal(next_absent["flow_backward_class"].bytes, before["flow_backward_class"].bytes));
    shot.now.visible[0] = 0;
    const Frame hidden = renderer.render(shot);
    EXPECT_EQ(std::ranges::count(hidden["instance"].as<std::uint32_t>(), 1U), 0);
    EXPECT_FALSE(hidden.annotations().instances[0].is_visible);
    EXPECT_EQ(hidden.annotations().instances[0].pixels, 0U);
}

TEST(EditedShots, MoveWhatIsMovedByHand) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({49, 49}));
    Shot shot = scene.default_shot();
    shot.now.camera.world_from_camera = look_at({0, 0, 10}, {0, 0, 0}, {0, 1, 0});
    shot.next = shot.now;
    shot.now.world_from_instance[0] = glm::dmat4(1);
    shot.next->world_from_instance[0] = glm::dmat4(1);
    shot.next->world_from_instance[0][3] = glm::dvec4(0.5, 0.25, 0, 1);
    const Frame frame = renderer.render(shot);
    ASSERT_EQ(frame["instance"].at<std::uint32_t>(24, 24), 1U);
    const double depth = double{frame["depth"].at<float>(24, 24)};
    const double fx = shot.now.camera.intrinsics_for({49, 49}).fx;
    EXPECT_NEAR(double{frame["flow_forward"].at<float>(24, 24, 0)}, 0.5 * fx / depth, 1e-4);
    EXPECT_NEAR(double{frame["flow_forward"].at<float>(24, 24, 1)}, -0.25 * fx / depth, 1e-4);
    EXPECT_NEAR(double{frame["scene_flow_forward"].at<float>(24, 24, 0)}, 0.5, 1e-6);
    EXPECT_NEAR(double{frame["scene_flow_forward"].at<float>(24, 24, 1)}, -0.25, 1e-6) << "y points down";
}

}  // namespace
}  // namespace plumb::render
