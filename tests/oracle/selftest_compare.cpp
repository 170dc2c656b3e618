// The comparison itself: it finds nothing in the oracle's own labels, leaves little out, and catches faults.
#include "compare.hpp"
#include "scene_case.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <chrono>
#include <filesystem>
#include <set>

namespace plumb::oracle {
namespace {

Model model_of(const SceneCase& scene) {
    SceneWriter writer;
    Random random(scene.name);
    scene.build(writer, random);
    const auto path = std::filesystem::temp_directory_path() /
                      ("plumb_selfcompare_" + std::to_string(getpid()) + (scene.is_glb ? ".glb" : ".gltf"));
    writer.write(path);
    Model model = Model::load(path);
    std::filesystem::remove(path);
    return model;
}

ViewRequest sized(const SceneCase& scene, std::size_t which) {
    ViewRequest view = scene.view;
    std::tie(view.width, view.height) = scene.sizes[which];
    return view;
}

TEST(Scenes, AreManyAndDifferent) {
    std::set<std::string> names;
    for (const SceneCase& scene : all_scenes()) names.insert(scene.name);
    EXPECT_EQ(names.size(), all_scenes().size());
    EXPECT_GE(names.size(), 60U);
    for (const SceneCase& scene : all_scenes()) {
        EXPECT_EQ(scene.sizes[0].first % 2, 0) << scene.name;
        EXPECT_EQ(scene.sizes[1].first % 2, 1) << scene.name;
    }
}

TEST(Compare, FindsNothingInTheOraclesOwnLabels) {
    for (const SceneCase& scene : all_scenes()) {
        const Model model = model_of(scene);
        const auto start = std::chrono::steady_clock::now();
        const Labels labels = render_labels(model, sized(scene, 1));
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        const Report report = compare(labels, as_rendered(labels), scene.allowance);
        EXPECT_EQ(report.violation_count, 0U) << report.text(scene.name);
        if (model.has_see_through()) {
            ViewRequest through = sized(scene, 1);
            through.looks_through = true;
            const Labels behind = render_labels(model, through);
            const Report report_behind = compare(behind, as_rendered(behind), scene.allowance);
            EXPECT_EQ(report_behind.violation_count, 0U) << report_behind.text(scene.name + " through");
            EXPECT_GT(compare(behind, as_rendered(labels), scene.allowance).violation_count, 0U)
                << scene.name << " shows nothing to look through";
        }
        const auto count = static_cast<double>(labels.edge_px.size());
        const auto left_out = [&](const char* pass) {
            return static_cast<double>(report.passes.at(pass).excluded) / count;
        };
        std::printf("%-26s %6zu instances, surface %.2f, left out %.3f, of flow classes %.3f, %.2f s\n",
                    scene.name.c_str(), model.instances.size(), static_cast<double>(report.surface_compared) / count,
                    left_out("instance"), std::max(left_out("flow_forward_class"), left_out("flow_backward_class")),
                    seconds.count());
    }
}

}  // namespace
}  // namespace plumb::oracle
