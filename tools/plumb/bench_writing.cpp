#include "bench.hpp"
#include "temporary_folder.hpp"

#include <chrono>
#include <ctime>
#include <string>
#include <utility>

namespace plumb::program {

namespace {

using Clock = std::chrono::steady_clock;

class Stopwatch {
public:
    [[nodiscard]] Spent spent() const {
        return {std::chrono::duration<double>(Clock::now() - start_).count(),
                static_cast<double>(std::clock() - processor_start_) / CLOCKS_PER_SEC};
    }

private:
    Clock::time_point start_ = Clock::now();
    std::clock_t processor_start_ = std::clock();
};

}  // namespace

WritingResult measure_writing(const Device& device, const Scene& scene, Size size, std::span<const Shot> shots,
                              std::uint32_t frame_count) {
    WritingResult result;
    result.frame_count = frame_count;
    result.passes = {"rgb", "depth", "instance", "flow_forward"};
    result.formats = {"png", "exr"};
    const DatasetOptions options{.formats = result.formats};
    Renderer renderer(device, scene, {.size = size, .passes = result.passes});
    const auto shot = [&](std::uint32_t k) -> const Shot& { return shots[k % shots.size()]; };
    std::vector<Frame> frames;
    for (std::uint32_t k = 0; k < shots.size(); ++k) frames.push_back(renderer.render(shot(k)));

    const Stopwatch rendering;
    for (std::uint32_t k = 0; k < frame_count; ++k) static_cast<void>(renderer.render(shot(k)));
    result.render = rendering.spent();
    {
        const TemporaryFolder folder("bench");
        Dataset set(folder.path(), scene, options);
        const Stopwatch encoding;
        for (std::uint32_t k = 0; k < frame_count; ++k) set.write(k, frames[k % frames.size()]);
        set.finish();
        result.encode = encoding.spent();
        result.byte_count = set.progress().bytes_written;
    }
    const TemporaryFolder folder("bench");
    Dataset set(folder.path(), scene, options);
    const Stopwatch all;
    for (std::uint32_t k = 0; k < frame_count; ++k) set.write(k, renderer.render(shot(k)));
    set.finish();
    result.both = all.spent();
    return result;
}

}  // namespace plumb::program
