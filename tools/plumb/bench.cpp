#include "bench.hpp"

#include "command.hpp"
#include "options.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numbers>

namespace plumb::program {

namespace {

constexpr double dt_s = 1.0 / 30;

template <class Work>
double seconds_of(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Spread spread_of(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
}

/// The scene's own camera carried around the middle of the scene, so that no two views are alike; the neighbouring
/// moments keep their own animation and get the same turn.
Shot turned_shot(const Scene& scene, std::uint32_t k, std::uint32_t count, Size size) {
    ShotOptions options;
    options.framing_aspect = aspect_of(size);
    options.time_s = k * dt_s;
    options.dt_s = dt_s;
    Shot shot = scene.shot(options);
    const Box box = scene.bounds();
    const glm::dvec3 middle = box.is_empty() ? glm::dvec3(0) : (box.min + box.max) * 0.5;
    const double angle = 2 * std::numbers::pi * k / std::max(count, 1U);
    glm::dmat4 turn{1};
    turn[0] = {std::cos(angle), 0, -std::sin(angle), 0};
    turn[2] = {std::sin(angle), 0, std::cos(angle), 0};
    turn[3] = glm::dvec4(middle - glm::dvec3(turn * glm::dvec4(middle, 0)), 1);
    const auto apply = [&turn](Moment& moment) {
        moment.camera.world_from_camera = turn * moment.camera.world_from_camera;
    };
    apply(shot.now);
    if (shot.previous) apply(*shot.previous);
    if (shot.next) apply(*shot.next);
    return shot;
}

std::vector<Shot> turned_shots(const Scene& scene, std::uint32_t count, Size size) {
    std::vector<Shot> shots;
    for (std::uint32_t k = 0; k < count; ++k) shots.push_back(turned_shot(scene, k, count, size));
    return shots;
}

void measure_stages(const BenchArguments& arguments, Renderer& renderer, std::span<const Shot> shots,
                    BenchResult& result) {
    result.first_frame_s = seconds_of([&] { static_cast<void>(renderer.render(shots.front())); });
    struct Stage {
        const char* name;
        double RenderTimings::*seconds;
    };
    const Stage stages[] = {{"host_prepare", &RenderTimings::host_prepare_s},
                            {"pose", &RenderTimings::pose_s},
                            {"visibility", &RenderTimings::visibility_s},
                            {"sight", &RenderTimings::sight_s},
                            {"coverage", &RenderTimings::coverage_s},
                            {"shadow", &RenderTimings::shadow_s},
                            {"resolve", &RenderTimings::resolve_s},
                            {"annotate", &RenderTimings::annotate_s},
                            {"amodal", &RenderTimings::amodal_s},
                            {"readback", &RenderTimings::readback_s},
                            {"total", &RenderTimings::total_s}};
    std::vector<RenderTimings> timings;
    for (std::uint32_t k = 0; k < arguments.frame_count; ++k) {
        static_cast<void>(renderer.render(shots[k % shots.size()]));
        timings.push_back(renderer.last_timings());
    }
    for (const Stage& stage : stages) {
        std::vector<double> seconds;
        for (const RenderTimings& timing : timings) seconds.push_back(timing.*stage.seconds);
        result.stages.emplace_back(stage.name, spread_of(std::move(seconds)));
    }
}

/// A renderer's passes and the shots that it draws at once.
struct Workload {
    const Device& device;
    const Scene& scene;
    Size size;
    const std::vector<std::string>& passes;
    std::vector<std::span<const Shot>> submissions;  ///< of the repetitions, in order
};

/// What `pass` adds to the workload's other passes. Renders with and without it alternate, and so does which of the two
/// is first, so that a drift of the machine's speed meets both.
PassCost measure_pass(const Workload& work, const std::string& pass) {
    std::vector<std::string> without_passes = work.passes;
    std::erase(without_passes, pass);
    std::vector<std::string> with_passes = without_passes;
    with_passes.push_back(pass);
    Renderer with(work.device, work.scene, {.size = work.size, .passes = with_passes});
    Renderer without(work.device, work.scene, {.size = work.size, .passes = without_passes});
    const auto time = [](Renderer& renderer, std::span<const Shot> shots) {
        return seconds_of([&] { static_cast<void>(renderer.render(shots)); });
    };
    static_cast<void>(time(with, work.submissions.front()));
    static_cast<void>(time(without, work.submissions.front()));
    std::vector<double> with_s, difference_s;
    bool is_first = true;
    for (const std::span<const Shot> shots : work.submissions) {
        const double early_s = time(is_first ? with : without, shots);
        const double late_s = time(is_first ? without : with, shots);
        with_s.push_back(is_first ? early_s : late_s);
        difference_s.push_back(is_first ? early_s - late_s : late_s - early_s);
        is_first = !is_first;
    }
    return {pass, spread_of(std::move(difference_s)).median_s, spread_of(std::move(with_s)).median_s};
}

/// A pass that is the only one has no frame without it to be compared with.
std::vector<PassCost> measure_passes(const Workload& work, const std::vector<std::string>& passes) {
    std::vector<PassCost> costs;
    for (const std::string& pass : passes) {
        const bool is_only_one = work.passes.size() == 1 && work.passes.front() == pass;
        if (!is_only_one) costs.push_back(measure_pass(work, pass));
    }
    return costs;
}

/// The passes of single views that batches do not have.
std::vector<std::string> further_passes(const BenchArguments& arguments) {
    std::vector<std::string> passes;
    for (const std::string& pass : arguments.passes)
        if (std::ranges::find(arguments.batch_passes, pass) == arguments.batch_passes.end()) passes.push_back(pass);
    return passes;
}

void measure_single(const BenchArguments& arguments, const Device& device, const Scene& scene, BenchResult& result) {
    const std::vector<Shot> shots = turned_shots(scene, std::min(arguments.frame_count, 16U), arguments.size);
    RendererOptions options;
    options.size = arguments.size;
    options.passes = arguments.passes;
    options.samples = arguments.samples;
    options.amodal = arguments.is_amodal;
    Renderer renderer(device, scene, options);
    result.upload_s = renderer.upload_s();
    measure_stages(arguments, renderer, shots, result);
    Workload work{device, scene, arguments.size, arguments.passes, {}};
    for (std::uint32_t k = 0; k < arguments.frame_count; ++k) {
        work.submissions.emplace_back(&shots[k % shots.size()], 1);
    }
    result.passes = measure_passes(work, arguments.passes);
    result.rays = measure_rays(arguments, device, scene, shots);
    result.writing = measure_writing(device, scene, arguments.size, shots, arguments.frame_count);
}

void measure_batch(const BenchArguments& arguments, const Device& device, const Scene& scene, BenchResult& result) {
    const std::vector<Shot> shots = turned_shots(scene, arguments.batch_views, arguments.batch_size);
    Renderer renderer(device, scene, {.size = arguments.batch_size, .passes = arguments.batch_passes});
    static_cast<void>(renderer.render(std::span(shots)));
    const std::uint32_t repetitions = std::max(3U, arguments.frame_count / 2);
    std::vector<double> seconds;
    for (std::uint32_t k = 0; k < repetitions; ++k) {
        seconds.push_back(seconds_of([&] { static_cast<void>(renderer.render(std::span(shots))); }));
    }
    result.batch = spread_of(std::move(seconds));
    result.ahead_s = measure_ahead(renderer, shots, repetitions);
    const RendererOptions options{.size = arguments.batch_size, .passes = arguments.batch_passes};
    result.packed = measure_packed(device, scene, options, shots, repetitions);
    const std::vector<std::string> further = further_passes(arguments);
    std::vector<std::string> all = arguments.batch_passes;
    all.insert(all.end(), further.begin(), further.end());
    const std::vector<std::span<const Shot>> submissions(repetitions, shots);
    result.batch_passes = measure_passes({device, scene, arguments.batch_size, all, submissions}, all);
    result.batch_further =
        measure_passes({device, scene, arguments.batch_size, arguments.batch_passes, submissions}, further);
}

/// Colour of a single view by paths, nothing else.
void measure_paths(const BenchArguments& arguments, const Device& device, const Scene& scene, BenchResult& result) {
    RendererOptions options{.size = arguments.size, .passes = {"hdr"}, .annotations = false};
    options.color.mode = ColorOptions::Mode::path;
    options.color.path_samples = arguments.path_samples;
    Renderer renderer(device, scene, options);
    const Shot shot = turned_shot(scene, 0, 1, arguments.size);
    std::vector<double> seconds;
    for (int k = 0; k < 3; ++k) {
        seconds.push_back(seconds_of([&] { static_cast<void>(renderer.render(shot)); }));
        result.path_rays = renderer.last_timings().path_rays;
    }
    result.paths = spread_of(std::move(seconds));
}

int bench(const BenchArguments& arguments) {
    BenchResult result;
    std::optional<Scene> scene;
    std::optional<Device> device;
    result.load_s = seconds_of([&] { scene = Scene::load(arguments.scene); });
    result.device_s = seconds_of([&] { device = Device::create({.device = arguments.device}); });
    result.device = device->info().name;
    result.triangle_count = scene->triangle_count();
    measure_single(arguments, *device, *scene, result);
    measure_batch(arguments, *device, *scene, result);
    if (arguments.path_samples > 0) measure_paths(arguments, *device, *scene, result);
    print_bench(arguments, result);
    return exit_success;
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
    CLI::App& command =
        *app.add_subcommand("bench", "Measure the time of each stage, of each pass, of batches, and of writing");
    const auto arguments = std::make_shared<BenchArguments>();
    const auto add_passes = [&command](const std::string& name, std::vector<std::string>& passes, const char* help,
                                       const char* preset) {
        command
            .add_option_function<std::string>(
                name, [name, &passes](const std::string& text) { passes = parse_passes(name, text); }, help)
            ->type_name("LIST|all")
            ->default_str(preset);
    };
    const auto add_count = [&command](const char* name, std::uint32_t& count, std::uint32_t limit, const char* help) {
        command.add_option(name, count, help)
            ->type_name("N")
            ->check(CLI::Range(1U, limit).name(""))
            ->capture_default_str();
    };
    add_scene(command, arguments->scene);
    add_size(command, "--size", arguments->size, "Size of single views");
    add_passes("--passes", arguments->passes, "Passes of single views",
               "depth,instance,flow_forward,flow_backward,normal");
    add_count("--samples", arguments->samples, 64, "Samples of each pixel for colour of single views");
    command.add_flag("--amodal", arguments->is_amodal, "Draw each instance of single views alone, too");
    add_count("--frames", arguments->frame_count, 100000, "Measured frames of each kind");
    add_count("--batch", arguments->batch_views, 65535, "Views of a batch");
    add_size(command, "--batch-size", arguments->batch_size, "Size of the views of a batch");
    add_passes("--batch-passes", arguments->batch_passes, "Passes of a batch", "depth,instance");
    command.add_option("--path-samples", arguments->path_samples, "Also measure a single view by N paths a pixel")
        ->type_name("N")
        ->check(CLI::Range(1U, 65535U).name(""));
    add_device(command, arguments->device);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer("Example: plumb bench scene.glb --batch 64 --batch-size 128x128 --json");
    command.callback([&action, arguments] { action = [arguments] { return bench(*arguments); }; });
}

}  // namespace plumb::program
