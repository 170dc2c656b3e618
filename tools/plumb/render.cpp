#include "render.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "render_arguments.hpp"
#include "run_sets.hpp"
#include "shot_source.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

namespace plumb::program {

namespace {

/// How many frames are rendered in one submission. It changes no byte.
class BatchSize {
public:
    explicit BatchSize(const RenderArguments& arguments) {
        if (arguments.batch) {
            size_ = limit_ = *arguments.batch;
            is_fixed_ = true;
            return;
        }
        // A batch and the one that is being written stay within a bounded memory.
        constexpr std::uint64_t bytes_limit = 128ULL << 20, count_limit = 64;
        constexpr std::uint64_t visibility_bytes = 3 * sizeof(std::uint64_t);
        std::uint64_t pixel_bytes = visibility_bytes;
        for (const std::string& name : arguments.renderer.passes) {
            const PassInfo& pass = find_pass(name);
            pixel_bytes += pass.channels * size_of(pass.type);
        }
        const Size size = arguments.renderer.size;
        limit_ = std::clamp<std::uint64_t>(bytes_limit / (pixel_bytes * size.width * size.height), 1, count_limit);
        size_ = std::min<std::uint64_t>(limit_, 4);
    }

    [[nodiscard]] std::uint64_t size() const { return size_; }

    /// Half a second a batch, so that an interrupt is soon heard.
    void note(std::uint64_t count, double seconds) {
        constexpr double wanted_s = 0.5;
        if (is_fixed_ || count < size_) return;
        const double factor = std::clamp(wanted_s / std::max(seconds, 1e-6), 0.25, 4.0);
        const auto next = static_cast<std::uint64_t>(static_cast<double>(size_) * factor);
        size_ = std::clamp<std::uint64_t>(next, 1, limit_);
    }

private:
    std::uint64_t size_ = 1;
    std::uint64_t limit_ = 1;
    bool is_fixed_ = false;
};

void show(const RunSets& sets, Progress& progress) {
    const DatasetProgress now = sets.progress();
    progress.update(now.frames_encoded, now.bytes_written);
}

/// Renders what is not done; stops early when interrupted.
void render_frames(const RenderArguments& arguments, ShotSource& source, RunSets& sets, Progress& progress) {
    std::optional<Renderer> renderer;
    BatchSize batch(arguments);
    while (!is_interrupted()) {
        const Stretch stretch = sets.next(batch.size());
        if (stretch.count == 0) return;
        if (!renderer) {
            const Device device = Device::create({.device = arguments.device});
            renderer.emplace(device, source.scene(), arguments.renderer);
            source.start(device);
        }
        const auto start = std::chrono::steady_clock::now();
        const std::vector<Shot> shots = source.shots(stretch.first, stretch.count);
        std::vector<Frame> frames = renderer->render(shots);
        batch.note(stretch.count, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        for (std::size_t i = 0; i < frames.size(); ++i) {
            sets.write(stretch.first + i, frames[i], shots[i]);
            show(sets, progress);
        }
    }
}

void tell_start(const RunSets& sets) {
    if (sets.lost_count() > 0) {
        std::fprintf(stderr, "plumb: warning: %s of the journal lack files; rendered again\n",
                     counted(sets.lost_count(), "frame").c_str());
    }
    if (sets.there_count() > 0) {
        std::fprintf(stderr, "plumb: %s there already, %llu to go\n", counted(sets.there_count(), "frame").c_str(),
                     static_cast<unsigned long long>(sets.todo_count()));
    }
}

int tell_interrupt(const RunSets& sets, Progress& progress) {
    progress.end("interrupted");
    std::fprintf(stderr, "plumb: interrupted after %llu of %llu frames; the same command goes on\n",
                 static_cast<unsigned long long>(sets.progress().frames_done),
                 static_cast<unsigned long long>(sets.todo_count()));
    return interrupted_exit_code();
}

int run(const RenderArguments& arguments, ShotSource& source, RunSets& sets) {
    tell_start(sets);
    Progress progress(sets.todo_count(), sets.there_count(),
                      arguments.is_json_progress ? Progress::Kind::json : Progress::Kind::text);
    render_frames(arguments, source, sets, progress);
    sets.flush();
    show(sets, progress);
    if (progress.done() < sets.todo_count()) return tell_interrupt(sets, progress);
    const bool is_last = sets.finish();
    progress.end(is_last ? "done" : "left_to_others");
    if (arguments.is_json_progress) return exit_success;
    std::printf("%s in %s, %.2f frames/s, %s\n", counted(progress.done(), "frame").c_str(),
                (arguments.out / "frames").string().c_str(), progress.frames_per_second(),
                bytes_text(progress.bytes()).c_str());
    if (!is_last) std::printf("other processes write to it as well; the last of them completes dataset.json\n");
    return exit_success;
}

}  // namespace

int render(const RenderArguments& arguments) {
    catch_interrupts();
    const std::unique_ptr<ShotSource> source = make_shot_source(arguments);
    RunSets sets(arguments, *source);
    try {
        return run(arguments, *source, sets);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::io) {
            std::fprintf(stderr,
                         "plumb: frames that are done stay; when the cause is gone, the same command goes on\n");
        }
        throw;
    }
}

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
