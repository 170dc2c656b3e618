#include "bench.hpp"

#include "command.hpp"
#include "options.hpp"

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
    const Stage stages[] = {{"host_prepare", &RenderTimings::host_prepare_s}, {"pose", &RenderTimings::pose_s},
                            {"visibility", &RenderTimings::visibility_s},     {"sight", &RenderTimings::sight_s},
                            {"resolve", &RenderTimings::resolve_s},           {"annotate", &RenderTimings::annotate_s},
                            {"readback", &RenderTimings::readback_s},         {"total", &RenderTimings::total_s}};
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

/// Frames with and without the pass alternate, so that a drift of the machine's speed meets both.
void measure_passes(const BenchArguments& arguments, const Device& device, const Scene& scene, Renderer& all,
                    std::span<const Shot> shots, BenchResult& result) {
    if (arguments.passes.size() < 2) return;
    for (const std::string& pass : arguments.passes) {
        std::vector<std::string> others = arguments.passes;
        std::erase(others, pass);
        Renderer without(device, scene, {.size = arguments.size, .passes = others});
        static_cast<void>(without.render(shots.front()));
        std::vector<double> with_s, without_s;
        for (std::uint32_t k = 0; k < arguments.frame_count; ++k) {
            const Shot& shot = shots[k % shots.size()];
            with_s.push_back(seconds_of([&] { static_cast<void>(all.render(shot)); }));
            without_s.push_back(seconds_of([&] { static_cast<void>(without.render(shot)); }));
        }
        result.passes.push_back({pass, spread_of(with_s).median_s - spread_of(without_s).median_s});
    }
}

void measure_batch(const BenchArguments& arguments, const Device& device, const Scene& scene, BenchResult& result) {
    const std::vector<Shot> shots = turned_shots(scene, arguments.batch_views, arguments.batch_size);
    Renderer renderer(device, scene, {.size = arguments.batch_size, .passes = arguments.batch_passes});
    static_cast<void>(renderer.render(std::span(shots)));
    const std::uint32_t repetitions = std::max(3U, arguments.frame_count / 4);
    std::vector<double> seconds;
    for (std::uint32_t k = 0; k < repetitions; ++k) {
        seconds.push_back(seconds_of([&] { static_cast<void>(renderer.render(std::span(shots))); }));
    }
    result.batch = spread_of(std::move(seconds));
}

int bench(const BenchArguments& arguments) {
    BenchResult result;
    std::optional<Scene> scene;
    std::optional<Device> device;
    result.load_s = seconds_of([&] { scene = Scene::load(arguments.scene); });
    result.device_s = seconds_of([&] { device = Device::create({.device = arguments.device}); });
    result.device = device->info().name;
    result.triangle_count = scene->triangle_count();
    const std::vector<Shot> shots = turned_shots(*scene, std::min(arguments.frame_count, 16U), arguments.size);
    Renderer renderer(*device, *scene, {.size = arguments.size, .passes = arguments.passes});
    result.upload_s = renderer.upload_s();
    measure_stages(arguments, renderer, shots, result);
    measure_passes(arguments, *device, *scene, renderer, shots, result);
    measure_batch(arguments, *device, *scene, result);
    print_bench(arguments, result);
    return exit_success;
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("bench", "Measure the time of each stage, of each pass, and of batches");
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
    add_count("--frames", arguments->frame_count, 100000, "Measured frames of each kind");
    add_count("--batch", arguments->batch_views, 65535, "Views of a batch");
    add_size(command, "--batch-size", arguments->batch_size, "Size of the views of a batch");
    add_passes("--batch-passes", arguments->batch_passes, "Passes of a batch", "depth,instance");
    add_device(command, arguments->device);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer("Example: plumb bench scene.glb --batch 64 --batch-size 128x128 --json");
    command.callback([&action, arguments] { action = [arguments] { return bench(*arguments); }; });
}

}  // namespace plumb::program
