#include "rendered.hpp"

#include "random_scenes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace plumb::property {
namespace {

/// Frees the frames before the driver's own static objects go.
class Keeper : public testing::Environment {
public:
    void TearDown() override {
        frames.clear();
        of_seeds.clear();
    }
    std::vector<Rendered> frames;
    std::map<int, Rendered> of_seeds;
};

Keeper& keeper() {
    static auto* const instance = [] {
        auto* made = new Keeper;  // owned by GoogleTest
        testing::AddGlobalTestEnvironment(made);
        return made;
    }();
    return *instance;
}

[[maybe_unused]] const Keeper& registered_before_main = keeper();

}  // namespace

std::vector<std::string> all_passes() {
    std::vector<std::string> names;
    for (const PassInfo& info : passes()) names.emplace_back(info.name);
    for (const PassInfo& info : through_passes()) names.emplace_back(info.name);
    return names;
}

Rendered render_case(const oracle::SceneCase& scene_case) {
    const oracle::SceneFile file(scene_case);
    const Scene scene = Scene::load(file.path());
    const oracle::ViewRequest view = oracle::sized_view(scene_case, 0);
    const Shot shot = oracle::shot_of(scene, view);
    RendererOptions options;
    options.size = {static_cast<std::uint32_t>(view.width), static_cast<std::uint32_t>(view.height)};
    options.passes = all_passes();
    auto renderer = std::make_shared<Renderer>(oracle::shared_device(), scene, options);
    Frame frame = renderer->render(shot);
    return {scene_case.name, scene, shot, std::move(renderer), std::move(frame)};
}

const Rendered& rendered(int seed) {
    std::map<int, Rendered>& kept = keeper().of_seeds;
    if (!kept.contains(seed)) kept.emplace(seed, render_case(random_scene(seed)));
    return kept.at(seed);
}

const std::vector<Rendered>& all_rendered() {
    std::vector<Rendered>& frames = keeper().frames;
    if (!frames.empty()) return frames;
    for (int seed = 0; seed < random_scene_count; ++seed) frames.push_back(rendered(seed));
    for (const oracle::SceneCase& scene_case : other_scenes()) frames.push_back(render_case(scene_case));
    return frames;
}

glm::dvec3 vector_at(const Frame& frame, const char* pass, std::size_t pixel) {
    return {double{value<float>(frame, pass, pixel, 0)}, double{value<float>(frame, pass, pixel, 1)},
            double{value<float>(frame, pass, pixel, 2)}};
}

glm::dvec2 pair_at(const Frame& frame, const char* pass, std::size_t pixel) {
    return {double{value<float>(frame, pass, pixel, 0)}, double{value<float>(frame, pass, pixel, 1)}};
}

std::size_t pixel_count(const Frame& frame) {
    return std::size_t{frame.size().width} * frame.size().height;
}

glm::dvec3 unprojected(const Camera& camera, Size size, std::size_t pixel, double depth_m) {
    const Intrinsics k = camera.intrinsics_for(size);
    const double x = (static_cast<double>(pixel % size.width) + 0.5 - k.cx) / k.fx;
    const double y = (static_cast<double>(pixel / size.width) + 0.5 - k.cy) / k.fy;
    if (camera.projection == Camera::Projection::orthographic) return {x, y, depth_m};
    return {x * depth_m, y * depth_m, depth_m};
}

glm::dvec2 projected(const Camera& camera, Size size, const glm::dvec3& world) {
    const Intrinsics k = camera.intrinsics_for(size);
    const glm::dvec3 p =
        glm::transpose(glm::dmat3(camera.world_from_camera)) * (world - glm::dvec3(camera.world_from_camera[3]));
    const double z = camera.projection == Camera::Projection::orthographic ? 1 : p.z;
    return {k.fx * p.x / z + k.cx, k.fy * p.y / z + k.cy};
}

std::vector<std::string> differing_passes(const Frame& a, const Frame& b) {
    std::vector<std::string> names;
    for (const std::string& name : a.pass_names()) {
        if (b.has(name) && !std::ranges::equal(a[name].bytes, b[name].bytes)) names.push_back(name);
    }
    return names;
}

}  // namespace plumb::property
