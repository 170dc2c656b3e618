#include <plumb/recipe.hpp>
#include <plumb/scene.hpp>

#include <benchmark/benchmark.h>

namespace {

/// Twenty draws over a small static scene of the project's own.
constexpr const char* twenty_draws = R"({
  "version": 1,
  "objects": [{"match": "*", "together": true, "yaw_deg": {"uniform": [0, 360]}, "scale": {"log_uniform": [0.5, 2]},
    "translation_m": [{"uniform": [-1, 1]}, 0, {"uniform": [-1, 1]}], "visible": {"bernoulli": 0.9}}],
  "materials": [{"match": "*", "together": true, "base_color": [{"uniform": [0, 1]}, {"uniform": [0, 1]}, 0.5],
    "roughness": {"uniform": [0, 1]}, "metallic": {"bernoulli": 0.5}}],
  "lights": {"add": [{"name": "key", "place": {"shell": {"distance_m": {"uniform": [2, 3]}}}, "intensity_cd":
    {"log_uniform": [10, 1000]}, "temperature_k": {"uniform": [2500, 6500]}}]},
  "fog": {"visibility_m": {"log_uniform": [50, 500]}},
  "sensor": {"exposure_ev": {"normal": {"mean": 0, "sigma": 1, "min": -3, "max": 3}}, "vignette": {"uniform": [0, 1]}},
  "camera": {"orbit": {"target": [0, 0, 0], "distance_m": {"uniform": [3, 5]}, "azimuth_deg": {"uniform": [0, 360]},
    "elevation_deg": {"uniform": [0, 60]}}, "roll_deg": {"uniform": [-5, 5]}, "fov_y_deg": {"uniform": [30, 60]},
    "target_jitter_m": [{"uniform": [-1, 1]}, 0, 0]}
})";

void draw_shots(benchmark::State& state) {
    const plumb::Recipe recipe = plumb::Recipe::parse(twenty_draws);
    const plumb::Scene scene = recipe.prepare(plumb::Scene::load(SMALL_SCENE));
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(recipe.shot(scene, 7, index++));
    state.SetItemsProcessed(static_cast<std::int64_t>(index));
    state.counters["draws"] = static_cast<double>(recipe.shot(scene, 7, 0).draws.size());
    state.counters["instances"] = static_cast<double>(scene.instances().size());
}
BENCHMARK(draw_shots);

/// Seven things fall onto a table of the bundled scene.
constexpr const char* seven_settle = R"({
  "version": 1,
  "scatter": [{"name": "above", "match": ["mug_*", "bottle_*", "bowl", "vase"], "rotation": "any", "gap_m": 0.01,
    "on": {"box_m": {"min": [1.3, 0.8, -1.3], "max": [1.9, 1.8, -0.6]}}}],
  "settle": {"objects": [{"match": ["mug_*", "bottle_*", "bowl", "vase"]}], "if_unsettled": "keep"}
})";

void settle_shots(benchmark::State& state) {
    const plumb::Recipe recipe = plumb::Recipe::parse(seven_settle);
    const plumb::Scene scene = recipe.prepare(plumb::Scene::load(BUNDLED_SCENE));
    (void)recipe.draws(scene);  // what a recipe prepares for a scene is done once
    std::uint64_t index = 0;
    for (auto _ : state) benchmark::DoNotOptimize(recipe.shot(scene, 7, index++));
}
BENCHMARK(settle_shots)->Unit(benchmark::kMillisecond)->Iterations(8);

void bind_recipe(benchmark::State& state) {
    const plumb::Scene scene = plumb::Scene::load(SMALL_SCENE);
    for (auto _ : state) benchmark::DoNotOptimize(plumb::Recipe::parse(twenty_draws).shot(scene, 7, 0));
}
BENCHMARK(bind_recipe)->Unit(benchmark::kMicrosecond);

}  // namespace
