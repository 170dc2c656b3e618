// The bytes of a frame do not depend on how it was asked for.
#include "frame_hashes.hpp"
#include "random_scenes.hpp"
#include "rendered.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <set>
#include <thread>

namespace plumb::property {
namespace {

using Names = std::vector<std::string>;

/// Passes drawn at random, in a random order, some of them twice.
Names some_passes(oracle::Random& random) {
    const Names all = all_passes();
    Names names;
    const int count = 1 + static_cast<int>(random.uniform(0, 8));
    for (int i = 0; i < count; ++i)
        names.push_back(all[static_cast<std::size_t>(random.uniform(0, static_cast<double>(all.size())))]);
    return names;
}

void expect_same(const Rendered& r, const Names& passes, bool annotations) {
    RendererOptions options = r.renderer->options();
    options.passes = passes;
    options.annotations = annotations;
    const Frame frame = Renderer(oracle::shared_device(), r.scene, options).render(r.shot);
    EXPECT_EQ(frame.pass_names().size(), std::set<std::string>(passes.begin(), passes.end()).size());
    for (const std::string& name : passes) EXPECT_TRUE(frame.has(name)) << name;
    EXPECT_EQ(differing_passes(frame, r.frame), Names{}) << r.name << " with " << passes.size() << " passes";
}

TEST(Bytes, EachPassAloneIsThatOfAllPasses) {
    const Rendered& r = rendered(20);
    std::set<std::uint32_t> materials;
    for (const std::uint32_t id : r.frame["material"].as<std::uint32_t>()) materials.insert(id);
    EXPECT_TRUE(materials.contains(2) && materials.contains(3)) << "shows cut-out and blended surfaces";
    for (const std::string& name : all_passes()) expect_same(r, {name}, false);
    EXPECT_FALSE(std::ranges::equal(r.frame["depth"].bytes, r.frame["depth_through"].bytes));
}

TEST(Bytes, SubsetsOfPassesAreThoseOfAllPasses) {
    oracle::Random random("subsets");
    for (const int seed : {1, 6, 9, 16}) {
        const Rendered& r = rendered(seed);
        for (int i = 0; i < 4; ++i) expect_same(r, some_passes(random), i % 2 == 0);
    }
}

/// Different places of the camera and instants; some without neighbours, one without any instance in view.
std::vector<Shot> different_shots(const Rendered& r, std::size_t count) {
    std::vector<Shot> shots;
    for (std::size_t i = 0; i < count; ++i) {
        const double step = static_cast<double>(i);
        ShotOptions options;
        options.time_s = 0.9 * step / static_cast<double>(count);
        options.dt_s = i % 3 == 0 ? 0.2 : 0.04;
        Shot shot = r.scene.shot(options);
        const glm::dvec3 eye(std::sin(step), 0.3 * std::cos(2 * step), 1 + 0.02 * step);
        for (Moment* moment : {&shot.now, &*shot.next, &*shot.previous}) {
            moment->camera = r.shot.now.camera;
            moment->camera.world_from_camera = look_at(eye, {0, 0, i == 7 ? 20 : -8}, {0, 1, 0});
        }
        if (i % 5 == 1) shot.next = std::nullopt;
        if (i % 5 == 2) shot.previous = std::nullopt;
        shot.sensor.exposure_ev = static_cast<float>(0.1 * step);
        shots.push_back(shot);
    }
    return shots;
}

TEST(Bytes, ABatchIsItsShotsOneByOne) {
    const Rendered& r = rendered(3);
    const std::vector<Shot> shots = different_shots(r, 64);
    const std::vector<Frame> batch = r.renderer->render(shots);
    ASSERT_EQ(batch.size(), shots.size());
    std::set<std::uint64_t> different;
    for (std::size_t i = 0; i < shots.size(); ++i) {
        const Frame alone = r.renderer->render(shots[i]);
        EXPECT_EQ(differing_passes(batch[i], alone), Names{}) << "shot " << i;
        EXPECT_EQ(batch[i].time_s(), shots[i].time_s);
        for (std::size_t k = 0; k < r.scene.instances().size(); ++k) {
            const InstanceAnnotation &a = batch[i].annotations().instances[k], &b = alone.annotations().instances[k];
            ASSERT_EQ(a.pixels, b.pixels) << "shot " << i;
            ASSERT_EQ(a.box_tight, b.box_tight) << "shot " << i;
        }
        different.insert(hash_of(alone["hdr"]));
    }
    EXPECT_GT(different.size(), 60U) << "the shots are meant to differ";
}

TEST(Bytes, ABatchOfSeveralScenesAndSizesIsItsShotsOneByOne) {
    constexpr int seeds[] = {3, 6, 9, 16};
    constexpr Size sizes[] = {{40, 30}, {33, 17}, {7, 50}};
    std::vector<Scene> scenes;
    std::vector<std::vector<Shot>> shots_of_scene;
    for (const int seed : seeds) {
        scenes.push_back(rendered(seed).scene);
        shots_of_scene.push_back(different_shots(rendered(seed), 12));
    }
    RendererOptions options = rendered(3).renderer->options();
    options.size = sizes[0];
    oracle::Random random("mixed batch");
    std::vector<SceneShot> shots;
    std::vector<std::size_t> size_of_shot;
    for (std::size_t i = 0; i < 36; ++i) {
        const auto scene = static_cast<std::size_t>(random.uniform(0, 4));
        size_of_shot.push_back(static_cast<std::size_t>(random.uniform(0, 3)));
        shots.push_back({shots_of_scene[scene][i % 12], scene, sizes[size_of_shot.back()]});
    }
    const Batch batch = Renderer(oracle::shared_device(), scenes, options).render(shots);
    ASSERT_EQ(batch.size(), shots.size());
    for (std::size_t scene = 0; scene < scenes.size(); ++scene)
        for (std::size_t size = 0; size < std::size(sizes); ++size) {
            options.size = sizes[size];
            Renderer alone(oracle::shared_device(), scenes[scene], options);
            for (std::size_t i = 0; i < shots.size(); ++i) {
                if (shots[i].scene != scene || size_of_shot[i] != size) continue;
                EXPECT_EQ(differing_passes(batch[i], alone.render(shots[i].shot)), Names{}) << "shot " << i;
            }
        }
}

/// Renders each shot in a thread of its own on the device given for it.
void expect_same_in_threads(const Device& first, const Device& second) {
    const Rendered& r = rendered(8);
    const std::vector<Shot> shots = different_shots(r, 12);
    const std::vector<Frame> expected = r.renderer->render(shots);
    std::vector<Frame> frames[2];
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([&, t] {
            Renderer renderer(t == 0 ? first : second, r.scene, r.renderer->options());
            for (int repeat = 0; repeat < 4; ++repeat) {
                for (const Shot& shot : shots) frames[t].push_back(renderer.render(shot));
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (int t = 0; t < 2; ++t) {
        ASSERT_EQ(frames[t].size(), 4 * shots.size());
        for (std::size_t i = 0; i < frames[t].size(); ++i)
            EXPECT_EQ(differing_passes(frames[t][i], expected[i % shots.size()]), Names{}) << "thread " << t;
    }
}

TEST(Bytes, TwoRenderersInTwoThreadsOnOneDevice) {
    expect_same_in_threads(oracle::shared_device(), oracle::shared_device());
}

TEST(Bytes, TwoRenderersInTwoThreadsOnTwoDevices) {
    const Device other = Device::create();
    ASSERT_NE(other.context().get(), oracle::shared_device().context().get());
    expect_same_in_threads(oracle::shared_device(), other);
    EXPECT_EQ(other.validation_message_count(), 0U);
}

/// What plumb_frame_hashes prints for `files`.
std::string hashes_in_a_process(const std::string& environment, const std::string& files) {
    const std::string command = "env " + environment + " timeout 60 '" PLUMB_FRAME_HASHES "' " + files;
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return "no process";
    std::string output;
    char buffer[512];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
    return pclose(pipe) == 0 ? output : "failed: " + output;
}

std::string quoted(const std::filesystem::path& path) {
    std::string text = path.string();
    text.insert(text.begin(), '\'');
    text.push_back('\'');
    return text;
}

TEST(Bytes, AreTheSameInEveryProcessWithAnyNumberOfThreads) {
    const oracle::SceneFile first(random_scene(2)), second(random_scene(20));
    const std::string one = quoted(first.path()), files = one + ' ' + quoted(second.path());
    std::string here;
    for (const auto& file : {first.path(), second.path()}) here += frame_hashes(oracle::shared_device(), file);
    EXPECT_EQ(std::ranges::count(here, '\n'), 2 * static_cast<std::ptrdiff_t>(all_passes().size()));
    for (int i = 0; i < 10; ++i) {
        // LP_NUM_THREADS is the software device's; another has no such choice.
        const std::string threads = "LP_NUM_THREADS=" + std::to_string(i % 4 == 3 ? 7 : i % 4);
        EXPECT_EQ(hashes_in_a_process(threads, files), here) << threads;
    }
    EXPECT_NE(hashes_in_a_process("", one), here);
}

}  // namespace
}  // namespace plumb::property
