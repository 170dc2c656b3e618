// Queues that are too small and submissions of any number of views change no byte.
#include "render_fixture.hpp"

namespace plumb::render {
namespace {

constexpr std::uint32_t tile_px = 64;

/// Tilted walls through one another, each larger than the image; half of them slide sideways.
Scene walls(int count) {
    return made_scene("walls", [&](oracle::SceneWriter& w, oracle::Random& random) {
        const int mesh = w.mesh({oracle::square(400)});
        for (int i = 0; i < count; ++i) {
            const glm::vec3 axis = random.in_box({-1, -1, 0}, {1, 1, 0.1F});
            const glm::vec3 place = random.in_box({-1, -1, -9}, {1, 1, -7});
            const int node = w.node({{"mesh", mesh},
                                     {"translation", oracle::list(place)},
                                     {"rotation", oracle::list(oracle::turn(axis, random.uniform(-0.2, 0.2)))}});
            if (i % 2 == 0)
                w.track({node, "translation", {0, 1}, oracle::joined(std::vector{place, place + glm::vec3(2, 1, -1)})});
        }
    });
}

Frame render_tuned(const Scene& scene, const RendererOptions& options, const Shot& shot, const EngineTuning& tuning) {
    return Engine(oracle::shared_device(), scene, options, tuning).render({&shot, 1}).front();
}

/// Every wall covers the whole image, so that it takes at least one entry a tile.
std::uint32_t least_entries(Size size, int wall_count) {
    return (size.width + tile_px - 1) / tile_px * ((size.height + tile_px - 1) / tile_px) *
           static_cast<std::uint32_t>(wall_count);
}

TEST(TileQueue, OverflowingItTenTimesChangesNoByte) {
    const Scene scene = walls(60);
    const RendererOptions options = options_of({300, 200});
    const Shot shot = front_shot(scene);
    const Frame expected = render_tuned(scene, options, shot, {});
    const std::uint32_t entries = least_entries(options.size, 60);
    ASSERT_GE(entries, 1200U);
    EXPECT_FALSE(is_all<std::uint8_t>(expected, "flow_forward_class", 1)) << "some walls pass behind others";
    for (const std::uint32_t capacity : {entries / 10, 1U, 7U})
        EXPECT_EQ(differing_passes(render_tuned(scene, options, shot, {0, {.tile_capacity = capacity}}), expected),
                  std::vector<std::string>{})
            << capacity << " entries";
}

TEST(TileQueue, OverflowingItTenTimesInABatchChangesNoByte) {
    const Scene scene = walls(20);
    const RendererOptions options = options_of({130, 70});
    std::vector<Shot> shots(12, front_shot(scene));
    for (std::size_t i = 0; i < shots.size(); ++i)
        shots[i].now.camera.world_from_camera = look_at({0.1 * static_cast<double>(i), 0, 0}, {0, 0, -8}, {0, 1, 0});
    const std::uint32_t capacity = least_entries(options.size, 20);  // of one view in twelve
    const std::vector<Frame> tight =
        Engine(oracle::shared_device(), scene, options, {0, {.tile_capacity = capacity}}).render(shots);
    const std::vector<Frame> expected = Engine(oracle::shared_device(), scene, options).render(shots);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(tight[i], expected[i]), std::vector<std::string>{}) << "view " << i;
}

TEST(TileQueue, OverflowingTheDefaultOneTenTimesChangesNoByte) {
    constexpr std::uint32_t default_entries = 16384;
    constexpr int wall_count = 1300;
    const Scene scene = walls(wall_count);
    const RendererOptions options = options_of({8192, 2}, {"depth", "instance", "triangle", "flow_forward_class"});
    const std::uint32_t entries = least_entries(options.size, wall_count);
    ASSERT_GT(entries, 10 * default_entries);
    const Shot shot = front_shot(scene);
    const Frame expected = render_tuned(scene, options, shot, {0, {.tile_capacity = 4 * entries}});
    EXPECT_EQ(differing_passes(render_tuned(scene, options, shot, {}), expected), std::vector<std::string>{});
    EXPECT_FALSE(is_all<std::uint32_t>(expected, "instance", expected["instance"].at<std::uint32_t>(0, 0)));
}

TEST(Submissions, OfAnyNumberOfViewsGiveTheSameBytes) {
    const Scene scene = Scene::load(asset("small/moving_boxes.glb"));
    std::vector<Shot> shots;
    for (int i = 0; i < 16; ++i) shots.push_back(scene.default_shot(0.1 * i, 0.05));
    const RendererOptions options = options_of({61, 45});
    const std::vector<Frame> expected = Engine(oracle::shared_device(), scene, options).render(shots);
    ASSERT_EQ(expected.size(), shots.size());
    EXPECT_FALSE(differing_passes(expected[0], expected[9]).empty());
    for (const std::uint32_t most_views : {1U, 3U, 7U, 16U, 1000U}) {
        const std::vector<Frame> frames =
            Engine(oracle::shared_device(), scene, options, {most_views, {}}).render(shots);
        ASSERT_EQ(frames.size(), shots.size());
        for (std::size_t i = 0; i < frames.size(); ++i)
            EXPECT_EQ(differing_passes(frames[i], expected[i]), std::vector<std::string>{})
                << most_views << " views at most, view " << i;
    }
}

TEST(Submissions, OfNoShotGiveNoFrame) {
    const Scene scene = Scene::load(asset("small/cube.glb"));
    Renderer renderer(oracle::shared_device(), scene, options_of({8, 8}));
    EXPECT_TRUE(renderer.render(std::span<const Shot>{}).empty());
    EXPECT_EQ(renderer.render(scene.default_shot()).size(), (Size{8, 8}));
}

}  // namespace
}  // namespace plumb::render
