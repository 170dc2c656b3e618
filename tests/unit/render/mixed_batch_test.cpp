// Shots of several scenes and sizes in one batch have the bytes that each would have alone.
#include "render/engine_set.hpp"
#include "render_fixture.hpp"

#include <future>
#include <set>

namespace plumb::render {
namespace {

using Names = std::vector<std::string>;
constexpr Size small{21, 14}, wide{40, 9}, dot{1, 1};

/// Two squares, the one in front of which can be looked through.
Scene window() {
    return made_scene("window", [](oracle::SceneWriter& w, oracle::Random&) {
        w.node({{"mesh", w.mesh({oracle::square(3)})}, {"translation", {0, 0, -6}}});
        const nlohmann::json glass = {{"alphaMode", "BLEND"},
                                      {"pbrMetallicRoughness", {{"baseColorFactor", {0.5, 0.2, 0.1, 0.5}}}}};
        w.node({{"mesh", w.mesh({oracle::square(1, w.material(glass))})}, {"translation", {0, 0, -4}}});
        w.node({{"mesh", w.mesh({oracle::square(0.2F)})}, {"translation", {0.5, 0, -3}}});
    });
}

Names passes_of_both_policies() {
    Names names = all_passes();
    for (const PassInfo& info : through_passes()) names.emplace_back(info.name);
    names.emplace_back("coverage_id");
    return names;
}

/// Frames alone, from a renderer of one scene and one size each.
class Alone {
public:
    Alone(std::vector<Scene> scenes, RendererOptions options)
        : scenes_(std::move(scenes)), options_(std::move(options)) {}

    Frame render(const SceneShot& shot) const {
        RendererOptions options = options_;
        options.size = shot.size.value_or(options.size);
        return Renderer(oracle::shared_device(), scenes_[shot.scene], options).render(shot.shot);
    }

private:
    std::vector<Scene> scenes_;
    RendererOptions options_;
};

void expect_as_alone(const Batch& batch, const std::vector<SceneShot>& shots, const Alone& alone) {
    ASSERT_EQ(batch.size(), shots.size());
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const Frame expected = alone.render(shots[i]);
        ASSERT_EQ(batch[i].size(), expected.size()) << i;
        EXPECT_EQ(differing_passes(batch[i], expected), Names{}) << "shot " << i;
        const auto &a = batch[i].annotations().instances, &b = expected.annotations().instances;
        ASSERT_EQ(a.size(), b.size()) << i;
        for (std::size_t k = 0; k < a.size(); ++k) {
            EXPECT_EQ(a[k].pixels, b[k].pixels) << "shot " << i << ", instance " << k;
            EXPECT_EQ(a[k].box_tight, b[k].box_tight) << "shot " << i << ", instance " << k;
        }
    }
}

/// Shots of all scenes, one after the other, at times that differ.
std::vector<SceneShot> mixed_shots(const std::vector<Scene>& scenes, std::size_t count,
                                   const std::vector<std::optional<Size>>& sizes) {
    std::vector<SceneShot> shots;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t scene = i * i % scenes.size();
        shots.push_back(
            {scenes[scene].default_shot(0.1 * static_cast<double>(i), 0.1), scene, sizes[i % sizes.size()]});
    }
    return shots;
}

TEST(MixedBatch, TakesSeveralScenesIntoOneArray) {
    const std::vector<Scene> scenes{boxes(), window(), Scene::load(asset("small/cube.glb"))};
    const RendererOptions options = options_of(small, passes_of_both_policies());
    Renderer renderer(oracle::shared_device(), scenes, options);
    const std::vector<SceneShot> shots = mixed_shots(scenes, 7, {std::nullopt});
    const Batch batch = renderer.render(shots);
    ASSERT_TRUE(batch.is_whole());
    EXPECT_EQ(batch["depth"].count, 7U);
    const std::size_t bytes = batch[0]["rgb"].bytes.size();
    for (std::size_t i = 0; i < batch.size(); ++i)
        EXPECT_EQ(batch[i]["rgb"].bytes.data(), batch["rgb"].bytes.data() + i * bytes) << i;
    expect_as_alone(batch, shots, Alone(scenes, options));
    EXPECT_EQ(differing_passes(renderer.render(shots[0].shot), batch[0]), Names{}) << "plain shots are of the first";
}

TEST(MixedBatch, TakesSeveralSizesInTheirOrder) {
    const std::vector<Scene> scenes{window(), boxes()};
    const RendererOptions options = options_of(small);
    Renderer renderer(oracle::shared_device(), scenes, options);
    const std::vector<SceneShot> shots = mixed_shots(scenes, 9, {std::nullopt, wide, small, dot});
    const Batch batch = renderer.render(shots);
    expect_as_alone(batch, shots, Alone(scenes, options));
    EXPECT_FALSE(batch.is_whole());
    EXPECT_EQ(batch.frame_size(), (Size{0, 0}));
    EXPECT_TRUE(batch.has("normal"));
    const std::vector<BatchPart> parts = batch.parts();
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].frames, (std::vector<std::size_t>{0, 2, 4, 6, 8}));
    EXPECT_EQ(parts[1].frames, (std::vector<std::size_t>{1, 5}));
    EXPECT_EQ(parts[2].batch.frame_size(), dot);
    for (const BatchPart& part : parts)
        for (std::size_t i = 0; i < part.frames.size(); ++i)
            EXPECT_EQ(part.batch[i]["depth"].bytes.data(), batch[part.frames[i]]["depth"].bytes.data());
    try {
        (void)batch["depth"];
        FAIL() << "frames of three sizes are no array";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("3 parts"), std::string::npos) << error.what();
    }
}

TEST(MixedBatch, ComesWithAmodalMasksSamplesAndShadows) {
    const std::vector<Scene> scenes{boxes(), window()};
    RendererOptions options = options_of(small, {"rgb", "instance"});
    options.amodal = true;
    options.samples = 4;
    options.color.shadows = true;
    Renderer renderer(oracle::shared_device(), scenes, options);
    std::vector<SceneShot> shots = mixed_shots(scenes, 5, {std::nullopt, wide});
    shots[1].shot.sensor.jpeg_quality = 50;
    shots[2].shot.sensor.jpeg_quality = 80;
    const Batch batch = renderer.render(shots);
    const Alone alone(scenes, options);
    expect_as_alone(batch, shots, alone);
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const Frame expected = alone.render(shots[i]);
        for (std::uint32_t id = 1; id <= expected.annotations().instances.size(); ++id)
            EXPECT_TRUE(std::ranges::equal(batch[i].amodal(id).words, expected.amodal(id).words)) << i << ", " << id;
    }
}

TEST(MixedBatch, IsSplitWhereOneMemoryDoesNotHoldIt) {
    const Scene scene = boxes();
    const RendererOptions options = options_of(small, {"rgb", "depth", "instance"});
    const std::uint64_t frame_bytes = Engine(oracle::shared_device(), scene, options).view_layout().bytes();
    EngineTuning tuning;
    tuning.memory_bytes = 3 * frame_bytes;
    EngineSet parted(oracle::shared_device(), {scene}, options, tuning);
    std::vector<Shot> shots;
    for (int i = 0; i < 8; ++i) shots.push_back(scene.default_shot(0.1 * i, 0.1));
    const Batch expected = EngineSet(oracle::shared_device(), {scene}, options).render(std::span<const Shot>(shots));
    const Batch batch = parted.render(std::span<const Shot>(shots));
    EXPECT_TRUE(expected.is_whole());
    EXPECT_EQ(expected.parts().front().frames.size(), 8U);
    ASSERT_GE(batch.parts().size(), 3U);
    EXPECT_EQ(batch.frame_size(), small) << "of one size, but in several memories";
    std::set<const void*> memories;
    std::size_t next = 0;
    for (const BatchPart& part : batch.parts()) {
        memories.insert(part.batch.memory().get());
        for (const std::size_t number : part.frames) EXPECT_EQ(number, next++);
    }
    EXPECT_EQ(memories.size(), batch.parts().size());
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(differing_passes(batch[i], expected[i]), Names{}) << i;
    std::vector<SceneShot> mixed;
    for (const Shot& shot : shots) mixed.push_back({shot, 0, {}});
    const Batch also = parted.render(std::span<const SceneShot>(mixed));
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(differing_passes(also[i], expected[i]), Names{}) << i;
}

TEST(MixedBatch, ComesFromTheRenderersOwnThread) {
    const std::vector<Scene> scenes{boxes(), window()};
    Renderer renderer(oracle::shared_device(), scenes, options_of(small, {"depth", "instance"}));
    const std::vector<SceneShot> shots = mixed_shots(scenes, 6, {std::nullopt, wide});
    std::vector<std::future<Batch>> futures;
    for (int i = 0; i < 5; ++i) {
        futures.push_back(renderer.render_async(shots));
        futures.push_back(renderer.render_async(std::vector<Shot>{shots[0].shot}));
    }
    const Batch expected = renderer.render(shots);
    for (std::size_t i = 0; i < futures.size(); ++i) {
        const Batch batch = futures[i].get();
        ASSERT_EQ(batch.size(), i % 2 == 0 ? shots.size() : 1U);
        for (std::size_t k = 0; k < batch.size(); ++k)
            EXPECT_EQ(differing_passes(batch[k], expected[k]), Names{}) << "batch " << i << ", frame " << k;
    }
}

TEST(MixedBatch, TakesShotsThatOthersHoldWithoutACopy) {
    const std::vector<Scene> scenes{boxes(), window()};
    Renderer renderer(oracle::shared_device(), scenes, options_of(small, {"depth", "instance"}));
    const std::vector<SceneShot> shots = mixed_shots(scenes, 6, {std::nullopt, wide});
    std::vector<SharedShot> shared;
    for (const auto& [shot, scene, size] : shots) shared.push_back({std::make_shared<const Shot>(shot), scene, size});
    shared.push_back(shared.front());
    const std::weak_ptr<const Shot> held = shared.back().shot;
    const Batch batch = renderer.render_async(shared).get();
    const Batch expected = renderer.render(shots);
    ASSERT_EQ(batch.size(), shots.size() + 1);
    for (std::size_t i = 0; i < shots.size(); ++i)
        EXPECT_EQ(differing_passes(batch[i], expected[i]), Names{}) << "shot " << i;
    EXPECT_EQ(differing_passes(batch[shots.size()], expected[0]), Names{});
    shared.clear();
    EXPECT_TRUE(held.expired()) << "a batch that is ready needs its shots no more";

    std::future<Batch> wrong = renderer.render_async({SharedShot{std::make_shared<const Shot>(shots[0].shot)}, {}});
    try {
        (void)wrong.get();
        FAIL() << "no shot";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
        EXPECT_NE(std::string(error.what()).find("shot 1 of a batch is null"), std::string::npos) << error.what();
    }
}

TEST(MixedBatch, MayHaveMoreSizesThanARendererKeeps) {
    const Scene scene = boxes();
    const RendererOptions options = options_of(small, {"depth"});
    Renderer renderer(oracle::shared_device(), scene, options);
    std::vector<SceneShot> shots;
    for (std::uint32_t i = 0; i < 40; ++i) shots.push_back({scene.default_shot(), 0, Size{8 + i % 20, 6}});
    const Batch batch = renderer.render(shots);
    EXPECT_EQ(batch.parts().size(), 20U);
    for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(differing_passes(batch[i], batch[i + 20]), Names{}) << i;
    EXPECT_EQ(differing_passes(batch[13], renderer.render(std::vector<SceneShot>{shots[13]})[0]), Names{});
}

TEST(MixedBatch, OfEqualScenesUploadsThemOnce) {
    const auto context = oracle::shared_device().context();
    const auto big = [] {
        return made_scene("rocks", [](oracle::SceneWriter& w, oracle::Random& random) {
            w.node({{"mesh", w.mesh({oracle::rock(random, 3, 20, 0.1F)})}, {"translation", {0, 0, -6}}});
        });
    };
    const RendererOptions options = options_of(small, {"depth"});
    const Renderer first(oracle::shared_device(), big(), options);
    const std::size_t pieces = context->pieces().size();
    const Renderer twice(oracle::shared_device(), std::vector{big(), big()}, options);
    EXPECT_EQ(context->pieces().size(), pieces);
}

TEST(MixedBatch, RefusesWhatIsNotThere) {
    const Scene scene = boxes();
    Renderer renderer(oracle::shared_device(), scene, options_of(small, {"depth"}));
    const auto message_of = [&](const SceneShot& shot) {
        try {
            (void)renderer.render(std::vector{shot});
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
            return std::string(error.what());
        }
        return std::string("no error");
    };
    EXPECT_NE(message_of({scene.default_shot(), 1, {}}).find("scene 1; the renderer has 1"), std::string::npos);
    EXPECT_NE(message_of({scene.default_shot(), 0, Size{0, 5}}).find("0 x 5"), std::string::npos);
    EXPECT_NE(message_of({window().default_shot(), 0, {}}), "no error");
    EXPECT_THROW(Renderer(oracle::shared_device(), std::vector<Scene>{}, {}), Error);
    EXPECT_TRUE(renderer.render(std::vector<SceneShot>{}).empty());
    EXPECT_EQ(renderer.render(scene.default_shot()).size(), small) << "and goes on";
}

}  // namespace
}  // namespace plumb::render
