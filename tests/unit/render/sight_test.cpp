// Flow classes where the whole image falls into a few pixels of the other frame.
#include "render_fixture.hpp"

#include <cstdio>
#include <set>

namespace plumb::render::sight_test {
namespace {

/// A rough ball of about 20,000 triangles among smaller ones before a wall.
Scene rocks() {
    return made_scene("rocks", [](oracle::SceneWriter& w, oracle::Random& random) {
        const int large = w.mesh({oracle::rock(random, 1, 70, 0.1F)}),
                  small = w.mesh({oracle::rock(random, 0.3F, 9, 0.2F)});
        w.node({{"mesh", w.mesh({oracle::square(30)})}, {"translation", {0, 0, -9}}});
        w.node({{"mesh", large}, {"translation", {0, 0, -4}}});
        for (int i = 0; i < 20; ++i)
            w.node({{"mesh", small}, {"translation", oracle::list(random.in_box({-2, -1.5F, -6}, {2, 1.5F, -3}))}});
    });
}

struct Change {
    double next_back_m;       ///< the camera at t + dt, behind where it is at t
    double previous_fov_rad;  ///< the lens at t - dt
};
constexpr Change changes[] = {{3, 1.2}, {20, 2.5}, {100, 2.9}, {300, 3.05}, {1000, 3.1}, {10000, 3.14}};

Shot changed_shot(const Scene& scene, const Change& change) {
    oracle::ViewRequest view = oracle::look({0, 0, 0}, {0, 0, -4}, 0.6);
    view.next_placement = view.placement;
    view.next_placement->eye = {0.2, 0, change.next_back_m};
    view.previous_placement = view.placement;
    view.previous_placement->eye = {-0.1, 0.1, 0};
    view.previous_placement->lens.fov_y_rad = change.previous_fov_rad;
    return oracle::shot_of(scene, view);
}

TEST(Sight, AsksCellsAndPixelsWithTheSameAnswers) {
    const Scene scene = rocks();
    const RendererOptions options = options_of({96, 72}, {"flow_forward_class", "flow_backward_class", "instance"});
    EngineTuning by_pixels, by_cells;
    by_pixels.rasterizer.dense_queries = 0xFFFFFFFF;
    by_cells.rasterizer.dense_queries = 0;
    Engine pixels(oracle::shared_device(), scene, options, by_pixels);
    Engine cells(oracle::shared_device(), scene, options, by_cells);
    Engine usual(oracle::shared_device(), scene, options);
    for (const Change& change : changes) {
        const Shot shot = changed_shot(scene, change);
        const Frame expected = pixels.render({&shot, 1}).front();
        EXPECT_EQ(differing_passes(cells.render({&shot, 1}).front(), expected), std::vector<std::string>{})
            << change.next_back_m << " m";
        EXPECT_EQ(differing_passes(usual.render({&shot, 1}).front(), expected), std::vector<std::string>{})
            << change.next_back_m << " m";
        EXPECT_FALSE(is_all<std::uint8_t>(expected, "flow_backward_class", 1)) << change.next_back_m << " m";
    }
    const std::vector<Shot> batch = {changed_shot(scene, changes[4]), changed_shot(scene, changes[0]),
                                     changed_shot(scene, changes[2])};
    const std::vector<Frame> frames = usual.render(batch);
    for (std::size_t i = 0; i < batch.size(); ++i)
        EXPECT_EQ(differing_passes(frames[i], pixels.render({&batch[i], 1}).front()), std::vector<std::string>{}) << i;
}

TEST(Sight, SeesAllQueriesOfOnePixel) {
    // A wall behind the camera at t stands before everything at t + dt, where the image is smaller than a pixel.
    const Scene scene = made_scene("behind", [](oracle::SceneWriter& w, oracle::Random&) {
        w.node({{"mesh", w.mesh({oracle::square(30)})}, {"translation", {0, 0, -9}}});
        w.node({{"mesh", w.mesh({oracle::square(3000)})}, {"translation", {0, 0, 500}}});
    });
    Renderer renderer(oracle::shared_device(), scene, options_of({320, 240}, {"flow_forward_class"}));
    EXPECT_TRUE(is_all<std::uint8_t>(renderer.render(changed_shot(scene, {100000, 1})), "flow_forward_class", 2));
    EXPECT_TRUE(is_all<std::uint8_t>(renderer.render(changed_shot(scene, {10, 1})), "flow_forward_class", 1));
}

TEST(Sight, TakesNoLongerThanAFewFramesWhereTheImageShrinks) {
    const Scene scene = rocks();
    Renderer renderer(oracle::shared_device(), scene, options_of({320, 240}, {"flow_forward_class"}));
    (void)renderer.render(changed_shot(scene, changes[0]));
    for (const Change& change : changes) {
        (void)renderer.render(changed_shot(scene, change));
        const double seconds = renderer.last_timings().total_s;
        std::printf("%g m back: %.0f ms\n", change.next_back_m, 1e3 * seconds);
        // Up to 0.5 s on two cores of the software device; lists by pixel alone took ten times as long.
        EXPECT_LT(seconds, 3) << change.next_back_m << " m";
    }
}

}  // namespace
}  // namespace plumb::render::sight_test
