// Renders on a Vulkan device that the program has made for itself, as an engine does, while the program goes on using
// it; and checks that the frames are those of a device of plumb's own.
//     shared_device scene.glb
#define VOLK_IMPLEMENTATION
#include "engine.hpp"

#include <plumb/plumb.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

int differing_passes(const plumb::Frame& a, const plumb::Frame& b) {
    int count = 0;
    for (const std::string& pass : a.pass_names()) count += !std::ranges::equal(a[pass].bytes, b[pass].bytes);
    return count;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) {
        std::fprintf(stderr, "usage: shared_device scene.glb\n");
        return 2;
    }
    constexpr int frame_count = 20;
    const plumb::Scene scene = plumb::Scene::load(argv[1]);
    const plumb::RendererOptions options{.size = {160, 120}, .passes = {"rgb", "depth", "instance"}};
    Engine engine;
    plumb::Renderer shared(engine.shared_with_plumb(), scene, options);
    plumb::Renderer own(plumb::Device::create(), scene, options);

    std::atomic<bool> is_over = false;
    int engine_frames = 0;
    std::thread drawing([&] {
        for (; !is_over; ++engine_frames) {
            engine.draw();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    int differences = 0;
    for (int i = 0; i < frame_count; ++i) {
        const plumb::Shot shot = scene.default_shot(0.1 * i);
        differences += differing_passes(shared.render(shot), own.render(shot));
    }
    is_over = true;
    drawing.join();
    std::printf("%d frames beside %s of the engine's; %d passes differ from those of plumb's own device\n", frame_count,
                engine_frames > 0 ? "submissions" : "no submission", differences);
    return differences == 0 && engine_frames > 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "shared_device: %s\n", error.what());
    return 1;
}
