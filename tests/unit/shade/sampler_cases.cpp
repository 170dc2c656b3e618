#include "sampler_cases.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

namespace plumb::render {

scene::Primitive square_of(std::uint32_t material) {
    scene::Primitive square;
    square.material = material;
    square.positions = {{-1, -1, 0}, {1, -1, 0}, {1, 1, 0}, {-1, 1, 0}};
    square.indices = {0, 1, 2, 0, 2, 3};
    return square;
}

Scene finished(const std::shared_ptr<scene::SceneData>& data) {
    scene::finish(*data);
    return Scene(data);
}

Scene dark_scene() {
    auto data = std::make_shared<scene::SceneData>();
    data->materials.emplace_back();
    data->meshes.push_back({"square", {square_of(0)}, {}, {}});
    scene::Node node;
    node.mesh = 0;
    data->nodes.push_back(node);
    data->roots = {0};
    return finished(data);
}

SamplerCase case_of(const std::string& name, const Scene& scene, std::uint32_t kind) {
    SamplerCase result{name, scene, scene.default_shot()};
    result.kind = kind;
    result.point = sampled_point;
    Shot& shot = result.shot;
    shot.now.camera = {};
    shot.now.camera.world_from_camera = look_at({2, 1.5, 3}, {0.2, 0.1, -0.3}, {0, 1, 0});
    shot.now.world_from_environment = glm::dmat3(glm::dvec3(0, 0, -1), glm::dvec3(0, 1, 0), glm::dvec3(1, 0, 0));
    shot.next.reset();
    shot.previous.reset();
    shot.lights.clear();
    shot.environment = {};
    return result;
}

SamplerCase case_called(const std::vector<SamplerCase>& cases, const std::string& name) {
    for (const SamplerCase& sampler : cases)
        if (sampler.name == name) return sampler;
    throw std::invalid_argument("no case is called " + name);
}

void expect_followed(const std::vector<SamplerCase>& cases) {
    for (const SamplerCase& sampler : cases) {
        const Histogram histogram = histogram_of(sampler);
        const double sum = std::accumulate(histogram.expected.begin(), histogram.expected.end(), 0.0);
        const double count = std::accumulate(histogram.found.begin(), histogram.found.end(), 0.0);
        EXPECT_NEAR(sum, count, 1e-3 * count) << sampler.name << "; midpoints are off by less";
        EXPECT_GT(chi_square_p(histogram), level_of_one_of(cases.size())) << sampler.name;
    }
}

void expect_caught(const std::vector<SamplerCase>& cases, const std::vector<WrongSampler>& wrong) {
    const double level = level_of_one_of(cases.size());
    for (const auto& [name, fault] : wrong)
        EXPECT_LT(chi_square_p(histogram_of(case_called(cases, name), fault)), level) << name << ": " << fault.name;
}

}  // namespace plumb::render
