// A batch is its frames, in one memory, however many submissions it took and whoever waited for it.
#include "render/engine.hpp"
#include "render_fixture.hpp"

#include <future>
#include <limits>

namespace plumb::render {
namespace {

using Names = std::vector<std::string>;

std::vector<Shot> turning_shots(const Scene& scene, int count) {
    std::vector<Shot> shots;
    for (int i = 0; i < count; ++i) shots.push_back(scene.default_shot(0.1 * i, 0.1));
    return shots;
}

/// The arrays of the batch are those of its frames, one behind the other.
void expect_one_array_a_pass(const Batch& batch) {
    for (const std::string& pass : batch.pass_names()) {
        const BatchView whole = batch[pass];
        ASSERT_EQ(whole.count, batch.size());
        ASSERT_EQ(whole.bytes.size(), batch.size() * batch.front()[pass].bytes.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const std::span<const std::byte> part = batch[i][pass].bytes;
            EXPECT_EQ(part.data(), whole.bytes.data() + i * part.size()) << pass << " of frame " << i;
        }
    }
}

TEST(Batch, IsOneArrayAPass) {
    Renderer renderer(oracle::shared_device(), boxes(), options_of({21, 14}));
    const Batch batch = renderer.render(turning_shots(boxes(), 5));
    ASSERT_EQ(batch.size(), 5U);
    EXPECT_EQ(batch.frame_size(), (Size{21, 14}));
    EXPECT_TRUE(std::ranges::equal(batch.pass_names(), batch[0].pass_names()));
    expect_one_array_a_pass(batch);
    EXPECT_EQ(batch["depth"].as<float>()[2 * 21 * 14 + 7 * 21 + 3], batch[2]["depth"].at<float>(3, 7));
    EXPECT_THROW((void)batch["depth"].as<std::uint32_t>(), Error);
}

TEST(Batch, TakesSeveralSubmissionsIntoOneArray) {
    const Scene scene = boxes();
    const std::vector<Shot> shots = turning_shots(scene, 8);
    const RendererOptions options = options_of({21, 14});
    Engine whole(oracle::shared_device(), scene, options);
    Engine parts(oracle::shared_device(), scene, options, {3, {}});
    const Batch expected = whole.render(shots);
    const Batch batch = parts.render(shots);
    expect_one_array_a_pass(batch);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        EXPECT_EQ(differing_passes(batch[i], expected[i]), Names{}) << "view " << i;
        for (std::size_t k = 0; k < scene.instances().size(); ++k)
            EXPECT_EQ(batch[i].annotations().instances[k].pixels, expected[i].annotations().instances[k].pixels);
    }
}

TEST(Batch, MayBeEmpty) {
    Renderer renderer(oracle::shared_device(), boxes(), options_of({21, 14}));
    const Batch batch = renderer.render(std::span<const Shot>());
    EXPECT_TRUE(batch.empty());
    EXPECT_TRUE(batch["depth"].bytes.empty());
}

TEST(Batch, NamesWhatItHas) {
    const Scene scene = boxes();
    const std::vector<Shot> shots(2, scene.default_shot());
    Renderer small(oracle::shared_device(), scene, options_of({5, 5}, {"depth"}));
    try {
        (void)small.render(std::span<const Shot>(shots))["normal"];
        FAIL() << "normal was not asked for";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("which has: depth"), std::string::npos) << error.what();
    }
}

TEST(Batch, ComesFromTheRenderersOwnThreadAsFromTheCallers) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, options_of({21, 14}));
    std::vector<std::future<Batch>> futures;
    for (int i = 0; i < 9; ++i) futures.push_back(renderer.render_async(turning_shots(scene, 1 + i % 4)));
    const Batch expected = renderer.render(turning_shots(scene, 4));  // waits for its turn
    for (int i = 0; i < 9; ++i) {
        const Batch batch = futures[static_cast<std::size_t>(i)].get();
        ASSERT_EQ(batch.size(), static_cast<std::size_t>(1 + i % 4));
        expect_one_array_a_pass(batch);
        for (std::size_t k = 0; k < batch.size(); ++k)
            EXPECT_EQ(differing_passes(batch[k], expected[k]), Names{}) << "batch " << i << ", view " << k;
    }
}

TEST(Batch, ThatCannotBeRenderedHurtsNoOther) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, options_of({21, 14}));
    std::vector<Shot> broken = turning_shots(scene, 2);
    broken[1].now.camera.near_m = std::numeric_limits<double>::quiet_NaN();
    std::future<Batch> before = renderer.render_async(turning_shots(scene, 2));
    std::future<Batch> wrong = renderer.render_async(broken);
    std::future<Batch> after = renderer.render_async(turning_shots(scene, 2));
    try {
        (void)wrong.get();
        FAIL() << "a camera of NaN";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    }
    const Batch first = before.get(), last = after.get();
    for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(differing_passes(first[k], last[k]), Names{});
}

TEST(Batch, OutlivesARendererThatIsDestroyedAtWork) {
    const Scene scene = boxes();
    std::vector<std::future<Batch>> futures;
    {
        Renderer renderer(oracle::shared_device(), scene, options_of({64, 64}));
        for (int i = 0; i < 40; ++i) futures.push_back(renderer.render_async(turning_shots(scene, 8)));
        futures.front().wait();
    }
    int finished = 0, abandoned = 0;
    for (std::future<Batch>& future : futures) {
        ASSERT_EQ(future.wait_for(std::chrono::seconds(0)), std::future_status::ready);
        try {
            expect_one_array_a_pass(future.get());
            EXPECT_EQ(abandoned, 0) << "batches are finished in order";
            ++finished;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
            ++abandoned;
        }
    }
    EXPECT_GE(finished, 1);
    EXPECT_EQ(finished + abandoned, 40);
}

}  // namespace
}  // namespace plumb::render
