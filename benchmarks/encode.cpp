// What a picture costs to encode, beside the encoder's own defaults (zlib's level, all filters tried a row), and to
// hash.
#include "bench_scene.hpp"

#include "dataset/png.hpp"
#include "dataset/sha256.hpp"

#include <plumb/plumb.hpp>

#include <benchmark/benchmark.h>
#include <spng.h>

#include <cstdlib>
#include <span>
#include <vector>

namespace {

using plumb::dataset::PngImage;
using plumb::dataset::PngLayout;

/// The bundled scene in colour, 640 x 480.
const std::vector<std::byte>& picture() {
    static const std::vector<std::byte> bytes = [] {
        const plumb::Scene scene = plumb::Scene::load(plumb::bench::scene_path());
        plumb::Renderer renderer(plumb::Device::create(), scene, {.size = {640, 480}, .passes = {"rgb"}});
        const plumb::Frame frame = renderer.render(scene.default_shot());
        return std::vector<std::byte>(frame["rgb"].bytes.begin(), frame["rgb"].bytes.end());
    }();
    return bytes;
}

void encode_ours(benchmark::State& state) {
    const PngImage image{
        .width = 640, .height = 480, .layout = PngLayout::rgba8, .pixels = picture(), .is_srgb = true, .texts = {}};
    std::size_t size = 0;
    for (auto _ : state) size = plumb::dataset::encode_png(image).size();
    state.counters["bytes"] = static_cast<double>(size);
}

void encode_defaults(benchmark::State& state) {
    std::size_t size = 0;
    for (auto _ : state) {
        spng_ctx* const context = spng_ctx_new(SPNG_CTX_ENCODER);
        spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1);
        spng_ihdr header{};
        header.width = 640;
        header.height = 480;
        header.bit_depth = 8;
        header.color_type = SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
        spng_set_ihdr(context, &header);
        spng_encode_image(context, picture().data(), picture().size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
        int error = 0;
        std::free(spng_get_png_buffer(context, &size, &error));
        if (error != 0) state.SkipWithError(spng_strerror(error));
        spng_ctx_free(context);
    }
    state.counters["bytes"] = static_cast<double>(size);
}

void hash(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(plumb::dataset::sha256(std::span(picture())));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * picture().size()));
}

}  // namespace

BENCHMARK(encode_ours)->Name("png/ours")->Unit(benchmark::kMillisecond);
BENCHMARK(encode_defaults)->Name("png/defaults")->Unit(benchmark::kMillisecond);
BENCHMARK(hash)->Name("sha256")->Unit(benchmark::kMillisecond);
