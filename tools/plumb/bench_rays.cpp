#include "bench.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plumb::program {

namespace {

/// A sun over the left shoulder, for scenes without any light.
Light bench_sun() {
    Light sun;
    sun.kind = Light::Kind::directional;
    sun.direction = glm::normalize(glm::dvec3(0.5, -1, -0.7));
    sun.intensity = 3;
    return sun;
}

/// Medians over frames of a few shots.
struct Measured {
    double visibility_s, shadow_s, total_s, shadow_rays;
};

Measured measure(Renderer& renderer, std::span<const Shot> shots, std::uint32_t frame_count) {
    static_cast<void>(renderer.render(shots.front()));
    std::vector<double> visibility, shadow, total, rays;
    for (std::uint32_t k = 0; k < frame_count; ++k) {
        static_cast<void>(renderer.render(shots[k % shots.size()]));
        const RenderTimings timings = renderer.last_timings();
        visibility.push_back(timings.visibility_s);
        shadow.push_back(timings.shadow_s);
        total.push_back(timings.total_s);
        rays.push_back(static_cast<double>(timings.shadow_rays));
    }
    const auto median = [](std::vector<double>& values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    return {median(visibility), median(shadow), median(total), median(rays)};
}

/// Pixels of a view that see a surface, in the mean over some shots.
double seeing_pixels(Renderer& renderer, std::span<const Shot> shots) {
    std::size_t count = 0;
    for (const Shot& shot : shots)
        for (const float depth_m : renderer.render(shot)["depth"].as<float>()) count += std::isfinite(depth_m) ? 1 : 0;
    return static_cast<double>(count) / static_cast<double>(shots.size());
}

}  // namespace

RayResult measure_rays(const BenchArguments& arguments, const Device& device, const Scene& scene,
                       std::span<const Shot> bench_shots) {
    std::vector<Shot> shots(bench_shots.begin(), bench_shots.end());
    for (Shot& shot : shots)
        if (shot.lights.empty()) shot.lights.push_back(bench_sun());
    RendererOptions options{.size = arguments.size, .passes = arguments.passes};
    if (std::ranges::find(options.passes, "rgb") == options.passes.end()) options.passes.emplace_back("rgb");
    RayResult result;
    options.color.shadows = false;
    Renderer plain(device, scene, options);
    const Measured without = measure(plain, shots, arguments.frame_count);
    options.color.shadows = true;
    Renderer shadowed(device, scene, options);
    const Measured with = measure(shadowed, shots, arguments.frame_count);
    result.color_s = without.total_s;
    result.shadowed_s = with.total_s;
    result.shadow_s = with.shadow_s;
    result.shadow_rays = with.shadow_rays;
    options.passes = {"depth"};
    Renderer raster(device, scene, options);
    result.rasterizer_s = measure(raster, shots, arguments.frame_count).visibility_s;
    options.visibility = Visibility::rays;
    Renderer rays(device, scene, options);
    result.ray_visibility_s = measure(rays, shots, arguments.frame_count).visibility_s;
    result.meeting_rays = seeing_pixels(rays, shots);
    result.camera_rays = static_cast<double>(arguments.size.width) * arguments.size.height;
    return result;
}

}  // namespace plumb::program
