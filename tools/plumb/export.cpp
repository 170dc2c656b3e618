#include "command.hpp"
#include "options.hpp"
#include "render.hpp"
#include "rerender.hpp"
#include "run_sets.hpp"
#include "shot_source.hpp"
#include "temporary_folder.hpp"
#include "text.hpp"

#include <plumb/plumb.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace plumb::program {

namespace {

namespace fs = std::filesystem;

struct ExportArguments {
    fs::path folder, out;
    SetSource source;
    std::vector<std::string> formats;
    std::vector<std::string> passes;  ///< none: those of the set
};

constexpr std::uint64_t most_frames = 1'000'000'000;  // as --frames takes

FrameRange range_of(const Json& json) {
    try {
        const FrameRange range{json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>()};
        if (range.first < range.end && range.count() <= most_frames) return range;
    } catch (const Json::exception&) {
        // Told below.
    }
    throw Error(ErrorCode::bad_asset, "its dataset.json has " + json.dump() + " for a range of at most " +
                                          std::to_string(most_frames) + " frames");
}

std::vector<FrameRange> ranges_of(const Json& set) {
    std::vector<FrameRange> ranges;
    const Json frames = set.value("frames", Json());
    if (!frames.is_object()) {
        throw Error(ErrorCode::invalid_argument, "it is not complete; the command that writes it completes it");
    }
    for (const Json& json : frames.value("ranges", Json::array())) ranges.push_back(range_of(json));
    if (ranges.empty()) throw Error(ErrorCode::invalid_argument, "it has no frames");
    return ranges;
}

/// Of a set of single shots, a range for each of them.
std::vector<FrameRange> one_by_one(const std::vector<FrameRange>& ranges) {
    std::vector<FrameRange> frames;
    for (const FrameRange& range : ranges) {
        for (std::uint64_t index = range.first; index < range.end; ++index) frames.push_back({index, index + 1});
    }
    return frames;
}

/// Finds out before anything is rendered whether the frames will be those of the set.
void check_same(const fs::path& folder, RenderArguments arguments, const FrameRange& range) {
    const TemporaryFolder place("export");
    arguments.out = place.path();
    arguments.frames = range;
    fs::path root = place.path();
    if (!arguments.views.empty()) root /= arguments.views.front();
    fs::create_directories(root);
    fs::copy_file(folder / "dataset.json", root / "dataset.json");
    const std::unique_ptr<ShotSource> source = make_shot_source(arguments);
    try {
        const RunSets sets(arguments, *source);
    } catch (const Error& error) {
        throw Error(error.code(), "exporting " + folder.string() +
                                      ": what was named is not what the set was made from: " + error.what());
    }
}

fs::path place_of(const fs::path& folder) {
    const fs::path place = fs::weakly_canonical(fs::absolute(folder));
    return place.has_filename() ? place : place.parent_path();
}

/// The files of one within the other would be strays there.
void check_apart(const fs::path& folder, const fs::path& out) {
    const fs::path a = place_of(folder), b = place_of(out);
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (in_a != a.end() && in_b != b.end()) return;
    throw Error(ErrorCode::invalid_argument, "exporting " + folder.string() + " to " + out.string() +
                                                 ": one is the other or lies within it; take a folder of its own");
}

int export_set(const ExportArguments& asked) {
    check_apart(asked.folder, asked.out);
    const Json set = read_set(asked.folder);
    RenderArguments arguments = arguments_of(asked.folder, asked.source, asked.out);
    std::vector<FrameRange> ranges;
    try {
        ranges = ranges_of(set);
    } catch (const Error& error) {
        throw Error(error.code(), "exporting " + asked.folder.string() + ": " + error.what());
    }
    const bool is_of_shots = set.at("source").at("kind") == "shot";
    if (is_of_shots) {
        ranges = one_by_one(ranges);
        arguments.shot = shot_file(asked.folder, ranges.front().first);
    }
    check_same(asked.folder, arguments, ranges.front());
    const FormatNeeds needs = format_needs(asked.formats);
    arguments.files.formats = asked.formats;
    arguments.files.previews = false;
    arguments.writes_shots = false;
    if (!asked.passes.empty()) arguments.renderer.passes = asked.passes;
    for (const std::string& pass : needs.passes) {
        auto& passes = arguments.renderer.passes;
        if (std::find(passes.begin(), passes.end(), pass) == passes.end()) passes.push_back(pass);
    }
    arguments.renderer.amodal = arguments.renderer.amodal || needs.amodal;
    for (const FrameRange& range : ranges) {
        arguments.frames = range;
        if (is_of_shots) arguments.shot = shot_file(asked.folder, range.first);
        if (const int code = render(arguments); code != exit_success) return code;
    }
    return exit_success;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
    CLI::App& command =
        *app.add_subcommand("export", "Write the frames of a set in another format, to the same values");
    const auto arguments = std::make_shared<ExportArguments>();
    command.add_option("DIR", arguments->folder, "Folder that plumb render wrote; of a stereo pair, one view's")
        ->required()
        ->check(not_empty());
    command.add_option("OUT", arguments->out, "Folder for the new set")->required()->check(not_empty());
    const auto take_formats = [&](const char* name, const char* help, const std::string& more) {
        return command.add_option_function<std::string>(
            name,
            [arguments, name, more](const std::string& text) { arguments->formats = parse_formats(name, text + more); },
            help);
    };
    CLI::Option* const format = take_formats("--format", "Comma-separated formats, as plumb render has them", "");
    format->type_name("LIST");
    take_formats("--as", "The layout of one format in OUT itself", ":folder=.")->type_name("NAME")->excludes(format);
    command
        .add_option_function<std::string>(
            "--passes", [arguments](const std::string& text) { arguments->passes = parse_passes("--passes", text); },
            "Passes of the new set, beside those that its formats need (those of the set)")
        ->type_name("LIST|all");
    add_set_source(command, arguments->source, nullptr);
    command.footer(
        "The frames are rendered again from the set's own scene and recipe, which are compared with dataset.json, as "
        "files of pictures do not hold all that a format may need.\n"
        "Example: plumb export out coco --as coco --scene scene.glb --recipe recipe.json\n"
        "An export that was stopped goes on when the same command is given again.");
    command.callback([&action, arguments] {
        if (arguments->formats.empty()) throw CLI::RequiredError("--format or --as");
        action = [arguments] { return export_set(*arguments); };
    });
}

}  // namespace plumb::program
