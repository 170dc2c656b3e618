// Rays instead of the rasterizer: every label of every generated scene against the oracle, and the two ways of seeing
// against each other.
#include "raycast.hpp"
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace plumb::oracle::rays_test {

void PrintTo(const SceneCase& scene, std::ostream* out);

namespace {

constexpr double depth_share = 1e-5;

class Rays : public testing::TestWithParam<SceneCase> {};

Arrays render_by(Visibility visibility, const Scene& scene, const ViewRequest& view) {
    RendererOptions options =
        label_options({static_cast<std::uint32_t>(view.width), static_cast<std::uint32_t>(view.height)});
    options.visibility = visibility;
    return arrays_of(Renderer(shared_device(), scene, options).render(shot_of(scene, view)));
}

/// Pixels, of those that no edge and no second surface makes doubtful, at which two renderings differ.
std::size_t count_differences(const Arrays& a, const Arrays& b, const Labels& known) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < known.edge_px.size(); ++i) {
        if (known.edge_px[i] <= edge_band_px || known.rival_gap[i] <= depth_share) continue;
        bool is_same = true;
        for (const char* pass : {"instance", "triangle", "material", "semantic"})
            is_same = is_same && a.planes.at(pass)[i] == b.planes.at(pass)[i];
        const double depth = a.planes.at("depth")[i], other = b.planes.at("depth")[i];
        const bool is_near = depth == other || std::abs(depth - other) <= depth_share * depth;
        if (!is_same || !is_near) ++count;
    }
    return count;
}

TEST_P(Rays, SeeWhatTheOracleAndTheRasterizerSee) {
    const SceneCase& scene_case = GetParam();
    const SceneFile file(scene_case);
    const Model model = Model::load(file.path());
    const Scene scene = Scene::load(file.path());
    ViewRequest view = sized_view(scene_case, 1);
    const Arrays by_rays = render_by(Visibility::rays, scene, view);
    Labels expected = render_labels(model, view);
    const Report report = compare(expected, by_rays, scene_case.allowance);
    EXPECT_EQ(report.violation_count, 0U) << report.text(scene_case.name);
    EXPECT_EQ(count_differences(by_rays, render_by(Visibility::rasterizer, scene, view), expected), 0U);
    if (!model.has_see_through()) return;
    view.looks_through = true;
    expected = render_labels(model, view);
    const Report through = compare(expected, labels_through(by_rays), scene_case.allowance);
    EXPECT_EQ(through.violation_count, 0U) << through.text(scene_case.name + " through");
}

INSTANTIATE_TEST_SUITE_P(scenes, Rays, testing::ValuesIn(all_scenes()),
                         [](const testing::TestParamInfo<SceneCase>& test) { return test.param.name; });

}  // namespace
}  // namespace plumb::oracle::rays_test
