// The renderer against the oracle: every label pass of every generated scene, at an even and at an odd size.
#include "rendering.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <ostream>

namespace plumb::oracle::oracle_test {

void PrintTo(const SceneCase& scene, std::ostream* out) {
    *out << scene.name;
}

namespace {

class Labels : public testing::TestWithParam<SceneCase> {};

/// The pass that came nearest to what it is allowed, for the log.
std::string tightest(const Report& report) {
    std::string name;
    double worst = -1;
    for (const auto& [pass, figures] : report.passes) {
        if (figures.worst <= worst) continue;
        worst = figures.worst;
        name = pass;
    }
    char text[100];
    std::snprintf(text, sizeof text, "%s at %.2f of what is allowed", name.c_str(), worst);
    return text;
}

void expect_agreement(const std::string& name, const oracle::Labels& expected, const Arrays& rendered,
                      const Allowance& allowance) {
    const Report report = compare(expected, rendered, allowance);
    EXPECT_EQ(report.violation_count, 0U) << report.text(name);
    std::printf("%s: %zu surface pixels compared, %s\n", name.c_str(), report.surface_compared,
                tightest(report).c_str());
}

TEST_P(Labels, AgreeWithTheOracle) {
    const SceneCase& scene_case = GetParam();
    const SceneFile file(scene_case);
    const Model model = Model::load(file.path());
    const Scene scene = Scene::load(file.path());
    ASSERT_EQ(scene.instances().size(), model.instances.size());
    for (std::size_t i = 0; i < model.classes.size(); ++i) EXPECT_EQ(scene.classes()[i], model.classes[i]);
    for (std::size_t which = 0; which < scene_case.sizes.size(); ++which) {
        ViewRequest view = sized_view(scene_case, which);
        const std::string name = scene_case.name + " " + std::to_string(view.width) + "x" + std::to_string(view.height);
        const Arrays arrays = render(scene, view, shot_of(scene, view));
        oracle::Labels expected = render_labels(model, view);
        expect_agreement(name, expected, arrays, scene_case.allowance);
        if (model.has_see_through()) {
            view.looks_through = true;
            expected = render_labels(model, view);
        }
        expect_agreement(name + " through", expected, labels_through(arrays), scene_case.allowance);
    }
}

std::string name_of(const testing::TestParamInfo<SceneCase>& test) {
    return test.param.name;
}

// One suite a group, so that the groups can run side by side; CMakeLists.txt names them.
INSTANTIATE_TEST_SUITE_P(triangles, Labels, testing::ValuesIn(triangle_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(volumes, Labels, testing::ValuesIn(volume_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(transforms, Labels, testing::ValuesIn(transform_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(cameras, Labels, testing::ValuesIn(camera_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(deformation, Labels, testing::ValuesIn(deformation_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(materials, Labels, testing::ValuesIn(material_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(formats, Labels, testing::ValuesIn(format_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(lenses, Labels, testing::ValuesIn(lens_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(rolling, Labels, testing::ValuesIn(rolling_scenes()), name_of);
INSTANTIATE_TEST_SUITE_P(motion, Labels, testing::ValuesIn(motion_scenes()), name_of);

}  // namespace
}  // namespace plumb::oracle::oracle_test
