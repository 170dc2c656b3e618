#include "render_arguments.hpp"

#include "options.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace plumb::program {

namespace {

/// Adds an option whose text goes through `parse`, which gets the option's name for its messages.
template <class Parse>
CLI::Option* add_parsed(CLI::App& command, const std::string& name, const std::string& help, const Parse& parse) {
    return command.add_option_function<std::string>(
        name, [name, parse](const std::string& text) { parse(name, text); }, help);
}

/// Adds an option whose text is one of `names`.
template <class Value>
CLI::Option* add_named(CLI::App& command, const std::string& name, Value& value,
                       const std::map<std::string, Value>& names, const std::string& help) {
    return add_parsed(command, name, help, [&value, names](const auto& option, const auto& text) {
        const auto found = names.find(text);
        if (found == names.end()) {
            std::string known;
            for (const auto& [each, ignored] : names) known += (known.empty() ? "" : ", ") + each;
            throw CLI::ValidationError(option, "'" + text + "' is not known; known are " + known);
        }
        value = found->second;
    });
}

std::string pass_help() {
    std::string help = "Comma-separated passes, or all of these:";
    for (const PassInfo& pass : passes()) help += " " + std::string(pass.name);
    help += "; a label's NAME_through sees past blended and transmissive surfaces, and";
    for (const PassInfo& pass : coverage_passes()) help += " " + std::string(pass.name);
    return help + " tell what 64 samples of each pixel see (neither is part of all)";
}

/// One line a format, and what may follow its name.
std::string format_list() {
    std::size_t width = 0;
    for (const FormatInfo& format : dataset_formats()) width = std::max(width, format.name.size());
    std::string list = "Formats:\n";
    for (const FormatInfo& format : dataset_formats()) {
        list += "  " + std::string(format.name) + std::string(width + 2 - format.name.size(), ' ');
        list += format.summary;
        if (!format.options.empty()) list += "; " + std::string(format.options);
        list += "\n";
    }
    return list;
}

void add_output(CLI::App& command, RenderArguments& arguments) {
    command.add_option("--out", arguments.out, "Folder to write DIR/frames/000000/<pass>.<ext> and frame.json into")
        ->type_name("DIR")
        ->check(not_empty())
        ->required();
    add_size(command, "--size", arguments.renderer.size, "Size of the images, pixels");
    add_parsed(command, "--passes", pass_help(),
               [&](const auto& name, const auto& text) { arguments.renderer.passes = parse_passes(name, text); })
        ->type_name("LIST|all")
        ->default_str("rgb,depth,instance");
    CLI::Option* const format =
        add_parsed(command, "--format",
                   "Comma-separated formats, each NAME or NAME:KEY=VALUE; they are listed below. Passes that they need "
                   "are rendered too",
                   [&](const auto& name, const auto& text) { arguments.files.formats = parse_formats(name, text); })
            ->type_name("LIST")
            ->default_str("png");
    add_parsed(
        command, "--as", "The layout of one format in DIR itself: --format NAME:folder=.",
        [&](const auto& name, const auto& text) { arguments.files.formats = parse_formats(name, text + ":folder=."); })
        ->type_name("NAME")
        ->excludes(format);
}

void add_samples(CLI::App& command, RenderArguments& arguments) {
    add_parsed(
        command, "--samples",
        "Samples of each pixel for rgb and hdr, 1 to 64 (1); with --color path, paths, 1 to 65535 (64). Labels have "
        "one, always",
        [&](const auto& name, const auto& text) {
            const std::uint64_t count = parse_whole(name, text);
            if (count < 1 || count > 65535) throw CLI::ValidationError(name, "'" + text + "' is not 1 to 65535");
            arguments.renderer.samples = static_cast<std::uint32_t>(count);
            arguments.renderer.color.path_samples = arguments.renderer.samples;
        })
        ->type_name("N");
    add_parsed(command, "--filter", "How samples are weighed: box or blackman-harris (box)",
               [&](const auto& name, const auto& text) {
                   if (text != "box" && text != "blackman-harris") {
                       throw CLI::ValidationError(name,
                                                  "'" + text + "' is not a filter; known are box, blackman-harris");
                   }
                   arguments.renderer.filter = text == "box" ? PixelFilter::box : PixelFilter::blackman_harris;
               })
        ->type_name("F");
}

void add_time(CLI::App& command, RenderArguments& arguments) {
    add_parsed(command, "--time", "Time of frame 0, seconds (0)", [&](const auto& name, const auto& text) {
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
    add_parsed(command, "--fps", "Frames a second (24)", [&](const auto& name, const auto& text) {
        arguments.frames_per_second = parse_number(name, text);
        if (!(*arguments.frames_per_second > 0)) throw CLI::ValidationError(name, "'" + text + "' is not above 0");
    })->type_name("F");
    command.add_option("--environment", arguments.environment, "Surroundings, equirectangular Radiance file")
        ->type_name("FILE.hdr")
        ->check(not_empty());
}

void parse_views(const std::string& name, const std::string& text, RenderArguments& arguments) {
    arguments.views.clear();
    for (const std::string& view : CLI::detail::split(text, ',')) {
        if (view != "left" && view != "right") {
            throw CLI::ValidationError(name, "'" + view + "' is not a view; known are left, right");
        }
        if (std::find(arguments.views.begin(), arguments.views.end(), view) == arguments.views.end()) {
            arguments.views.push_back(view);
        }
    }
}

void add_recipe(CLI::App& command, RenderArguments& arguments) {
    CLI::Option* const recipe = command.add_option("--recipe", arguments.recipe, "What varies from frame to frame")
                                    ->type_name("FILE.json")
                                    ->check(not_empty());
    CLI::Option* const seed =
        add_parsed(command, "--seed", "Which run of the recipe, 0 to 2^64-1 (0)",
                   [&](const auto& name, const auto& text) { arguments.seed = parse_whole(name, text); })
            ->type_name("S");
    CLI::Option* const set =
        command
            .add_option_function<std::vector<std::string>>(
                "--set",
                [&](const std::vector<std::string>& texts) {
                    for (const std::string& text : texts) add_override("--set", text, arguments.overrides);
                },
                "Takes the place of one draw, by the key that frame.json tells; may be given again for others")
            ->type_name("KEY=VALUE")
            ->allow_extra_args(false);
    CLI::Option* const views =
        add_parsed(command, "--views", "Of a stereo recipe: left, right or both (left,right)",
                   [&](const auto& name, const auto& text) { parse_views(name, text, arguments); })
            ->type_name("LIST");
    CLI::Option* const shot =
        command
            .add_option("--shot", arguments.shot,
                        "Replays a shot.json; with --recipe in the scene that the recipe prepares")
            ->type_name("FILE.json")
            ->check(not_empty());
    for (CLI::Option* const option : {seed, set, views}) option->needs(recipe)->excludes(shot);
    for (const char* const name : {"--camera",   "--eye",   "--target",    "--up",         "--fov-y-deg",
                                   "--near",     "--far",   "--lens",      "--intrinsics", "--lens-field-deg",
                                   "--f-number", "--focus", "--blades",    "--shutter",    "--readout",
                                   "--time",     "--dt",    "--animation", "--fps",        "--environment"}) {
        CLI::Option* const of_clip = command.get_option(name);
        recipe->excludes(of_clip);
        shot->excludes(of_clip);
    }
}

void add_color(CLI::App& command, ColorOptions& color) {
    using Mode = ColorOptions::Mode;
    using Energy = ColorOptions::Energy;
    const std::map<std::string, Mode> modes{{"direct", Mode::direct}, {"path", Mode::path}};
    const std::map<std::string, Energy> energies{{"specification", Energy::specification},
                                                 {"conserving", Energy::conserving}};
    add_named(command, "--color", color.mode, modes,
              "How rgb and hdr are made: direct, each light once, or path, by path tracing (direct)")
        ->type_name("MODE");
    add_named(command, "--energy", color.energy, energies,
              "Shading as glTF's specification has it, or conserving: light that its microfacets lose is made up for "
              "(specification)")
        ->type_name("MODEL");
    const auto add_samples = [&](const char* name, std::uint32_t& count, std::uint32_t least, const char* help) {
        command.add_option(name, count, help)->type_name("N")->check(CLI::Range(least, 256U).name(""));
    };
    command.add_flag("!--no-shadows", color.shadows, "Let every light shine through everything");
    add_samples("--light-samples", color.light_samples, 1,
                "Shadow rays a pixel to each light with a size, 1 to 256 (4)");
    add_samples("--ambient-samples", color.ambient_samples, 0,
                "Rays a pixel that look for the surroundings, 0 to 256; 0: they light everything (0)");
    add_parsed(command, "--ambient-distance", "Within which such a ray is stopped, metres (any)",
               [&color](const auto& name, const auto& text) {
                   color.ambient_distance_m = static_cast<float>(parse_number(name, text));
                   if (!(color.ambient_distance_m > 0))
                       throw CLI::ValidationError(name, "'" + text + "' is not above 0");
               })
        ->type_name("M");
}

/// Adds the passes and the silhouettes that the formats need.
void add_needed(RenderArguments& arguments) {
    const FormatNeeds needs = format_needs(arguments.files.formats);
    std::vector<std::string>& wanted = arguments.renderer.passes;
    for (const std::string& pass : needs.passes) {
        if (std::find(wanted.begin(), wanted.end(), pass) == wanted.end()) wanted.push_back(pass);
    }
    arguments.renderer.amodal = arguments.renderer.amodal || needs.amodal;
}

}  // namespace

FrameRange parse_frames(const std::string& name, const std::string& text) {
    constexpr std::uint64_t count_limit = 1'000'000'000;
    const std::size_t colon = text.find(':');
    FrameRange range;
    if (colon == std::string::npos) {
        range.end = parse_whole(name, text);
    } else {
        range.first = parse_whole(name, text.substr(0, colon));
        range.end = parse_whole(name, text.substr(colon + 1));
    }
    if (range.end > range.first && range.count() <= count_limit) return range;
    throw CLI::ValidationError(name, "'" + text + "' is not a count N, or A:B with A below B, of 1 to " +
                                         std::to_string(count_limit) + " frames");
}

void add_override(const std::string& name, const std::string& text, std::vector<Draw>& overrides) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
        throw CLI::ValidationError(name, "'" + text + "' is not KEY=VALUE, such as camera/orbit/azimuth_deg=30");
    }
    Draw draw{text.substr(0, equals), {}};
    for (const std::string& value : CLI::detail::split(text.substr(equals + 1), ',')) {
        draw.value.push_back(parse_number(name, value));
    }
    if (std::any_of(overrides.begin(), overrides.end(), [&](const Draw& other) { return other.key == draw.key; })) {
        throw CLI::ValidationError(name, "'" + text + "' gives the key '" + draw.key + "' twice; allowed is one value");
    }
    overrides.push_back(std::move(draw));
}

void add_render_options(CLI::App& command, RenderArguments& arguments) {
    add_scene(command, arguments.scene);
    add_output(command, arguments);
    add_samples(command, arguments);
    add_parsed(command, "--frames",
               "Number of frames, or A:B for frames A to B-1 (1). Of a clip, frame k is at time + k/fps",
               [&](const auto& name, const auto& text) { arguments.frames = parse_frames(name, text); })
        ->type_name("N|A:B");
    add_camera(command, arguments.camera);
    add_time(command, arguments);
    add_recipe(command, arguments);
    add_parsed(command, "--batch",
               "Frames rendered at once, 1 to 1024; changes no byte (up to 64, as half a second and 128 MiB hold)",
               [&](const auto& name, const auto& text) {
                   const std::uint64_t count = parse_whole(name, text);
                   if (count < 1 || count > 1024) throw CLI::ValidationError(name, "'" + text + "' is not 1 to 1024");
                   arguments.batch = static_cast<std::uint32_t>(count);
               })
        ->type_name("N");
    const std::map<std::string, Visibility> ways{{"rasterizer", Visibility::rasterizer}, {"rays", Visibility::rays}};
    add_named(command, "--visibility", arguments.renderer.visibility, ways,
              "How a pixel's surface is found: rasterizer, or rays, slower (rasterizer)")
        ->type_name("WAY");
    add_color(command, arguments.renderer.color);
    add_device(command, arguments.device);
    add_parsed(
        command, "--keypoints",
        "Comma-separated names or paths of nodes, such as joints, that frame.json tells the place and visibility "
        "of; * stands for any characters, ? for any one",
        [&](const auto&, const auto& text) {
            for (const std::string& node : CLI::detail::split(text, ','))
                arguments.renderer.keypoints.push_back({.node = node});
        })
        ->type_name("LIST");
    command.add_flag("--amodal", arguments.renderer.amodal,
                     "Also tell in frame.json what each instance would cover if it were alone: visible_fraction, "
                     "truncation, box_loose, occluded_by");
    command.add_flag("--write-shots", arguments.writes_shots, "Also write shot.json, for --shot");
    command.add_flag(
        "--overwrite", arguments.files.overwrite,
        "Render frames that are there anew, and begin another set anew where all of its frames are replaced");
    add_parsed(
        command, "--require-licence",
        "Comma-separated SPDX identifiers; a scene, texture or environment map that carries none of them is refused",
        [&](const auto&, const auto& text) { arguments.allowed_licenses = CLI::detail::split(text, ','); })
        ->type_name("SPDX,..")
        ->check(not_empty());
    command.add_flag("--json-progress", arguments.is_json_progress,
                     "Tell how far it is as lines of JSON, for programs");
    command.add_flag("--preview", arguments.files.previews, "Also write <pass>_preview.png and contact.png to look at");
    command.footer(
        format_list() +
        "Example: plumb render scene.glb --out out --passes rgb,depth,flow_forward --eye 2,1,-3 "
        "--target 0,0.5,0 --frames 24 --fps 24\n"
        "Example: plumb render scene.glb --out out --recipe recipe.json --seed 7 --frames 100:200 --write-shots\n"
        "Example: plumb render scene.glb --out again --shot out/frames/000123/shot.json\n"
        "A run that was stopped goes on where it was when the same command is given again.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a file cannot be read or written (disk full ..), 129, 130 "
        "or 143 ended by a signal.");
}

void check_arguments(RenderArguments& arguments) {
    add_needed(arguments);
    const bool is_direct = arguments.renderer.color.mode == ColorOptions::Mode::direct;
    if (is_direct && arguments.renderer.samples > 64) {
        throw CLI::ValidationError(
            "--samples", std::to_string(arguments.renderer.samples) + " is above 64; --color path takes more");
    }
    if (!arguments.shot.empty() && arguments.range().count() != 1) {
        throw CLI::ValidationError("--frames", "a shot is one frame; --frames K:K+1 gives it the index K");
    }
    if (!arguments.is_clip()) return;
    check_camera(arguments.camera);
    const double step_s = 1 / arguments.rate();
    if (!std::isfinite(step_s)) {
        throw CLI::ValidationError(
            "--fps", short_number(arguments.rate()) + " lets a frame last for ever; at least 1e-307 is needed");
    }
    const double end_s = arguments.time_s + static_cast<double>(arguments.range().end) * step_s;
    if (std::isfinite(end_s + arguments.dt_s.value_or(step_s))) return;
    throw CLI::ValidationError("--time", "with the clip's length and --dt it reaches " + short_number(end_s) +
                                             "; every time must be a finite number");
}

}  // namespace plumb::program
