// Instances on their own: little memory, odd cameras, refusals.
#include "render_fixture.hpp"

#include <plumb/error.hpp>

namespace plumb::render {
namespace {

RendererOptions amodal_options(Size size) {
    RendererOptions options = options_of(size, {"instance"});
    options.amodal = true;
    return options;
}

/// Nine squares of 2 m, half over one another, in rows of three; each row 1 m behind the former and shifted.
Scene squares() {
    return made_scene("squares", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int mesh = w.mesh({oracle::square(1)});
        for (int i = 0; i < 9; ++i) {
            const int row = i / 3, column = i % 3;
            w.node(
                {{"mesh", mesh},
                 {"translation", oracle::list(glm::vec3(static_cast<float>(column - 1) + 0.5F * static_cast<float>(row),
                                                        0, static_cast<float>(-4 - row)))}});
        }
    });
}

void expect_same(const Frame& a, const Frame& b) {
    ASSERT_EQ(a.annotations().instances.size(), b.annotations().instances.size());
    for (std::size_t i = 0; i < a.annotations().instances.size(); ++i) {
        const AmodalAnnotation &x = *a.annotations().instances[i].amodal, &y = *b.annotations().instances[i].amodal;
        EXPECT_EQ(x.pixels, y.pixels);
        EXPECT_EQ(x.pixels_outside, y.pixels_outside);
        EXPECT_EQ(x.box_loose_unclipped, y.box_loose_unclipped);
        EXPECT_EQ(x.occluded_by, y.occluded_by);
        const auto id = static_cast<std::uint32_t>(i + 1);
        EXPECT_EQ(a.amodal(id).box, b.amodal(id).box);
        EXPECT_TRUE(std::ranges::equal(a.amodal(id).words, b.amodal(id).words)) << "instance " << id;
    }
}

TEST(AmodalMemory, OfAnySizeGivesTheSame) {
    const Scene scene = squares();
    const RendererOptions options = amodal_options({200, 150});
    const std::vector<Shot> shots(4, front_shot(scene));
    const std::vector<Frame> expected = Engine(oracle::shared_device(), scene, options).render(shots);
    EXPECT_LT(*expected[0].annotations().instances[8].amodal->visible_fraction, 1);
    for (const std::uint64_t bytes : {1ULL, 4096ULL, 16384ULL}) {
        EngineTuning tuning;
        tuning.amodal_bytes = bytes;  // one region a round at the least: 36 rounds of four views
        const std::vector<Frame> frames = Engine(oracle::shared_device(), scene, options, tuning).render(shots);
        for (std::size_t v = 0; v < frames.size(); ++v) expect_same(frames[v], expected[v]);
    }
}

TEST(Amodal, OfWallsThroughTheEyesPlaneEndsWithTheCanvas) {
    const Scene scene = made_scene("corridor", [&](oracle::SceneWriter& w, oracle::Random&) {
        const int mesh = w.mesh({oracle::square(200)});
        w.node({{"mesh", mesh},
                {"translation", oracle::list(glm::vec3(0, -1, 0))},
                {"rotation", oracle::list(oracle::turn({1, 0, 0}, -1.5707963267948966))}});
    });
    const Size size{64, 48};
    const Frame frame = Renderer(oracle::shared_device(), scene, amodal_options(size)).render(front_shot(scene));
    const InstanceAnnotation& floor = frame.annotations().instances.front();
    // The horizon is the middle row; all that lies below it on the canvas is floor, but for what is farther than it.
    EXPECT_EQ(floor.pixels, floor.amodal->pixels);
    EXPECT_EQ(floor.amodal->visible_fraction, 1.0);
    const CanvasBox box = floor.amodal->box_loose_unclipped.value();
    EXPECT_EQ(box.x_min, -64);
    EXPECT_EQ(box.x_max, 128);
    EXPECT_EQ(box.y_max, 96);
    EXPECT_NEAR(box.y_min, 24, 2);
    EXPECT_NEAR(*floor.amodal->truncation, 1 - 64.0 * 24 / (192.0 * 72), 0.02);
}

TEST(Amodal, OfAnAbsentInstanceIsNothing) {
    const Scene scene = squares();
    Shot shot = front_shot(scene);
    shot.now.visible[4] = 0;
    const Frame frame = Renderer(oracle::shared_device(), scene, amodal_options({64, 48})).render(shot);
    const AmodalAnnotation& absent = *frame.annotations().instances[4].amodal;
    EXPECT_EQ(absent.pixels + absent.pixels_outside, 0U);
    EXPECT_FALSE(absent.visible_fraction || absent.truncation || absent.box_loose || absent.box_loose_unclipped);
    EXPECT_TRUE(frame.amodal(5).words.empty());
    EXPECT_FALSE(frame.amodal(5).at(32, 24));
    EXPECT_GT(frame.annotations().instances[3].amodal->pixels, 0U);
}

TEST(Amodal, IsThereWhereItWasAskedForOnly) {
    const Scene scene = squares();
    RendererOptions options = options_of({64, 48}, {"instance"});
    const Frame frame = Renderer(oracle::shared_device(), scene, options).render(front_shot(scene));
    EXPECT_FALSE(frame.annotations().instances.front().amodal.has_value());
    EXPECT_THROW(static_cast<void>(frame.amodal(1)), Error);
    const Frame with = Renderer(oracle::shared_device(), scene, amodal_options({64, 48})).render(front_shot(scene));
    EXPECT_THROW(static_cast<void>(with.amodal(0)), Error);
    EXPECT_THROW(static_cast<void>(with.amodal(10)), Error);
    options.amodal = true;
    options.annotations = false;
    EXPECT_THROW(Renderer(oracle::shared_device(), scene, options), Error);
}

}  // namespace
}  // namespace plumb::render
