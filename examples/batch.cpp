// Renders 64 views around a scene in one submission and checks that each is what it is when rendered alone.
//     batch scene.glb
#include <plumb/plumb.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numbers>
#include <vector>

namespace {

constexpr int view_count = 64;

/// Shots on a circle around the scene, looking at its middle.
std::vector<plumb::Shot> orbit(const plumb::Scene& scene) {
    const plumb::Box bounds = scene.bounds();
    const glm::dvec3 center = 0.5 * (bounds.min + bounds.max);
    const double radius_m = std::max(1e-3, 0.9 * glm::length(bounds.max - bounds.min));
    std::vector<plumb::Shot> shots(view_count, scene.default_shot());
    for (int i = 0; i < view_count; ++i) {
        const double angle_rad = 2 * std::numbers::pi * i / view_count;
        const glm::dvec3 offset{std::sin(angle_rad), 0.4, std::cos(angle_rad)};
        plumb::Camera camera;
        camera.near_m = 0.01 * radius_m;
        camera.world_from_camera = plumb::look_at(center + radius_m * offset, center, {0, 1, 0});
        shots[i].now.camera = camera;
    }
    return shots;
}

/// How many passes of the two frames differ in any byte.
int count_differences(const plumb::Frame& one, const plumb::Frame& other) {
    int count = 0;
    for (const std::string& pass : one.pass_names()) {
        if (!std::ranges::equal(one[pass].bytes, other[pass].bytes)) ++count;
    }
    return count;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count != 2) {
        std::fprintf(stderr, "usage: batch SCENE\n");
        return 2;
    }
    try {
        const plumb::Scene scene = plumb::Scene::load(arguments[1]);
        plumb::Renderer renderer(plumb::Device::create(), scene,
                                 {.size = {128, 128}, .passes = {"depth", "instance"}, .annotations = false});
        const std::vector<plumb::Shot> shots = orbit(scene);
        (void)renderer.render(shots);  // the first submission also prepares pipelines and buffers

        const auto start = std::chrono::steady_clock::now();
        const plumb::Batch batch = renderer.render(shots);
        std::printf("%d views in one batch: %.0f views/s\n", view_count, view_count / seconds_since(start));

        int differences = 0;
        for (int i = 0; i < view_count; ++i) differences += count_differences(batch[i], renderer.render(shots[i]));
        std::printf("passes that differ from the view rendered alone: %d\n", differences);
        return differences == 0 ? 0 : 1;
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "batch: %s\n", error.what());
        return 1;
    }
}
