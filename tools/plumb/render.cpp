#include "command.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "render_arguments.hpp"
#include "shot_source.hpp"

#include <algorithm>
#include <cstdio>
#include <future>
#include <memory>
#include <utility>

namespace plumb::program {

namespace {

/// So many frames that a batch and the one that is being written stay within a bounded memory.
std::uint64_t batch_size(const RenderArguments& arguments) {
    if (arguments.batch) return *arguments.batch;
    constexpr std::uint64_t bytes_limit = 128ULL << 20, count_limit = 64;
    constexpr std::uint64_t visibility_bytes = 3 * sizeof(std::uint64_t);
    std::uint64_t pixel_bytes = visibility_bytes;
    for (const std::string& name : arguments.renderer.passes) {
        const PassInfo& pass = find_pass(name);
        pixel_bytes += pass.channels * size_of(pass.type);
    }
    const Size size = arguments.renderer.size;
    return std::clamp<std::uint64_t>(bytes_limit / (pixel_bytes * size.width * size.height), 1, count_limit);
}

/// Renders the shots from `position` on in one submission.
std::vector<Frame> render_batch(Renderer& renderer, std::span<const RunShot> batch) {
    std::vector<Shot> shots;
    for (const RunShot& run_shot : batch) shots.push_back(run_shot.shot);
    return renderer.render(shots);
}

void write_batch(const RenderArguments& arguments, const Scene& scene, std::span<const RunShot> batch,
                 std::span<const Frame> frames, Progress& progress) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const RunShot& shot = batch[i];
        if (arguments.writes_shots) write_shot(shot.root, shot.index, scene, shot.shot, arguments.files.overwrite);
        write_frame(shot.root, shot.index, scene, frames[i], arguments.files);
        progress.advance();
    }
}

int render(const RenderArguments& arguments) {
    catch_interrupts();
    const std::unique_ptr<ShotSource> source = make_shot_source(arguments);
    const Device device = Device::create({.device = arguments.device});
    Renderer renderer(device, source->scene(), arguments.renderer);
    source->start(device);

    const std::uint64_t count = source->count();
    const std::uint64_t step = batch_size(arguments);
    Progress progress(count);
    // One batch is written while the next one is rendered.
    std::future<void> writing;
    for (std::uint64_t first = 0; first < count && !is_interrupted(); first += step) {
        std::vector<RunShot> batch = source->shots(first, std::min(step, count - first));
        std::vector<Frame> frames = render_batch(renderer, batch);
        if (writing.valid()) writing.get();
        writing = std::async(std::launch::async, [&, batch = std::move(batch), frames = std::move(frames)] {
            write_batch(arguments, source->scene(), batch, frames, progress);
        });
    }
    if (writing.valid()) writing.get();
    std::printf("%s in %s, %.2f frames/s\n", counted(progress.done(), "frame").c_str(),
                (arguments.out / "frames").string().c_str(), progress.frames_per_second());
    if (progress.done() == count) return exit_success;
    std::fprintf(stderr, "plumb: interrupted after %llu of %llu frames\n",
                 static_cast<unsigned long long>(progress.done()), static_cast<unsigned long long>(count));
    return exit_interrupted;
}

}  // namespace

void add_render(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("render", "Render a glTF scene with its labels");
    const auto arguments = std::make_shared<RenderArguments>();
    add_render_options(command, *arguments);
    command.callback([&action, arguments] {
        check_arguments(*arguments);
        action = [arguments] { return render(*arguments); };
    });
}

}  // namespace plumb::program
