#include "camera_options.hpp"
#include "command.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace plumb::program {

namespace {

struct RenderArguments {
    std::filesystem::path scene, out;
    RendererOptions renderer;
    FrameFileOptions files;
    CameraOptions camera;
    double time_s = 0;
    std::optional<double> dt_s;
    std::string animation;
    std::uint64_t frame_count = 1;
    std::optional<double> frames_per_second;
    std::filesystem::path environment;
    std::string device;
};

constexpr double default_frames_per_second = 24;

/// Finds what is wrong with the arguments together, before anything is loaded.
void check_arguments(const RenderArguments& arguments) {
    check_camera(arguments.camera);
    const double rate = arguments.frames_per_second.value_or(default_frames_per_second);
    const double step_s = 1 / rate;
    if (!std::isfinite(step_s)) {
        throw CLI::ValidationError("--fps",
                                   short_number(rate) + " lets a frame last for ever; at least 1e-307 is needed");
    }
    const double end_s = arguments.time_s + static_cast<double>(arguments.frame_count) * step_s;
    if (std::isfinite(end_s + arguments.dt_s.value_or(step_s))) return;
    throw CLI::ValidationError("--time", "with the clip's length and --dt it reaches " + short_number(end_s) +
                                             "; every time must be a finite number");
}

/// Frames that are there are found before anything is loaded or rendered.
void check_free(const RenderArguments& arguments) {
    for (std::uint64_t k = 0; k < arguments.frame_count && !arguments.files.overwrite; ++k) {
        const std::filesystem::path folder = frame_folder(arguments.out, k);
        std::error_code error;
        const std::filesystem::directory_iterator entries(folder, error);
        if (error || entries == std::filesystem::directory_iterator()) continue;
        throw Error(ErrorCode::invalid_argument,
                    "rendering into " + folder.string() + ": the frame is there; --overwrite replaces it");
    }
}

/// A single frame has no step unless `--dt` gives one; flow that is asked for is then zero, which is seldom meant.
void warn_of_stills(const RenderArguments& arguments) {
    const bool is_still = !arguments.dt_s && arguments.frame_count == 1 && !arguments.frames_per_second;
    const auto& passes = arguments.renderer.passes;
    const bool has_flow = std::any_of(passes.begin(), passes.end(),
                                      [](const std::string& name) { return name.find("flow") != std::string::npos; });
    if (!is_still || !has_flow) return;
    std::fprintf(stderr, "plumb: warning: a single frame without --dt is a still; flow is zero everywhere\n");
}

/// All shots of a run, made one by one.
class ShotMaker {
public:
    ShotMaker(const RenderArguments& arguments, const Scene& scene) : arguments_(arguments), scene_(scene) {
        options_.camera = camera_index(scene, arguments.camera);
        options_.framing_aspect = aspect_of(arguments.renderer.size);
        if (arguments.animation == "none") {
            options_.is_animated = false;
        } else if (!arguments.animation.empty()) {
            options_.animation = scene.find_animation(arguments.animation);
        }
        const bool is_clip = arguments.frame_count > 1 || arguments.frames_per_second;
        if (arguments.dt_s) {
            options_.dt_s = *arguments.dt_s;
        } else if (is_clip) {
            options_.dt_s = 1 / rate();
        }
        if (!arguments.environment.empty()) map_ = load_environment(arguments.environment);
    }

    [[nodiscard]] Shot shot(std::uint64_t k) const {
        ShotOptions options = options_;
        options.time_s = arguments_.time_s + static_cast<double>(k) / rate();
        Shot shot = scene_.shot(options);
        apply_camera(arguments_.camera, shot);
        if (map_) shot.environment.map = map_;
        return shot;
    }

private:
    [[nodiscard]] double rate() const { return arguments_.frames_per_second.value_or(default_frames_per_second); }

    const RenderArguments& arguments_;
    const Scene& scene_;
    ShotOptions options_;
    std::shared_ptr<const EnvironmentMap> map_;
};

int render(const RenderArguments& arguments) {
    check_free(arguments);
    warn_of_stills(arguments);
    catch_interrupts();
    const Scene scene = Scene::load(arguments.scene);
    print_warnings(scene);
    const ShotMaker maker(arguments, scene);
    const Device device = Device::create({.device = arguments.device});
    Renderer renderer(device, scene, arguments.renderer);

    Progress progress(arguments.frame_count);
    // One frame is written while the next one is rendered.
    std::future<void> writing;
    const auto finish_writing = [&] {
        if (!writing.valid()) return;
        writing.get();
        progress.advance();
    };
    for (std::uint64_t k = 0; k < arguments.frame_count && !is_interrupted(); ++k) {
        Frame frame = renderer.render(maker.shot(k));
        finish_writing();
        writing = std::async(std::launch::async, [&arguments, &scene, k, frame = std::move(frame)] {
            write_frame(arguments.out, k, scene, frame, arguments.files);
        });
    }
    finish_writing();
    std::printf("%s in %s, %.2f frames/s\n", counted(progress.done(), "frame").c_str(),
                (arguments.out / "frames").string().c_str(), progress.frames_per_second());
    if (progress.done() == arguments.frame_count) return exit_success;
    std::fprintf(stderr, "plumb: interrupted after %llu of %llu frames\n",
                 static_cast<unsigned long long>(progress.done()),
                 static_cast<unsigned long long>(arguments.frame_count));
    return exit_interrupted;
}

/// Adds an option whose text goes through `parse`, which gets the option's name for its messages.
template <class Parse>
CLI::Option* add_parsed(CLI::App& command, const std::string& name, const std::string& help, const Parse& parse) {
    return command.add_option_function<std::string>(
        name, [name, parse](const std::string& text) { parse(name, text); }, help);
}

std::string pass_help() {
    std::string help = "Comma-separated passes, or all of these:";
    for (const PassInfo& pass : passes()) help += " " + std::string(pass.name);
    return help + "; a label's NAME_through sees past blended and transmissive surfaces (not part of all)";
}

void add_time(CLI::App& command, RenderArguments& arguments) {
    add_parsed(command, "--time", "Time of the first frame, seconds (0)", [&](const auto& name, const auto& text) {
        arguments.time_s = parse_number(name, text);
    })->type_name("S");
    add_parsed(command, "--dt", "Step to the neighbouring frames for motion, seconds (1/fps of a clip, else 0)",
               [&](const auto& name, const auto& text) {
                   arguments.dt_s = parse_number(name, text);
                   if (*arguments.dt_s < 0) throw CLI::ValidationError(name, "'" + text + "' is below 0");
               })
        ->type_name("S");
    command.add_option("--animation", arguments.animation, "Clip of the file (first one); none is the rest pose")
        ->type_name("NAME|INDEX|none")
        ->check(not_empty());
    command.add_option("--frames", arguments.frame_count, "Number of frames; frame k is at time + k/fps")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}).name(""))
        ->capture_default_str();
    add_parsed(command, "--fps", "Frames a second (24)", [&](const auto& name, const auto& text) {
        arguments.frames_per_second = parse_number(name, text);
        if (!(*arguments.frames_per_second > 0)) throw CLI::ValidationError(name, "'" + text + "' is not above 0");
    })->type_name("F");
}

}  // namespace

void add_render(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("render", "Render a glTF scene with its labels");
    const auto arguments = std::make_shared<RenderArguments>();
    add_scene(command, arguments->scene);
    command.add_option("--out", arguments->out, "Folder to write DIR/frames/000000/<pass>.<ext> and frame.json into")
        ->type_name("DIR")
        ->check(not_empty())
        ->required();
    add_size(command, "--size", arguments->renderer.size, "Size of the images, pixels");
    add_parsed(
        command, "--passes", pass_help(),
        [arguments](const auto& name, const auto& text) { arguments->renderer.passes = parse_passes(name, text); })
        ->type_name("LIST|all")
        ->default_str("rgb,depth,instance");
    add_parsed(
        command, "--format",
        "Comma-separated: npy, png, exr. PNG holds colour, codes, 16-bit ids and distances in millimetres; with "
        "png alone the other passes are written as npy, so that nothing is lost",
        [arguments](const auto& name, const auto& text) { arguments->files.formats = parse_formats(name, text); })
        ->type_name("LIST")
        ->default_str("png");
    add_camera(command, arguments->camera);
    add_time(command, *arguments);
    command.add_option("--environment", arguments->environment, "Surroundings, equirectangular Radiance file")
        ->type_name("FILE.hdr")
        ->check(not_empty());
    add_device(command, arguments->device);
    command.add_flag("--overwrite", arguments->files.overwrite, "Replace frames that are there");
    command.add_flag("--preview", arguments->files.previews,
                     "Also write <pass>_preview.png and contact.png to look at");
    command.footer(
        "Example: plumb render scene.glb --out out --passes rgb,depth,flow_forward --eye 2,1,-3 "
        "--target 0,0.5,0 --frames 24 --fps 24");
    command.callback([&action, arguments] {
        check_arguments(*arguments);
        action = [arguments] { return render(*arguments); };
    });
}

}  // namespace plumb::program
