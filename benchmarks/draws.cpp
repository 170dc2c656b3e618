#include "recipe/distribution.hpp"
#include "recipe/geometry.hpp"
#include "recipe/stream.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace plumb::recipe;

DrawAddress address(std::uint64_t frame) {
    static const DrawKey key = make_draw_key("mug", "translation");
    return {.seed = 7, .frame = frame, .key = key};
}

void draw(benchmark::State& state, const Shape& shape, Distribution::Source source) {
    const Distribution distribution(shape, source);
    std::uint64_t frame = 0;
    for (auto _ : state) benchmark::DoNotOptimize(distribution.draw(address(frame++)));
    state.SetItemsProcessed(state.iterations());
}

constexpr auto independent = Distribution::Source::independent;
constexpr auto stratified = Distribution::Source::stratified;
BENCHMARK_CAPTURE(draw, uniform, Uniform{-3, 5}, independent);
BENCHMARK_CAPTURE(draw, normal, Normal{2, 0.5}, independent);
BENCHMARK_CAPTURE(draw, normal_cut, Normal{2, 0.5, 1, 4}, independent);
BENCHMARK_CAPTURE(draw, normal_tail, Normal{0, 1, 8, 9}, independent);
BENCHMARK_CAPTURE(draw, log_uniform, LogUniform{0.1, 100}, independent);
BENCHMARK_CAPTURE(draw, choice, Choice{{1, 2, 3, 4}}, independent);
BENCHMARK_CAPTURE(draw, bernoulli, Bernoulli{0.3}, independent);
BENCHMARK_CAPTURE(draw, uniform_stratified, Uniform{-3, 5}, stratified);
BENCHMARK_CAPTURE(draw, normal_stratified, Normal{2, 0.5}, stratified);

void make_key(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(make_draw_key("mug", "translation"));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(make_key);

void draw_rotation(benchmark::State& state) {
    std::uint64_t frame = 0;
    std::array<double, 3> units{};
    for (auto _ : state) {
        draw_units(address(frame++), independent, units);
        benchmark::DoNotOptimize(uniform_rotation(units[0], units[1], units[2]));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(draw_rotation);

/// Twenty draws of all kinds, as a recipe of middling size has them; an item is a frame.
void draw_frame(benchmark::State& state, Distribution::Source source) {
    const std::vector<Shape> shapes{Uniform{0, 1}, Normal{0, 1, -2, 2}, LogUniform{1, 100}, Choice{{1, 2, 3}},
                                    Bernoulli{0.5}};
    std::vector<Distribution> distributions;
    std::vector<DrawKey> keys;
    for (std::size_t i = 0; i < 20; ++i) {
        distributions.emplace_back(shapes[i % shapes.size()], source);
        keys.push_back(make_draw_key("object " + std::to_string(i), "property"));
    }
    std::uint64_t frame = 0;
    for (auto _ : state) {
        for (std::size_t i = 0; i < keys.size(); ++i)
            benchmark::DoNotOptimize(distributions[i].draw({.seed = 7, .frame = frame, .key = keys[i]}));
        ++frame;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(draw_frame, independent, independent);
BENCHMARK_CAPTURE(draw_frame, stratified, stratified);

}  // namespace
