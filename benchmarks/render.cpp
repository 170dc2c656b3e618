#include "bench_scene.hpp"

#include <plumb/plumb.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

const plumb::Device& device() {
    static const plumb::Device opened = plumb::Device::create();
    return opened;
}

std::vector<plumb::Shot> shots(int count) {
    std::vector<plumb::Shot> list;
    for (int k = 0; k < count; ++k) list.push_back(plumb::bench::scene().shot(plumb::bench::instant(k)));
    return list;
}

/// `views` views in one submission, with their arrays in host memory at the end.
void render(benchmark::State& state, std::uint32_t width, std::uint32_t height, int views,
            const std::vector<std::string>& passes) {
    plumb::Renderer renderer(device(), plumb::bench::scene(), {.size = {width, height}, .passes = passes});
    const std::vector<plumb::Shot> list = shots(views);
    benchmark::DoNotOptimize(renderer.render(list));
    for (auto _ : state) benchmark::DoNotOptimize(renderer.render(list));
    state.counters["views/s"] = benchmark::Counter(static_cast<double>(views) * static_cast<double>(state.iterations()),
                                                   benchmark::Counter::kIsRate);
    state.SetLabel(device().info().name);
}

const std::vector<std::string> labels{"depth", "instance"};
const std::vector<std::string> motion{"depth", "instance", "flow_forward", "flow_backward", "normal"};
const std::vector<std::string> colour{"rgb", "depth", "instance"};

BENCHMARK_CAPTURE(render, single_640x480_labels, 640, 480, 1, labels)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(render, single_640x480_motion, 640, 480, 1, motion)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(render, single_640x480_colour, 640, 480, 1, colour)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(render, batch_64x128x128_labels, 128, 128, 64, labels)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(render, batch_64x128x128_motion, 128, 128, 64, motion)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
