#include "bench_scene.hpp"

#include <benchmark/benchmark.h>

namespace {

void load_scene(benchmark::State& state) {
    const std::filesystem::path path = plumb::bench::scene_path();
    for (auto _ : state) benchmark::DoNotOptimize(plumb::Scene::load(path));
    state.SetLabel(path.filename().string());
    state.SetBytesProcessed(static_cast<std::int64_t>(std::filesystem::file_size(path)) *
                            static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(load_scene)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
