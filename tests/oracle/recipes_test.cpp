// Shots as the gallery's recipes draw them, against the oracle: scattered, settled, posed, dressed and moving things.
#include "derived.hpp"
#include "rendering.hpp"
#include "shot_stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace plumb::oracle::recipes_test {
namespace {

constexpr std::uint64_t seed = 0xfedcba9876543210;
constexpr std::uint64_t shot_count = 25;  ///< of each of eight recipes
constexpr std::uint64_t index_step = 7919;
constexpr Size size_px{96, 72};

/// What the library prepared for a recipe, as the oracle builds it from the file by itself. Class names alone are taken
/// over: which instances a recipe labels is asked elsewhere.
Model model_of(const std::filesystem::path& path, const Scene& prepared) {
    Model model = Model::load(path);
    for (const CopyInfo& copies : prepared.copies()) {
        // Templates are whole nodes of the file, whose instances lie together.
        std::vector<std::size_t> originals(copies.instance_count);
        const std::span<const InstanceInfo> instances = prepared.instances();
        const auto first = std::find_if(instances.begin(), instances.end(),
                                        [&](const InstanceInfo& instance) { return instance.node == copies.node; });
        std::iota(originals.begin(), originals.end(), static_cast<std::size_t>(first - instances.begin()));
        const bool has_own = instances[copies.first_instance].materials != first->materials;
        add_copies(model, originals, copies.count, has_own);
    }
    for (std::size_t i = 0; i < model.instances.size(); ++i)
        model.instances[i].semantic = prepared.instances()[i].semantic;
    return model;
}

class GalleryRecipes : public testing::TestWithParam<const char*> {};

TEST_P(GalleryRecipes, AgreeWithTheOracle) {
    const std::filesystem::path folder(PLUMB_RECIPES);
    const Recipe recipe = Recipe::load(folder / (std::string(GetParam()) + ".json"));
    const std::filesystem::path path = *recipe.scene_path();
    const Scene scene = recipe.prepare(Scene::load(path));
    const Model model = model_of(path, scene);
    ASSERT_EQ(model.instances.size(), scene.instances().size());
    Renderer renderer(shared_device(), scene, label_options(size_px));
    std::size_t surface = 0;
    for (std::uint64_t number = 0; number < shot_count; ++number) {
        const std::uint64_t index = number * index_step;
        const auto view = static_cast<std::uint32_t>(number % recipe.view_count());
        const Shot shot = recipe.shot(scene, seed, index, {.view = view});
        const Model dressed_model = dressed(model, shot);
        const StagedFrame frame = stage(dressed_model, scene, shot, size_px);
        const Report report =
            compare(render_labels(dressed_model, frame), arrays_of(renderer.render(shot)), {0.5, 0.9, 0.02});
        EXPECT_EQ(report.violation_count, 0U) << report.text("frame " + std::to_string(index));
        surface += report.surface_compared;
    }
    std::printf("%s: %d shots, %zu surface pixels compared\n", GetParam(), static_cast<int>(shot_count), surface);
    EXPECT_GT(surface, shot_count * size_px.width * size_px.height / 5);
}

// The ninth, a crowd of millions of triangles, has a test of its own (crowd_test.cpp).
INSTANTIATE_TEST_SUITE_P(gallery, GalleryRecipes,
                         testing::Values("clutter", "shelf", "faces", "drive", "stereo", "near_miss", "flow", "heap"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace plumb::oracle::recipes_test
