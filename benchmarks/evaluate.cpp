#include "bench_scene.hpp"

#include <benchmark/benchmark.h>

namespace {

/// A shot holds three moments: nodes, joints, morph weights, lights and cameras at t - dt, t and t + dt.
void make_shot(benchmark::State& state) {
    const plumb::Scene& scene = plumb::bench::scene();
    int k = 0;
    for (auto _ : state) benchmark::DoNotOptimize(scene.shot(plumb::bench::instant(k++ % 300)));
    state.counters["instances"] = static_cast<double>(scene.instances().size());
}
BENCHMARK(make_shot)->Unit(benchmark::kMicrosecond);

void find_bounds(benchmark::State& state) {
    const plumb::Scene& scene = plumb::bench::scene();
    for (auto _ : state) benchmark::DoNotOptimize(scene.bounds());
}
BENCHMARK(find_bounds)->Unit(benchmark::kMicrosecond);

}  // namespace
